// Which connection wants to be woken when, earliest first.
#pragma once

#include <queue>
#include <vector>

#include "runtime/host.h"

namespace runtime {

/// Entries may be out of date, but never too late: whoever is woken looks at its own timers again.
class Agenda {
 public:
  struct Entry {
    Time at;
    ConnectionId id;
    friend bool operator>(const Entry& a, const Entry& b) { return a.at != b.at ? a.at > b.at : a.id > b.id; }
  };

  void add(Entry entry) { entries_.push(entry); }
  Time earliest() const { return entries_.empty() ? Time::max() : entries_.top().at; }
  std::size_t size() const { return entries_.size(); }
  Entry take() {
    const Entry entry = entries_.top();
    entries_.pop();
    return entry;
  }

 private:
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> entries_;
};

}  // namespace runtime
