// Records without hidden padding: wide members first, what is left over is a reserved member.
#pragma once

#include "codegen/plan.h"

namespace codegen {

/// Bytes of the smallest of 8, 16, 32 and 64 bits that holds `bits` bits.
std::uint8_t bytes_for(unsigned bits);

/// "std::uint16_t" for 2.
std::string unsigned_type(unsigned bytes);

/// A member that is one unsigned number, zero unless `initial` says otherwise.
Member number(std::string name, std::uint8_t bytes, std::string initial, std::string doc);

/// Orders the members by alignment (stable), computes offsets and appends `reserved` bytes up to the
/// alignment of the record.
Record laid_out(std::string name, std::vector<Member> members, std::string doc);

}  // namespace codegen
