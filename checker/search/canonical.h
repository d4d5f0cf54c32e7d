// The canonical form of a bounded configuration: what cannot matter is zero, and names of incarnations and
// identities are the first free ones in order of occurrence. Configurations that differ in names only become
// equal.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "checker/search/layout.h"
#include "checker/search/liveness.h"

namespace checker::search {

/// Incarnations of one sequence space lie at multiples of 2^(w-4); a number belongs to the nearest one. 0 is
/// never renamed.
inline constexpr unsigned kIncarnations = 16;
unsigned incarnation(std::uint64_t number, std::uint8_t width);
std::uint64_t base_of(unsigned incarnation, std::uint8_t width);

class Canonical {
 public:
  Canonical(const Layout& layout, const Liveness& liveness, bool mirrored);

  /// Replaces `cells` by its canonical form; of a mirrored system by the smaller of the two ways to see it.
  void apply(Cells& cells);

 private:
  void form(Cells& cells) const;
  void zero_dead(Cells& cells) const;
  void rename(Cells& cells) const;
  void sort_slots(Cells& cells) const;

  const Layout& layout_;
  const Liveness& liveness_;
  bool mirrored_;
  Cells swapped_;
};

}  // namespace checker::search
