#include "checker/search/layout.h"

#include <algorithm>

namespace checker::search {

namespace {

using model::Type;

bool is_number(const model::Field& field) {
  return field.type.kind == Type::Kind::Serial && field.type.space != Type::Space::None;
}

void add_endpoint_numbers(Layout& layout, std::uint16_t e, Type::Space side, std::uint16_t space) {
  const auto& fields = layout.system->fields[e];
  for (std::uint32_t f = 0; f < fields.size(); ++f)
    if (is_number(fields[f]) && fields[f].type.space == side) {
      layout.spaces[space].width = fields[f].type.width;
      layout.spaces[space].cells.push_back({layout.endpoint(e) + f});
    }
}

void add_message_numbers(Layout& layout, std::size_t link, Type::Space side, std::uint16_t space) {
  const auto& fields = layout.system->message;
  for (unsigned j = 0; j < layout.slots; ++j)
    for (std::uint32_t f = 0; f < fields.size(); ++f)
      if (is_number(fields[f]) && fields[f].type.space == side) {
        std::uint32_t slot = layout.slot(link, j);
        layout.spaces[space].width = fields[f].type.width;
        layout.spaces[space].cells.push_back({slot + 1 + f, slot});
      }
}

/// First the endpoint's own variables, then what others hold of its numbers, then messages from it, then
/// messages to it.
void find_numbers(Layout& layout) {
  const auto endpoints = static_cast<std::uint16_t>(layout.peers.size());
  for (std::uint16_t space = 0; space <= endpoints; ++space) {
    if (space < endpoints) add_endpoint_numbers(layout, space, Type::Space::Self, space);
    for (std::uint16_t e = 0; e < endpoints; ++e)
      if (layout.peer(e) == space) add_endpoint_numbers(layout, e, Type::Space::Peer, space);
    for (std::size_t l = 0; l < layout.links.size(); ++l)
      if (layout.links[l].from == space) add_message_numbers(layout, l, Type::Space::Self, space);
    for (std::size_t l = 0; l < layout.links.size(); ++l)
      if (layout.links[l].to == space) add_message_numbers(layout, l, Type::Space::Peer, space);
  }
}

void find_identities(Layout& layout) {
  const model::System& system = *layout.system;
  for (std::size_t e = 0; e < system.fields.size(); ++e)
    for (std::uint32_t f = 0; f < system.fields[e].size(); ++f)
      if (system.fields[e][f].type.kind == Type::Kind::Identity)
        layout.identities.push_back({layout.endpoint(e) + f});
  for (std::size_t l = 0; l < layout.links.size(); ++l)
    for (unsigned j = 0; j < layout.slots; ++j)
      for (std::uint32_t f = 0; f < system.message.size(); ++f)
        if (system.message[f].type.kind == Type::Kind::Identity)
          layout.identities.push_back({layout.slot(l, j) + 1 + f, layout.slot(l, j)});
}

/// Whether a slot is taken, then its plain fields from the last to the first, then its numbers: names decide
/// last.
void order_slot(Layout& layout) {
  const auto& fields = layout.system->message;
  auto named = [&](const model::Field& field) {
    return is_number(field) || field.type.kind == Type::Kind::Identity;
  };
  layout.slot_order.push_back(0);
  for (auto f = static_cast<std::uint32_t>(fields.size()); f-- > 0;)
    if (!named(fields[f])) layout.slot_order.push_back(1 + f);
  for (std::uint32_t f = 0; f < fields.size(); ++f)
    if (named(fields[f])) layout.slot_order.push_back(1 + f);
}

void find_peers(Layout& layout) {
  const model::System& system = *layout.system;
  const auto outside = static_cast<std::uint16_t>(system.endpoints.size());
  layout.peers.assign(system.endpoints.size(), outside);
  for (const model::Link& link : system.links)
    if (link.from) {
      layout.peers[link.to] = *link.from;
      layout.peers[*link.from] = link.to;
    }
}

}  // namespace

Layout::Layout(const model::System& of, unsigned slots_per_link) : system(&of), slots(slots_per_link) {
  size = 0;
  for (const auto& fields : of.fields) {
    endpoint_begin.push_back(size);
    size += static_cast<std::uint32_t>(fields.size());
  }
  endpoint_begin.push_back(size);
  slot_size = 1 + static_cast<std::uint32_t>(of.message.size());
  for (const model::Link& link : of.links)
    if (link.from) {
      links.push_back({*link.from, link.to, size});
      size += slots * slot_size;
    }
  spaces.resize(of.endpoints.size() + 1);
  find_peers(*this);
  find_numbers(*this);
  find_identities(*this);
  order_slot(*this);
}

void swap_endpoints(const Layout& layout, const Cells& cells, Cells& into) {
  into.resize(cells.size());
  const std::uint32_t half = layout.endpoint(1);
  std::copy_n(cells.begin(), half, into.begin() + half);
  std::copy_n(cells.begin() + half, half, into.begin());
  const std::uint32_t block = layout.slots * layout.slot_size;
  for (const SlotBlock& link : layout.links)
    for (const SlotBlock& back : layout.links)
      if (link.from == back.to && link.to == back.from)
        std::copy_n(cells.begin() + link.first, block, into.begin() + back.first);
}

}  // namespace checker::search
