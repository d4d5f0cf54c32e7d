#include <map>

#include "scenario/survey.h"

namespace scenario {

std::string beyond_survey(const std::string& rule) {
  static const std::string late = "its timer runs for longer than a script here lasts, in real time";
  static const std::string closed = "the tester keeps its window open: when a host asks about a closed one is its own choice (RFC 9293 3.8.6.1)";
  static const std::string behind = "text that waits for a window, or was lost, goes out when the host says (RFC 5681), and CLOSE behind it";
  static const std::map<std::string, std::string> why = {
      // clang-format off
      {"X01", late}, {"X03", late}, {"X04", late}, {"X05", late}, {"X12", late}, {"X12g", late}, {"XF2t", late},
      {"X13", closed}, {"X13g", closed}, {"X13o", closed}, {"X13r", closed}, {"X13s", closed}, {"X14", closed},
      {"C06q", behind}, {"C06t", behind}, {"C06u", behind}, {"C07q", behind}, {"C08q", behind}, {"C08t", behind}, {"S05q", behind},
      // clang-format on
  };
  const auto found = why.find(rule);
  return found == why.end() ? "" : found->second;
}

}  // namespace scenario
