#include "codegen/record.h"

#include <algorithm>

#include <fmt/format.h>

#include "codegen/names.h"

namespace codegen {

std::uint8_t bytes_for(unsigned bits) { return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8; }

std::string unsigned_type(unsigned bytes) { return fmt::format("std::uint{}_t", bytes * 8); }

Member number(std::string name, std::uint8_t bytes, std::string initial, std::string doc) {
  Member member;
  member.type = unsigned_type(bytes);
  member.name = std::move(name);
  member.initial = std::move(initial);
  member.doc = std::move(doc);
  member.bytes = member.align = bytes;
  return member;
}

Record laid_out(std::string name, std::vector<Member> members, std::string doc) {
  if (members.empty()) members.push_back(number("reserved", 1, "0", ""));
  std::ranges::stable_sort(members, std::ranges::greater{}, &Member::align);
  Names taken;
  unsigned offset = 0;
  const unsigned align = members.empty() ? 1 : members.front().align;
  for (Member& member : members) {
    taken.take(member.name);
    member.offset = offset;
    offset += member.bytes * std::max(member.count, 1u);
  }
  if (const unsigned rest = (align - offset % align) % align) {
    Member reserved = number(taken.take("reserved"), 1, rest > 1 ? "" : "0", "");
    reserved.count = rest > 1 ? rest : 0;
    reserved.offset = offset;
    members.push_back(std::move(reserved));
    offset += rest;
  }
  return {std::move(name), std::move(doc), std::move(members), offset};
}

}  // namespace codegen
