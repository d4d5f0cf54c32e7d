// Jobs of any length by several threads; what each leaves is shown in the order of the jobs.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace cli {

/// `work(i)` runs on some thread; `show(i)`, on one thread at a time, when the works of all jobs up to i are done. After a stop no
/// job is begun, and those that were are shown as far as none before them is missing.
void in_order(std::size_t jobs, unsigned threads, const std::stop_token& stop, const std::function<void(std::size_t)>& work,
              const std::function<void(std::size_t)>& show);

}  // namespace cli
