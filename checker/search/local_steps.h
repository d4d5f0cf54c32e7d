// What one event does to one endpoint, worked out once by the reference semantics and remembered.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "checker/search/row_set.h"
#include "model/evaluate.h"
#include "model/facts.h"
#include "model/model.h"

namespace checker::search {

/// The event, and what it reads, by their numbers in the tables below; kNone for a message that there is not.
struct LocalEvent {
  std::uint16_t endpoint;
  model::EventKind kind;
  std::uint16_t event;
  std::uint32_t state, message, arguments;
};

struct LocalStep {
  model::Outcome outcome;
  model::Facts facts;                 // with 0 as the new identity
  std::vector<std::uint16_t> chosen;  // fresh arguments that an applied rule reads
};

class LocalSteps {
 public:
  LocalSteps(const model::Model& model, const model::System& system, const model::Values& parameters);

  std::uint32_t state(std::size_t endpoint, const std::uint64_t* fields) {
    return states_[endpoint].insert(fields).index;
  }
  std::uint32_t message(const std::uint64_t* fields) { return messages_.insert(fields).index; }
  std::uint32_t arguments(std::size_t endpoint, const model::Values& values) {
    return arguments_[endpoint].insert(values.data()).index;
  }
  const std::uint64_t* state_row(std::size_t endpoint, std::uint32_t index) const {
    return states_[endpoint][index];
  }
  const std::uint64_t* message_row(std::uint32_t index) const { return messages_[index]; }
  const std::uint64_t* argument_row(std::size_t endpoint, std::uint32_t index) const {
    return arguments_[endpoint][index];
  }
  std::size_t argument_count(std::size_t endpoint) const { return machine(endpoint).arguments.size(); }

  model::Event event(const LocalEvent& event) const;
  /// The reference stays valid.
  const LocalStep& step(const LocalEvent& event);

 private:
  struct Hash {
    std::size_t operator()(const std::array<std::uint64_t, 2>& key) const;
  };

  const model::Machine& machine(std::size_t endpoint) const {
    return model_.machines[system_.machine[endpoint]];
  }
  LocalStep work_out(const LocalEvent& event) const;

  const model::Model& model_;
  const model::System& system_;
  const model::Values& parameters_;
  std::vector<RowSet<std::uint64_t>> states_, arguments_;  // by endpoint
  RowSet<std::uint64_t> messages_;
  std::unordered_map<std::array<std::uint64_t, 2>, std::unique_ptr<LocalStep>, Hash> known_;
};

}  // namespace checker::search
