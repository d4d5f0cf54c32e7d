// What one event does to one endpoint, worked out once by the reference semantics and remembered.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "checker/search/parts.h"
#include "checker/search/row_set.h"
#include "model/evaluate.h"
#include "model/facts.h"
#include "model/model.h"

namespace checker::search {

/// The event, and what it reads: parts, and the number of a row of arguments.
struct LocalEvent {
  std::uint16_t endpoint;
  model::EventKind kind;
  std::uint16_t event;
  Part state, message;
  std::uint32_t arguments;
};

struct LocalStep {
  LocalEvent event;
  model::Outcome outcome;
  model::Facts facts;                 // with 0 as the new identity
  std::vector<std::uint16_t> chosen;  // fresh arguments that an applied rule reads
  std::vector<std::uint16_t> read;    // those, and what the conditions of the event's rules read
  Part after;                         // with the ghosts and times of before
  std::vector<Part> sent;             // with 0 for ghosts
};

class LocalSteps {
 public:
  LocalSteps(const model::Model& model, const model::System& system, const model::Values& parameters,
             Parts& parts);

  std::uint32_t arguments(std::size_t endpoint, const model::Values& values) {
    return arguments_[endpoint].insert(values.data()).index;
  }
  /// Valid until the next row of arguments.
  const std::uint64_t* argument_row(std::size_t endpoint, std::uint32_t index) const {
    return arguments_[endpoint][index];
  }
  std::size_t argument_count(std::size_t endpoint) const { return machine(endpoint).arguments.size(); }

  model::Event event(const LocalEvent& event) const;
  /// The reference stays valid.
  const LocalStep& step(const LocalEvent& event);

 private:
  const model::Machine& machine(std::size_t endpoint) const {
    return model_.machines[system_.machine[endpoint]];
  }
  LocalStep work_out(const LocalEvent& event);

  /// Which fresh arguments the rules of a machine read, and the conditions of a handler.
  struct Fresh {
    std::map<const model::Rule*, std::vector<std::uint16_t>> read_by;
    std::map<const model::Handler*, std::vector<std::uint16_t>> asked_by;
  };
  static Fresh fresh_of(const model::Machine& machine);
  std::vector<std::uint16_t> chosen(std::size_t endpoint, const model::Outcome& outcome) const;
  std::vector<std::uint16_t> read(const LocalEvent& event, std::uint64_t state,
                                  const std::vector<std::uint16_t>& chosen) const;

  const model::Model& model_;
  const model::System& system_;
  const model::Values& parameters_;
  Parts& parts_;
  std::vector<RowSet<std::uint64_t>> arguments_;  // by endpoint
  RowSet<std::uint32_t> known_;                   // events
  std::deque<LocalStep> steps_;
  std::vector<Fresh> fresh_;  // by endpoint
};

}  // namespace checker::search
