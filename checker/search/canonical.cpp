#include "checker/search/canonical.h"

#include <algorithm>
#include <array>
#include <utility>

namespace checker::search {

namespace {

/// Gives out 1, 2, 3, … to names in order of first use; 0 stays 0.
template <std::size_t N>
class Naming {
 public:
  std::uint8_t operator()(std::size_t old) {
    if (old == 0) return 0;
    if (names_[old] == 0) names_[old] = ++last_;
    return names_[old];
  }

 private:
  std::array<std::uint8_t, N> names_{};
  std::uint8_t last_ = 0;
};

}  // namespace

Canonical::Canonical(const Layout& layout, const Liveness& liveness, Parts& parts, Symmetry symmetry)
    : layout_(layout),
      liveness_(liveness),
      parts_(parts),
      symmetry_(symmetry),
      mirrored_(symmetry == Symmetry::Full && layout.system->mirrored),
      alive_(layout.peers.size() + 1) {
  for (std::uint32_t place = 0; place < layout.size; ++place)
    new_names_.emplace_back(parts.table(place).name_words());
}

void Canonical::apply(Key& key) {
  if (symmetry_ == Symmetry::None) return void(sort_slots(key));
  zero_dead(key);
  if (!mirrored_) return form(key);
  const PartTable& endpoints = parts_.table(0);
  const std::uint32_t mine = endpoints.shape(key[0]), other = endpoints.shape(key[1]);
  if (mine >= other) swap_endpoints(layout_, key, swapped_);
  if (mine > other) key.swap(swapped_);
  form(key);
  if (mine != other) return;
  form(swapped_);
  if (swapped_ < key) key.swap(swapped_);
}

/// Sorting can change the order in which names occur, so both are done twice. Should that not settle the
/// form, a configuration is counted more than once; none is lost.
void Canonical::form(Key& key) {
  rename(key);
  if (!sort_slots(key)) return;
  rename(key);
  sort_slots(key);
}

void Canonical::zero_dead(Key& key) {
  for (std::uint32_t place = 0; place < layout_.size; ++place) {
    if (key[place] == kNoPart) continue;
    std::vector<Part>& alive = alive_[std::min<std::size_t>(place, layout_.peers.size())];
    if (key[place] >= alive.size()) alive.resize(parts_.table(place).size(), kNoPart);
    Part& known = alive[key[place]];
    if (known == kNoPart) known = without_dead(place, key[place]);
    key[place] = known;
  }
}

Part Canonical::without_dead(std::uint32_t place, Part part) {
  PartTable& table = parts_.table(place);
  std::vector<std::uint64_t> row(table.row(part), table.row(part) + table.length());
  const auto dead =
      layout_.is_slot(place) ? liveness_.dead_in_message(row.data()) : liveness_.dead_fields(place, row[0]);
  for (std::uint32_t field : dead) row[field] = 0;
  return table.insert(row.data());
}

void Canonical::rename(Key& key) {
  for (const Space& space : layout_.spaces) give_names<kIncarnations>(key, space.numbers);
  give_names<kIdentities>(key, layout_.identities);
  for (std::uint32_t place = 0; place < layout_.size; ++place) {
    if (key[place] == kNoPart) continue;
    PartTable& table = parts_.table(place);
    const Names& names = new_names_[place];
    if (!std::equal(names.begin(), names.end(), table.names(key[place])))
      key[place] = table.renamed(key[place], names.data());
  }
}

template <std::size_t N>
void Canonical::give_names(const Key& key, const std::vector<NamedPlace>& places) {
  Naming<N> naming;
  for (const auto& [place, field, name] : places) {
    if (key[place] == kNoPart) continue;
    const unsigned shift = name % 8 * 8;
    const std::uint64_t old = parts_.table(place).names(key[place])[name / 8] >> shift & 0xff;
    std::uint64_t& word = new_names_[place][name / 8];
    word = (word & ~(std::uint64_t{0xff} << shift)) | std::uint64_t{naming(old)} << shift;
  }
}

/// False if they were in order.
bool Canonical::sort_slots(Key& key) const {
  bool moved = false;
  for (const SlotBlock& link : layout_.links)
    for (unsigned i = 1; i < layout_.slots; ++i)
      for (std::uint32_t place = link.first + i; place > link.first && before(key[place], key[place - 1]);
           --place) {
        std::swap(key[place], key[place - 1]);
        moved = true;
      }
  return moved;
}

bool Canonical::before(Part a, Part b) const {
  if (a == b || a == kNoPart) return false;
  if (b == kNoPart) return true;
  const std::uint64_t *row = parts_.messages().row(a), *other = parts_.messages().row(b);
  for (std::uint32_t field : layout_.slot_order)
    if (row[field] != other[field]) return row[field] > other[field];
  return false;
}

}  // namespace checker::search
