// The canonical form of a bounded configuration: what cannot matter is zero, and names of incarnations and
// identities are the first free ones in order of occurrence. Configurations that differ in names only become
// equal.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/search/layout.h"
#include "checker/search/liveness.h"
#include "checker/search/parts.h"

namespace checker::search {

/// What is taken for the same. The order of the slots never counts.
enum class Symmetry : std::uint8_t {
  None,   // every value counts
  Names,  // which names there are does not count, nor what cannot matter
  Full,   // nor, in a mirrored system, which endpoint is which
};

class Canonical {
 public:
  Canonical(const Layout& layout, const Liveness& liveness, Parts& parts, Symmetry symmetry);

  /// Replaces `key` by its canonical form; of a mirrored system by one of the two ways to see it: the one whose first
  /// endpoint has the smaller shape, of equal ones the smaller form.
  void apply(Key& key);

 private:
  using Names = std::vector<std::uint64_t>;

  void form(Key& key);
  void zero_dead(Key& key);
  Part without_dead(std::uint32_t place, Part part);
  void rename(Key& key);
  template <std::size_t N>
  void give_names(const Key& key, const std::vector<NamedPlace>& places);
  bool sort_slots(Key& key) const;
  bool before(Part a, Part b) const;

  const Layout& layout_;
  const Liveness& liveness_;
  Parts& parts_;
  Symmetry symmetry_;
  bool mirrored_;
  Key swapped_;
  std::vector<std::vector<Part>>
      alive_;                     // by endpoint, and for messages: a part without what is dead, once known
  std::vector<Names> new_names_;  // by place
};

}  // namespace checker::search
