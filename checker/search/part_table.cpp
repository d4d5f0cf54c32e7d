#include "checker/search/part_table.h"

#include <algorithm>

#include "model/expr.h"

namespace checker::search {

namespace {

std::size_t names_in(const std::vector<model::Field>& fields) {
  return static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(), is_named));
}

/// The name and what is left without it.
std::uint64_t take_name(std::uint64_t& value, std::uint8_t width) {
  if (width == 0) {
    const std::uint64_t name = value & (kIdentities - 1);
    value = 0;
    return name;
  }
  const unsigned name = incarnation(value, width);
  value = model::truncate(value - base_of(name, width), width);
  return name;
}

}  // namespace

unsigned incarnation(std::uint64_t number, std::uint8_t width) {
  const std::uint64_t half = std::uint64_t{1} << (width - 5);
  return static_cast<unsigned>(model::truncate(number + half, width) >> (width - 4));
}

std::uint64_t base_of(unsigned incarnation, std::uint8_t width) {
  return std::uint64_t{incarnation} << (width - 4);
}

PartTable::PartTable(const std::vector<model::Field>& fields)
    : length_(fields.size()),
      shapes_(fields.size()),
      parts_(1 + (names_in(fields) + 7) / 8),
      row_(fields.size()),
      part_(parts_.length()) {
  for (std::uint32_t f = 0; f < fields.size(); ++f)
    if (is_named(fields[f]))
      named_.push_back({f, is_number(fields[f]) ? fields[f].type.width : std::uint8_t{0}});
}

Part PartTable::insert(const std::uint64_t* row) {
  std::copy_n(row, length_, row_.begin());
  std::fill(part_.begin(), part_.end(), 0);
  for (std::size_t i = 0; i < named_.size(); ++i)
    part_[1 + i / 8] |= take_name(row_[named_[i].field], named_[i].width) << i % 8 * 8;
  part_[0] = shapes_.insert(row_.data()).index;
  const auto [part, is_new] = parts_.insert(part_.data());
  if (is_new) std::copy_n(row, length_, add_row());
  return part;
}

Part PartTable::renamed(Part part, const std::uint64_t* names) {
  part_[0] = *parts_[part];
  std::copy_n(names, name_words(), part_.begin() + 1);
  const auto [other, is_new] = parts_.insert(part_.data());
  if (!is_new) return other;
  std::uint64_t* row = add_row();
  std::copy_n(shapes_[static_cast<std::uint32_t>(part_[0])], length_, row);
  for (std::size_t i = 0; i < named_.size(); ++i) {
    const auto name = static_cast<unsigned>(names[i / 8] >> i % 8 * 8 & 0xff);
    const auto [field, width] = named_[i];
    row[field] = width == 0 ? name : model::truncate(row[field] + base_of(name, width), width);
  }
  return other;
}

/// For the part that was inserted last.
std::uint64_t* PartTable::add_row() {
  const std::size_t part = parts_.size() - 1;
  if (part / kBlock == blocks_.size()) blocks_.push_back(std::make_unique<std::uint64_t[]>(kBlock * length_));
  return blocks_.back().get() + part % kBlock * length_;
}

}  // namespace checker::search
