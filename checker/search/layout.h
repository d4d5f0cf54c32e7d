// Where the values of a bounded configuration lie: one flat row of cells, endpoints first, then the slots of
// each link.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "model/model.h"

namespace checker::search {

using Cells = std::vector<std::uint64_t>;

/// A cell that holds a number of one sequence space, or an identity. It counts only if the cell `taken` is
/// not 0.
struct NumberCell {
  static constexpr std::uint32_t kAlways = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t cell;
  std::uint32_t taken = kAlways;
};

/// The cells with numbers of one sequence space, in the order in which incarnations are named.
struct Space {
  std::uint8_t width = 0;
  std::vector<NumberCell> cells;
};

/// A link's slots: each is one cell that says whether it is taken, then the fields of the message.
struct SlotBlock {
  std::uint16_t from, to;
  std::uint32_t first;
};

/// The outside as a sender (network * -> E) is numbered after the last endpoint.
struct Layout {
  Layout(const model::System& system, unsigned slots_per_link);

  std::uint32_t endpoint(std::size_t e) const { return endpoint_begin[e]; }
  std::uint32_t slot(std::size_t link, unsigned j) const { return links[link].first + j * slot_size; }
  /// The endpoint at the other end, or the outside.
  std::uint16_t peer(std::uint16_t e) const { return peers[e]; }

  const model::System* system;
  unsigned slots;
  std::vector<std::uint32_t> endpoint_begin;  // one more than endpoints: where the slots begin
  std::vector<std::uint16_t> peers;
  std::vector<SlotBlock> links;  // without the links from anybody: nothing of theirs is stored
  std::uint32_t slot_size;
  std::uint32_t size;
  std::vector<Space> spaces;  // by endpoint; the outside last
  std::vector<NumberCell> identities;
  std::vector<std::uint32_t>
      slot_order;  // cells of a slot from the most to the least significant, for sorting
};

/// The configuration with the two endpoints' parts exchanged. `into` is overwritten.
void swap_endpoints(const Layout& layout, const Cells& cells, Cells& into);

}  // namespace checker::search
