#include "scenario/await.h"

#include <poll.h>

#include <algorithm>
#include <ctime>
#include <vector>

namespace scenario {

using namespace std::chrono_literals;

void await(std::initializer_list<int> descriptors, runtime::Duration at_most) {
  std::vector<pollfd> arrivals;
  for (const int descriptor : descriptors) arrivals.push_back({descriptor, POLLIN, 0});
  const auto patience = std::clamp<runtime::Duration>(at_most, 0ms, 1s);
  const timespec limit{patience / 1s, static_cast<long>(patience % 1s / 1us * 1000)};
  ::ppoll(arrivals.data(), arrivals.size(), &limit, nullptr);
}

}  // namespace scenario
