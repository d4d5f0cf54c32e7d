#include "checker/search/canonical.h"

#include <algorithm>

#include "model/expr.h"

namespace checker::search {

namespace {

/// Gives out 1, 2, 3, … to names in order of first use; 0 stays 0.
template <std::size_t N>
class Naming {
 public:
  Naming() {
    names_.fill(kUnnamed);
    names_[0] = 0;
  }
  unsigned operator()(std::size_t old) {
    if (names_[old] == kUnnamed) names_[old] = next_++;
    return names_[old];
  }

 private:
  static constexpr std::uint8_t kUnnamed = 0xff;
  std::array<std::uint8_t, N> names_;
  std::uint8_t next_ = 1;
};

bool counts(const Cells& cells, const NumberCell& number) {
  return number.taken == NumberCell::kAlways || cells[number.taken] != 0;
}

}  // namespace

unsigned incarnation(std::uint64_t number, std::uint8_t width) {
  const std::uint64_t half = std::uint64_t{1} << (width - 5);
  return static_cast<unsigned>(model::truncate(number + half, width) >> (width - 4));
}

std::uint64_t base_of(unsigned incarnation, std::uint8_t width) {
  return std::uint64_t{incarnation} << (width - 4);
}

Canonical::Canonical(const Layout& layout, const Liveness& liveness, bool mirrored)
    : layout_(layout), liveness_(liveness), mirrored_(mirrored) {}

void Canonical::apply(Cells& cells) {
  if (!mirrored_) return form(cells);
  swap_endpoints(layout_, cells, swapped_);
  form(cells);
  form(swapped_);
  if (swapped_ < cells) cells.swap(swapped_);
}

/// Sorting can change the order in which names occur, so both are done twice. Should that not settle the
/// form, a configuration is counted more than once; none is lost.
void Canonical::form(Cells& cells) const {
  zero_dead(cells);
  rename(cells);
  if (layout_.slots < 2 || layout_.links.empty()) return;
  sort_slots(cells);
  rename(cells);
  sort_slots(cells);
}

void Canonical::zero_dead(Cells& cells) const {
  for (std::size_t e = 0; e < layout_.peers.size(); ++e) {
    const std::uint32_t begin = layout_.endpoint(e);
    for (std::uint32_t field : liveness_.dead_fields(e, cells[begin])) cells[begin + field] = 0;
  }
  for (std::size_t l = 0; l < layout_.links.size(); ++l)
    for (unsigned j = 0; j < layout_.slots; ++j) {
      const std::uint32_t slot = layout_.slot(l, j);
      if (cells[slot] == 0) continue;
      for (std::uint32_t field : liveness_.dead_in_message(&cells[slot + 1])) cells[slot + 1 + field] = 0;
    }
}

void Canonical::rename(Cells& cells) const {
  for (const Space& space : layout_.spaces) {
    Naming<kIncarnations> naming;
    for (const NumberCell& number : space.cells) {
      if (!counts(cells, number)) continue;
      std::uint64_t& value = cells[number.cell];
      const unsigned old = incarnation(value, space.width);
      value =
          model::truncate(value - base_of(old, space.width) + base_of(naming(old), space.width), space.width);
    }
  }
  Naming<64> naming;
  for (const NumberCell& identity : layout_.identities)
    if (counts(cells, identity)) cells[identity.cell] = naming(cells[identity.cell] & 63);
}

void Canonical::sort_slots(Cells& cells) const {
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    for (std::uint32_t offset : layout_.slot_order)
      if (cells[a + offset] != cells[b + offset]) return cells[a + offset] > cells[b + offset];
    return false;
  };
  for (std::size_t l = 0; l < layout_.links.size(); ++l)
    for (unsigned i = 1; i < layout_.slots; ++i)
      for (unsigned j = i; j > 0 && before(layout_.slot(l, j), layout_.slot(l, j - 1)); --j)
        std::swap_ranges(cells.begin() + layout_.slot(l, j),
                         cells.begin() + layout_.slot(l, j) + layout_.slot_size,
                         cells.begin() + layout_.slot(l, j - 1));
}

}  // namespace checker::search
