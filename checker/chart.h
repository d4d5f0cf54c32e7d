// A trace as people draw it: a lifeline for each endpoint, time downwards, messages as arrows.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"
#include "model/play.h"
#include "model/run.h"

namespace checker {

struct ChartOptions {
  bool colour = false;
  bool unicode = true;
  /// What the trace shows at its end; may be null.
  const model::Property* property = nullptr;
  /// Names that somebody gave to numbers; they are used from their step on.
  std::vector<model::Letter> letters = {};
  bool witness = false;  // the property's witness rather than what violates it
};

/// At most 110 columns. A message is numbered when it is sent: the number says which one arrives, and which
/// one never does. Sequence numbers are written as x, y + 1, x' + 1: a letter for each endpoint's space, a
/// stroke for each later incarnation.
std::string chart(const model::Model& model, const model::Trace& trace, const ChartOptions& options);

/// The same as a picture (SVG), as wide as its words need, for light and for dark paper.
std::string chart_svg(const model::Model& model, const model::Trace& trace, const ChartOptions& options);

}  // namespace checker
