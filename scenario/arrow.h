// A segment on its way between two lifelines, as text.
#pragma once

#include <string>

namespace scenario {

/// "── label ───▶" or "◀─── label ──"; what is lost ends in a cross.
std::string arrow(const std::string& label, bool rightwards, bool arrives = true);

}  // namespace scenario
