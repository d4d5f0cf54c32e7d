// What an event may be given: values of inputs and call parameters, numbers chosen anew, messages that
// anybody may send.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/search/layout.h"
#include "checker/search/parts.h"
#include "model/evaluate.h"
#include "model/model.h"

namespace checker::search {

/// The values that the bounds give to an argument of the endpoint's machine; without them it is 0.
std::vector<std::uint64_t> listed(const model::System& system, std::uint16_t endpoint,
                                  std::uint16_t argument);

/// ", fresh f always 0 …": the fresh values of no sequence space that may be read and have no bounds. Empty
/// if there are none.
std::string taken_as_zero(const model::Model& model, const model::System& system);

class Choices {
 public:
  /// `observed`: what else is read in steps.
  Choices(const model::Model& model, const Layout& layout, const Parts& parts,
          const std::vector<model::Expr>& observed);

  /// All valuations of the arguments that the event's handlers read, or hooks, assumptions or an observer; fresh ones are 0.
  const std::vector<model::Values>& arguments(std::uint16_t endpoint, model::EventKind kind,
                                              std::uint16_t event) const {
    return arguments_[endpoint][static_cast<std::size_t>(kind)][event];
  }

  /// What a fresh argument of the endpoint can be in the configuration: of a sequence space the first number
  /// of the least unused incarnation and, if the bounds say so, every number in use; of another type what the
  /// bounds list. None if as many incarnations are in use as the bounds allow.
  void fresh(const Key& key, std::uint16_t endpoint, std::uint16_t argument,
             std::vector<std::uint64_t>& values);

  /// What the outside can send to the endpoint: every combination of flags, with numbers near those that the
  /// endpoint holds.
  std::vector<model::Values> anybodys_messages(const Key& key, std::uint16_t endpoint);

  /// Incarnations, as bits by space, that are not to be chosen although they are unused now; then the bound on
  /// how many are in use does not hold. Empty: it does again.
  void avoid(std::vector<std::uint16_t> incarnations) { avoided_ = std::move(incarnations); }
  /// Some choice found as many incarnations in use as can be told apart: the search is then not complete.
  bool ran_out() const { return ran_out_; }

 private:
  std::vector<std::uint64_t> numbers_in_use(const Key& key, std::uint16_t space) const;
  std::optional<std::uint64_t> unused(const Key& key, std::uint16_t space);
  std::uint16_t space_of(std::uint16_t endpoint, model::Type::Space side) const;
  std::vector<model::Values> valuations(std::uint16_t endpoint, model::EventKind kind, std::uint16_t event,
                                        const std::vector<model::Expr>& observed) const;
  std::vector<std::uint64_t> sendable(const Key& key, std::uint16_t endpoint, const model::Field& field);

  const model::Model& model_;
  const Layout& layout_;
  const Parts& parts_;
  std::vector<std::array<std::vector<std::vector<model::Values>>, 4>> arguments_;  // by endpoint, kind, event
  std::vector<std::uint16_t> avoided_;
  bool ran_out_ = false;
};

}  // namespace checker::search
