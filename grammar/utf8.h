// UTF-8, the encoding of every text, looked at one character at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace grammar {

/// The length in bytes of the character at the front of `text` (RFC 3629), or 0 if there is none.
std::size_t utf8_length(std::string_view text);

}  // namespace grammar
