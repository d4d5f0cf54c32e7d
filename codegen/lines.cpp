#include "codegen/lines.h"

namespace codegen {
namespace {

constexpr std::size_t kWidth = 110;

}  // namespace

void Lines::add(std::string_view line) {
  text_.append(2 * depth_, ' ');
  text_ += line;
  text_ += '\n';
}

void Lines::blank() { text_ += '\n'; }

void Lines::open(std::string_view line) {
  add(line);
  ++depth_;
}

void Lines::close(std::string_view line) {
  --depth_;
  add(line);
}

void Lines::wrapped(std::string_view first, const std::vector<std::string>& parts, std::string_view separator,
                    std::string_view last, std::string_view continuation) {
  std::string line(first);
  const std::size_t indent = 2 * depth_;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string part = parts[i] + std::string(i + 1 == parts.size() ? last : separator);
    if (i > 0 && indent + line.size() + part.size() + 1 > kWidth) {
      add(line);
      line = std::string(continuation) + part;
    } else {
      line += (i == 0 ? "" : " ") + part;
    }
  }
  if (parts.empty()) line += last;
  add(line);
}

std::string one_line(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c != '\n')
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  return result;
}

}  // namespace codegen
