#include "cli/in_order.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace cli {

void in_order(std::size_t jobs, unsigned threads, const std::stop_token& stop, const std::function<void(std::size_t)>& work,
              const std::function<void(std::size_t)>& show) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::vector<bool> done(jobs, false);
  std::size_t shown = 0;
  const auto take = [&] {
    for (std::size_t i = next++; i < jobs && !stop.stop_requested(); i = next++) {
      work(i);
      const std::lock_guard lock(mutex);
      done[i] = true;
      for (; shown < jobs && done[shown]; ++shown) show(shown);
    }
  };
  std::vector<std::jthread> others;
  for (unsigned t = 1; t < threads && t < jobs; ++t) others.emplace_back(take);
  take();
}

}  // namespace cli
