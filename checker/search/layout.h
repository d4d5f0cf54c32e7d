// Where the parts of a bounded configuration lie: first the endpoints, then the slots of each link.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "model/model.h"

namespace checker::search {

/// The number of a row, an endpoint's fields or a message's, in the table of its kind (PartTable).
using Part = std::uint32_t;
/// No message in this slot.
inline constexpr Part kNoPart = std::numeric_limits<Part>::max();
/// A bounded configuration: a part for each place.
using Key = std::vector<Part>;

/// A field of the part at a place that holds a number of one sequence space, or an identity. `name`: which of
/// the part's named fields it is.
struct NamedPlace {
  std::uint32_t place, field, name;
};

/// The places with numbers of one sequence space, in the order in which incarnations are named.
struct Space {
  std::uint8_t width = 0;
  std::vector<NamedPlace> numbers;
};

/// A link's slots begin at the place `first`.
struct SlotBlock {
  std::uint16_t from, to;
  std::uint32_t first;
};

/// The outside as a sender (network * -> E) is numbered after the last endpoint.
struct Layout {
  Layout(const model::System& system, unsigned slots_per_link);

  std::uint32_t slot(std::size_t link, unsigned j) const { return links[link].first + j; }
  /// The endpoint at the other end, or the outside.
  std::uint16_t peer(std::uint16_t e) const { return peers[e]; }
  bool is_slot(std::uint32_t place) const { return place >= peers.size(); }

  const model::System* system;
  unsigned slots;
  std::vector<std::uint16_t> peers;  // by endpoint, which are the first places
  std::vector<SlotBlock> links;      // without the links from anybody: nothing of theirs is stored
  std::uint32_t size;                // places
  std::vector<Space> spaces;         // by endpoint; the outside last
  std::vector<NamedPlace> identities;
  std::vector<std::uint32_t>
      slot_order;  // fields of a message from the most to the least significant, for sorting
};

/// A number of a sequence space, which belongs to an incarnation.
bool is_number(const model::Field& field);
/// A number or an identity: what is renamed.
bool is_named(const model::Field& field);

/// The configuration with the two endpoints' parts exchanged. `into` is overwritten.
void swap_endpoints(const Layout& layout, const Key& key, Key& into);

}  // namespace checker::search
