// The fingerprint of a specification's text, which the generated files carry: SHA-256 (FIPS 180-4).
#pragma once

#include <string>
#include <string_view>

namespace codegen {

/// 64 hexadecimal digits.
std::string sha256(std::string_view text);

}  // namespace codegen
