// Work of the same kind for several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace checker {

/// `work` of each number below `count`, in any order; returns when all is done.
void by_threads(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace checker
