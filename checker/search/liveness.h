// Which values can still matter: in a machine's state, the fields that some way from it reads before it
// overwrites them; in a message, the ghosts that its arrival can use. Everything else may be forgotten
// without changing what a search finds.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/search/layout.h"
#include "model/evaluate.h"
#include "model/model.h"

namespace checker::search {

struct Flows;

/// What will be asked of the configurations and of the steps of a search.
struct Observation {
  std::vector<model::Expr> of_state;  // over Endpoint and bound messages
  std::vector<model::Expr> of_step;   // also over Old, the arriving and the sent message
};

class Liveness {
 public:
  static constexpr std::size_t kMaxFields = 128;
  using Fields = std::bitset<kMaxFields>;

  /// Also observes the system's assumptions. Parameters have the values given, which `flows` were made with.
  Liveness(const model::Model& model, const Layout& layout, const model::Values& parameters,
           const Observation& observation, const Flows& flows);

  std::span<const std::uint32_t> dead_fields(std::size_t endpoint, std::uint64_t state) const {
    return dead_[endpoint][state];
  }
  /// `message` is the row of the fields of a message in a slot.
  std::span<const std::uint32_t> dead_in_message(const std::uint64_t* message) const;

 private:
  std::vector<std::vector<std::vector<std::uint32_t>>> dead_;  // the same as lists
  std::vector<std::uint32_t> flags_;  // the Bool fields of a message: they make up its class
  std::vector<std::vector<std::uint32_t>> dead_ghosts_;  // by class
};

}  // namespace checker::search
