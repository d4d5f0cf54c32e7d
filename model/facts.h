// What the expressions of a system see: its configuration, and the facts of the step just taken.
#pragma once

#include <array>
#include <optional>

#include "model/run.h"

namespace model {

/// The step flags of one step, as rows for an environment.
class Facts {
 public:
  /// `event` is empty for a step that is no event of an endpoint.
  Facts(const Machine& machine, const Event* event, const Outcome& outcome, std::uint64_t new_identity);
  void show_in(Environment& environment) const;

 private:
  static constexpr std::size_t kFlags = 9;
  std::array<std::size_t, kFlags> begin_{};
  Values values_;
};

void show_parameters(const Values& parameters, Environment& environment);
void show_endpoints(Owner owner, const Configuration& configuration, Environment& environment);

/// True for every choice of live messages as the bound ones; `environment` has everything else.
bool holds_for_all(const Quantified& statement, const std::vector<Flight>& network, Environment& environment);

/// What `new` is in a step from here: an identity that nothing has. Empty if all are taken.
std::optional<std::uint64_t> new_identity(const System& system, const Configuration& configuration);

/// Whether anything in the configuration is named by the identity.
bool is_used(const System& system, const Configuration& configuration, std::uint64_t identity);

}  // namespace model
