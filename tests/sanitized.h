// Whether AddressSanitizer watches: code runs about ten times slower then.
#pragma once

#include <cstddef>

namespace testing {

#ifdef __SANITIZE_ADDRESS__
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

/// How often a test with random input repeats: a twentieth of `count` when sanitized.
constexpr std::size_t repetitions(std::size_t count) { return kSanitized ? count / 20 : count; }

}  // namespace testing
