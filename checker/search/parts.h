// The tables of parts of a system: one for each endpoint, or one for both of a mirrored system, and one for messages.
#pragma once

#include <cstddef>
#include <vector>

#include "checker/search/part_table.h"

namespace checker::search {

class Parts {
 public:
  explicit Parts(const Layout& layout) : endpoints_(layout.peers.size()), mirrored_(layout.system->mirrored) {
    for (const auto& fields : layout.system->fields) tables_.emplace_back(fields);
    tables_.emplace_back(layout.system->message);
  }

  PartTable& table(std::size_t place) {
    return tables_[place >= endpoints_ ? endpoints_ : mirrored_ ? 0 : place];
  }
  const PartTable& table(std::size_t place) const { return const_cast<Parts&>(*this).table(place); }
  PartTable& messages() { return tables_.back(); }
  const PartTable& messages() const { return tables_.back(); }

  std::size_t bytes() const {
    std::size_t sum = 0;
    for (const PartTable& table : tables_) sum += table.bytes();
    return sum;
  }

 private:
  std::size_t endpoints_;
  bool mirrored_;
  std::vector<PartTable> tables_;
};

}  // namespace checker::search
