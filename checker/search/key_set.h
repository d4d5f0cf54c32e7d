// Keys, each kept once and known by its index: packed, for each place as many bits as its parts need so far.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "checker/search/layout.h"
#include "checker/search/parts.h"
#include "checker/search/row_set.h"

namespace checker::search {

class KeySet {
 public:
  using Inserted = RowSet<std::uint64_t>::Inserted;
  static constexpr std::uint32_t kNone = RowSet<std::uint64_t>::kNone;

  KeySet(const Layout& layout, const Parts& parts)
      : parts_(parts), bits_(layout.size, 1), packed_(words()), row_(packed_.length()) {}

  Inserted insert(const Key& key) {
    make_room_for(key);
    pack(key);
    return packed_.insert(row_.data());
  }
  std::uint32_t find(const Key& key) {
    make_room_for(key);
    pack(key);
    return packed_.find(row_.data());
  }
  void read(std::uint32_t index, Key& key) const {
    const std::uint64_t* row = packed_[index];
    std::size_t at = 0;
    for (std::size_t place = 0; place < bits_.size(); at += bits_[place++]) {
      std::uint64_t value = row[at / 64] >> at % 64;
      if (at % 64 + bits_[place] > 64) value |= row[at / 64 + 1] << (64 - at % 64);
      key[place] = static_cast<Part>((value & ((std::uint64_t{1} << bits_[place]) - 1)) - 1);
    }
  }

  std::uint32_t size() const { return packed_.size(); }
  std::size_t bytes() const { return packed_.bytes(); }

 private:
  /// No part becomes 0, which fits whatever the width.
  static std::uint64_t code(Part part) { return static_cast<Part>(part + 1); }

  std::size_t words() const {
    std::size_t sum = 0;
    for (unsigned bits : bits_) sum += bits;
    return (sum + 63) / 64;
  }

  void pack(const Key& key) {
    std::fill(row_.begin(), row_.end(), 0);
    std::size_t at = 0;
    for (std::size_t place = 0; place < bits_.size(); at += bits_[place++]) {
      const std::uint64_t value = code(key[place]);
      row_[at / 64] |= value << at % 64;
      if (at % 64 + bits_[place] > 64) row_[at / 64 + 1] |= value >> (64 - at % 64);
    }
  }

  void make_room_for(const Key& key) {
    bool fits = true;
    for (std::size_t place = 0; place < bits_.size(); ++place)
      fits = fits && code(key[place]) >> bits_[place] == 0;
    if (!fits) widen();
  }

  void widen() {
    const KeySet narrow = *this;
    for (std::size_t place = 0; place < bits_.size(); ++place)
      bits_[place] = static_cast<unsigned>(std::bit_width(parts_.table(place).size()));
    packed_ = RowSet<std::uint64_t>(words());
    row_.assign(packed_.length(), 0);
    Key each(bits_.size());
    for (std::uint32_t i = 0; i < narrow.size(); ++i) {
      narrow.read(i, each);
      pack(each);
      packed_.insert(row_.data());
    }
  }

  const Parts& parts_;
  std::vector<unsigned> bits_;  // by place; at most 32
  RowSet<std::uint64_t> packed_;
  std::vector<std::uint64_t> row_;
};

}  // namespace checker::search
