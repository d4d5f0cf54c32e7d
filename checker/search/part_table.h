// The rows of one kind, an endpoint's fields or a message's: each kept once and known by its number, with the
// names in it kept apart from the rest, its shape, so that renaming does not look at the rest.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "checker/search/layout.h"
#include "checker/search/row_set.h"
#include "model/model.h"

namespace checker::search {

/// Incarnations of one sequence space lie at multiples of 2^(w-4); a number belongs to the nearest one. 0 is
/// never renamed.
inline constexpr unsigned kIncarnations = 16;
inline constexpr unsigned kIdentities = 64;
unsigned incarnation(std::uint64_t number, std::uint8_t width);
std::uint64_t base_of(unsigned incarnation, std::uint8_t width);

class PartTable {
 public:
  explicit PartTable(const std::vector<model::Field>& fields);

  Part insert(const std::uint64_t* row);
  std::uint32_t size() const { return parts_.size(); }
  std::size_t length() const { return length_; }
  /// Stays valid.
  const std::uint64_t* row(Part part) const {
    return blocks_[part / kBlock].get() + std::size_t{part % kBlock} * length_;
  }

  // The incarnations and identities of the named fields, a byte each; eight to a word.
  std::uint32_t shape(Part part) const { return static_cast<std::uint32_t>(*parts_[part]); }
  std::size_t name_words() const { return parts_.length() - 1; }
  /// Valid until the next part.
  const std::uint64_t* names(Part part) const { return parts_[part] + 1; }
  Part renamed(Part part, const std::uint64_t* names);

  std::size_t bytes() const {
    return parts_.bytes() + shapes_.bytes() + blocks_.size() * kBlock * length_ * 8;
  }

 private:
  static constexpr std::size_t kBlock = 256;
  struct Named {
    std::uint32_t field;
    std::uint8_t width;  // 0: an identity
  };

  std::uint64_t* add_row();

  std::size_t length_;
  std::vector<Named> named_;
  RowSet<std::uint64_t> shapes_;  // rows with 0 for every name
  RowSet<std::uint64_t> parts_;   // shape, names
  std::vector<std::unique_ptr<std::uint64_t[]>> blocks_;
  std::vector<std::uint64_t> row_, part_;
};

}  // namespace checker::search
