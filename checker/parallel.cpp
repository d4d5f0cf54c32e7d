#include "checker/parallel.h"

#include <atomic>
#include <thread>
#include <vector>

namespace checker {

void by_threads(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  for (unsigned t = 1; t < threads && t < count; ++t) others.emplace_back(take);
  take();
}

}  // namespace checker
