// Rows of numbers of one length, each kept once and known by its index: what makes a configuration a short
// key.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace checker::search {

template <class Word>
class RowSet {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  explicit RowSet(std::size_t length) : length_(length), table_(1024, kNone) {}

  struct Inserted {
    std::uint32_t index;
    bool is_new;
  };

  Inserted insert(const Word* row) {
    if ((count_ + 1) * 3 > table_.size() * 2) grow();
    std::size_t place = place_of(row);
    if (table_[place] != kNone) return {table_[place], false};
    table_[place] = count_;
    words_.insert(words_.end(), row, row + length_);
    return {count_++, true};
  }

  /// kNone if the row is not there.
  std::uint32_t find(const Word* row) const { return table_[place_of(row)]; }

  /// Valid until the next insertion.
  const Word* operator[](std::uint32_t index) const { return words_.data() + std::size_t{index} * length_; }
  std::uint32_t size() const { return count_; }
  std::size_t length() const { return length_; }
  std::size_t bytes() const {
    return words_.capacity() * sizeof(Word) + table_.capacity() * sizeof(table_[0]);
  }

 private:
  std::size_t place_of(const Word* row) const {
    const std::size_t mask = table_.size() - 1;
    std::size_t place = hash(row) & mask;
    while (table_[place] != kNone && !same(row, (*this)[table_[place]])) place = (place + 1) & mask;
    return place;
  }

  /// Rows are short: a call of memcmp costs more.
  bool same(const Word* a, const Word* b) const {
    for (std::size_t i = 0; i < length_; ++i)
      if (a[i] != b[i]) return false;
    return true;
  }

  /// Multiply and fold, word by word (the mixing step of wyhash).
  std::uint64_t hash(const Word* row) const {
    std::uint64_t h = 0x9E3779B97F4A7C15u;
    for (std::size_t i = 0; i < length_; ++i) {
      const auto product = static_cast<unsigned __int128>(h ^ row[i]) * 0xD6E8FEB86659FD93u;
      h = static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    }
    return h ^ (h >> 29);
  }

  void grow() {
    table_.assign(table_.size() * 2, kNone);
    const std::size_t mask = table_.size() - 1;
    for (std::uint32_t i = 0; i < count_; ++i) {
      std::size_t place = hash((*this)[i]) & mask;
      while (table_[place] != kNone) place = (place + 1) & mask;
      table_[place] = i;
    }
  }

  std::size_t length_;
  std::uint32_t count_ = 0;
  std::vector<Word> words_;
  std::vector<std::uint32_t> table_;
};

}  // namespace checker::search
