#include <algorithm>
#include <cmath>

#include "checker/chart_plan.h"

namespace checker {

namespace {

// Pixels. A character of the 12-pixel font is at most 7.3 wide.
constexpr double kCharacter = 7.3;
constexpr long kMargin = 16, kRow = 18, kArrowRow = 28, kBaseline = 13, kShaft = 20, kGap = 44, kTip = 8;

constexpr const char* kStyles = R"(<style>
text { font: 12px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: currentColor; white-space: pre }
polygon { fill: currentColor }
line { stroke: currentColor }
.paper { fill: #ffffff }
.plain, .bold { color: #1f2328 }
.bold { font-weight: bold }
.faint, .life { color: #6e7781 }
.good { color: #1a7f37 }
.bad { color: #cf222e }
.odd { color: #9a6700 }
@media (prefers-color-scheme: dark) {
.paper { fill: #0d1117 }
.plain, .bold { color: #e6edf3 }
.faint, .life { color: #8b949e }
.good { color: #3fb950 }
.bad { color: #f85149 }
.odd { color: #d29922 }
}
</style>
)";

std::string escaped(char c) {
  if (c == '&') return "&amp;";
  if (c == '<') return "&lt;";
  if (c == '>') return "&gt;";
  if (c == '"') return "&quot;";
  return std::string(1, static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) out += escaped(c);
  return out;
}

const char* name(Style style) {
  switch (style) {
    case Style::Plain: return "plain";
    case Style::Bold: return "bold";
    case Style::Faint: return "faint";
    case Style::Good: return "good";
    case Style::Bad: return "bad";
    case Style::Odd: return "odd";
  }
  return "";
}

long wide(std::size_t characters) { return std::lround(static_cast<double>(characters) * kCharacter); }

std::string words(const Arrow& arrow) { return arrow.label + (arrow.note.empty() ? "" : "  " + arrow.note); }

class Picture {
 public:
  Picture(const std::vector<Line>& lines, bool two) : lines_(lines), two_(two) {
    std::size_t middle = kMiddle, across = 0;
    for (const Line& line : lines_) {
      if (line.arrow) middle = std::max(middle, display_width(words(*line.arrow)) + 6);
      if (line.across) across = std::max(across, display_width(line.across->text));
    }
    left_ = kMargin + wide(kSide);
    right_ = left_ + wide(middle);
    width_ = std::max((two_ ? right_ + wide(kSide) : right_), kMargin + wide(across)) + kMargin;
  }

  std::string draw(const std::string& title) {
    for (const Line& line : lines_) draw(line);
    const std::string size =
        "width=\"" + std::to_string(width_) + "\" height=\"" + std::to_string(y_ + kMargin) + "\"";
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:space=\"preserve\" " + size + " viewBox=\"0 0 " +
           std::to_string(width_) + " " + std::to_string(y_ + kMargin) + "\">\n<title>" + escaped(title) +
           "</title>\n" + kStyles + "<rect class=\"paper\" " + size + "/>\n" + body_ + "</svg>\n";
  }

 private:
  void draw(const Line& line) {
    const long height = line.arrow ? kArrowRow : kRow;
    if (line.across) {
      text(kMargin, *line.across, "start");
    } else {
      lifeline(left_, height);
      if (two_) lifeline(right_, height);
      text(kMargin, line.left, "start");
      if (two_) text(right_ + kMargin / 2, line.right, "start");
      if (line.arrow) draw(*line.arrow);
    }
    y_ += height;
  }

  void lifeline(long x, long height) { stroke(x, y_, x, y_ + height, "life"); }

  void stroke(long x1, long y1, long x2, long y2, const char* of) {
    body_ += "<line class=\"" + std::string(of) + "\" x1=\"" + std::to_string(x1) + "\" y1=\"" +
             std::to_string(y1) + "\" x2=\"" + std::to_string(x2) + "\" y2=\"" + std::to_string(y2) +
             "\"/>\n";
  }

  void text(long x, const Text& what, const char* anchor, long below = kBaseline) {
    if (what.text.empty()) return;
    body_ += "<text class=\"" + std::string(name(what.style)) + "\" x=\"" + std::to_string(x) + "\" y=\"" +
             std::to_string(y_ + below) + "\" text-anchor=\"" + anchor + "\">" + escaped(what.text) +
             "</text>\n";
  }

  /// An end in the network is open; what is lost ends in a cross.
  void draw(const Arrow& arrow) {
    const long from_left = arrow.rightwards ? arrow.from_lifeline : arrow.to_lifeline;
    const long from_right = arrow.rightwards ? arrow.to_lifeline : arrow.from_lifeline;
    const long begin = left_ + (from_left ? 0 : kGap), end = right_ - (from_right ? 0 : kGap);
    const long tip = arrow.rightwards ? end : begin, back = arrow.rightwards ? -kTip : kTip;
    const long at = y_ + kShaft;
    text((left_ + right_) / 2, {words(arrow), arrow.style}, "middle");
    stroke(begin, at, end, at, name(arrow.style));
    if (arrow.style == Style::Bad) {
      stroke(tip - kTip / 2, at - kTip / 2, tip + kTip / 2, at + kTip / 2, name(arrow.style));
      stroke(tip - kTip / 2, at + kTip / 2, tip + kTip / 2, at - kTip / 2, name(arrow.style));
      return;
    }
    const auto point = [](long x, long y) { return std::to_string(x) + "," + std::to_string(y) + " "; };
    body_ += "<polygon class=\"" + std::string(name(arrow.style)) + "\" points=\"" + point(tip, at) +
             point(tip + back, at - kTip / 2) + point(tip + back, at + kTip / 2) + "\"/>\n";
  }

  const std::vector<Line>& lines_;
  bool two_;
  long left_ = 0, right_ = 0, width_ = 0, y_ = kMargin;
  std::string body_;
};

}  // namespace

std::string chart_svg(const model::Model& model, const model::Trace& trace, const ChartOptions& options) {
  const auto& system = model.systems[trace.system];
  const auto title = options.property ? options.property->id + " " + options.property->name : system.name;
  const auto lines = plan_chart(model, trace, options);
  return Picture(lines, system.endpoints.size() == 2).draw(title);
}

}  // namespace checker
