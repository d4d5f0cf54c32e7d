#include "scenario/arrow.h"

#include <cstddef>
#include <string_view>

namespace scenario {
namespace {

constexpr std::size_t Width = 54;  // between the lifelines

std::string repeated(std::string_view what, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += what;
  return text;
}

}  // namespace

std::string arrow(const std::string& label, bool rightwards, bool arrives) {
  const auto line = repeated("─", label.size() + 8 < Width ? Width - label.size() - 8 : 1);
  if (!arrives) return "── " + label + " " + line + "✗";
  return rightwards ? "── " + label + " " + line + "──▶" : "◀──" + line + " " + label + " ──";
}

}  // namespace scenario
