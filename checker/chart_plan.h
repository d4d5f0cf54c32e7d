// A chart before it is drawn: what stands left of, between and right of the lifelines, line by line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/chart.h"
#include "model/run.h"

namespace checker {

inline constexpr std::size_t kSide = 25, kMiddle = 54;  // columns beside and between the lifelines
enum class Style : std::uint8_t { Plain, Bold, Faint, Good, Bad, Odd };

struct Text {
  std::string text;
  Style style = Style::Plain;
};

/// What stands between the lifelines in one line. The arrow goes from the left to the right or back; at an
/// open end the message is in the network.
struct Arrow {
  std::string label;
  bool rightwards = true, from_lifeline = true, to_lifeline = true;
  std::string note;  // "lost", "duplicate"
  Style style = Style::Plain;
};

struct Line {
  Text left, right;
  std::optional<Arrow> arrow;
  std::optional<Text> across;  // instead of all that
};

/// Characters, not bytes: a continuation byte of UTF-8 takes no room.
std::size_t display_width(const std::string& text);

std::vector<Line> plan_chart(const model::Model& model, const model::Trace& trace,
                             const ChartOptions& options);

}  // namespace checker
