#include "scenario/virtual_executor.h"

#include <algorithm>

namespace scenario {

bool VirtualExecutor::advance(Time limit) {
  const Time due = transport_->deadline();
  if (due > limit) return false;
  clock_.set(std::max(due, clock_.now()));
  transport_->wake();
  return true;
}

void VirtualExecutor::wait_until(Time time) {
  while (advance(time)) {}
  clock_.set(std::max(time, clock_.now()));
}

std::optional<Emitted> VirtualExecutor::next(Time deadline) {
  while (sent_.empty() && advance(deadline)) {}
  if (sent_.empty()) {
    clock_.set(std::max(deadline, clock_.now()));
    return std::nullopt;
  }
  const Emitted first = std::move(sent_.front());
  sent_.pop_front();
  return first;
}

}  // namespace scenario
