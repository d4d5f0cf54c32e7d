#include "checker/chart.h"

#include <algorithm>

#include "checker/chart_plan.h"

namespace checker {

namespace {

class Drawing {
 public:
  Drawing(const ChartOptions& options, bool two) : options_(options), two_(two) {}

  std::string draw(const std::vector<Line>& lines) const {
    std::string all;
    for (const Line& line : lines) {
      std::string text = line.across ? styled(*line.across) : draw(line);
      text.erase(text.find_last_not_of(' ') + 1);
      all += text + "\n";
    }
    return all;
  }

 private:
  std::string draw(const Line& line) const {
    const std::string bar = options_.unicode ? "│" : "|";
    std::string text = padded(line.left, kSide) + bar + middle(line);
    return two_ ? text + bar + " " + styled(line.right) : text;
  }

  std::string middle(const Line& line) const {
    return line.arrow ? styled({arrow(*line.arrow), line.arrow->style}) : std::string(kMiddle, ' ');
  }

  /// "── #1 <SEQ=x> ─────▶", an end in the network is open.
  std::string arrow(const Arrow& arrow) const {
    const std::string dash = options_.unicode ? "─" : "-";
    const std::string note = arrow.note.empty() ? "" : " " + arrow.note + " ";
    const std::size_t gap = 6;
    std::size_t shaft = kMiddle - std::min(kMiddle, display_width(arrow.label) + display_width(note) + 5);
    const std::size_t open = std::min(shaft, gap);
    const bool closed_both = arrow.from_lifeline && arrow.to_lifeline;
    if (!closed_both) shaft -= open;
    std::string body;
    for (std::size_t i = 0; i < shaft; ++i) body += dash;
    const bool lost = arrow.style == Style::Bad;
    const std::string tip = lost               ? (options_.unicode ? "×" : "x")
                            : arrow.rightwards ? (options_.unicode ? "▶" : ">")
                                               : (options_.unicode ? "◀" : "<");
    const std::string space(closed_both ? 0 : open, ' ');
    const std::string before = arrow.from_lifeline ? "" : space, after = arrow.to_lifeline ? "" : space;
    if (arrow.rightwards) return before + dash + dash + " " + arrow.label + " " + body + note + tip + after;
    return after + tip + note + body + " " + arrow.label + " " + dash + dash + before;
  }

  std::string padded(const Text& text, std::size_t to) const {
    return styled(text) + std::string(to - std::min(to, display_width(text.text)), ' ');
  }

  std::string styled(const Text& text) const {
    if (!options_.colour || text.style == Style::Plain || text.text.empty()) return text.text;
    return code(text.style) + text.text + "\033[0m";
  }

  static std::string code(Style style) {
    switch (style) {
      case Style::Plain: return "";
      case Style::Bold: return "\033[1m";
      case Style::Faint: return "\033[2m";
      case Style::Good: return "\033[32m";
      case Style::Bad: return "\033[31m";
      case Style::Odd: return "\033[33m";
    }
    return "";
  }

  const ChartOptions& options_;
  bool two_;
};

}  // namespace

std::string chart(const model::Model& model, const model::Trace& trace, const ChartOptions& options) {
  const auto lines = plan_chart(model, trace, options);
  return Drawing(options, model.systems[trace.system].endpoints.size() == 2).draw(lines);
}

}  // namespace checker
