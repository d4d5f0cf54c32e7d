#include "checker/search/layout.h"

#include <algorithm>

namespace checker::search {

namespace {

using model::Type;

/// Calls `found(field, name)` for each field of the part that is named.
template <class Found>
void each_named(const std::vector<model::Field>& fields, const Found& found) {
  std::uint32_t name = 0;
  for (std::uint32_t f = 0; f < fields.size(); ++f)
    if (is_named(fields[f])) found(f, name++);
}

void add_numbers(Layout& layout, const std::vector<model::Field>& fields, std::uint32_t place,
                 Type::Space side, std::uint16_t space) {
  each_named(fields, [&](std::uint32_t f, std::uint32_t name) {
    if (!is_number(fields[f]) || fields[f].type.space != side) return;
    layout.spaces[space].width = fields[f].type.width;
    layout.spaces[space].numbers.push_back({place, f, name});
  });
}

void add_message_numbers(Layout& layout, std::size_t link, Type::Space side, std::uint16_t space) {
  for (unsigned j = 0; j < layout.slots; ++j)
    add_numbers(layout, layout.system->message, layout.slot(link, j), side, space);
}

/// First the endpoint's own variables, then what others hold of its numbers, then messages from it, then
/// messages to it.
void find_numbers(Layout& layout) {
  const auto endpoints = static_cast<std::uint16_t>(layout.peers.size());
  const auto& fields = layout.system->fields;
  for (std::uint16_t space = 0; space <= endpoints; ++space) {
    if (space < endpoints) add_numbers(layout, fields[space], space, Type::Space::Self, space);
    for (std::uint16_t e = 0; e < endpoints; ++e)
      if (layout.peer(e) == space) add_numbers(layout, fields[e], e, Type::Space::Peer, space);
    for (std::size_t l = 0; l < layout.links.size(); ++l)
      if (layout.links[l].from == space) add_message_numbers(layout, l, Type::Space::Self, space);
    for (std::size_t l = 0; l < layout.links.size(); ++l)
      if (layout.links[l].to == space) add_message_numbers(layout, l, Type::Space::Peer, space);
  }
}

void find_identities(Layout& layout) {
  const model::System& system = *layout.system;
  for (std::uint32_t place = 0; place < layout.size; ++place) {
    const auto& fields = layout.is_slot(place) ? system.message : system.fields[place];
    each_named(fields, [&](std::uint32_t f, std::uint32_t name) {
      if (!is_number(fields[f])) layout.identities.push_back({place, f, name});
    });
  }
}

/// The plain fields from the last to the first, then what is named: names decide last.
void order_slot(Layout& layout) {
  const auto& fields = layout.system->message;
  for (auto f = static_cast<std::uint32_t>(fields.size()); f-- > 0;)
    if (!is_named(fields[f])) layout.slot_order.push_back(f);
  each_named(fields, [&](std::uint32_t f, std::uint32_t) { layout.slot_order.push_back(f); });
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

bool is_number(const model::Field& field) {
  return field.type.kind == Type::Kind::Serial && field.type.space != Type::Space::None;
}

bool is_named(const model::Field& field) {
  return is_number(field) || field.type.kind == Type::Kind::Identity;
}

Layout::Layout(const model::System& of, unsigned slots_per_link) : system(&of), slots(slots_per_link) {
  size = static_cast<std::uint32_t>(of.endpoints.size());
  for (const model::Link& link : of.links)
    if (link.from) {
      links.push_back({*link.from, link.to, size});
      size += slots;
    }
  spaces.resize(of.endpoints.size() + 1);
  find_peers(*this);
  find_numbers(*this);
  find_identities(*this);
  order_slot(*this);
}

void swap_endpoints(const Layout& layout, const Key& key, Key& into) {
  into = key;
  std::swap(into[0], into[1]);
  for (const SlotBlock& link : layout.links)
    for (const SlotBlock& back : layout.links)
      if (link.from == back.to && link.to == back.from)
        std::copy_n(key.begin() + link.first, layout.slots, into.begin() + back.first);
}

}  // namespace checker::search
