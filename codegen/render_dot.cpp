#include "codegen/render_dot.h"

#include <fmt/format.h>

#include "codegen/lines.h"

namespace codegen {

std::string render_dot(const Plan& plan, const std::string& banner) {
  Lines lines;
  lines.add("// " + banner);
  lines.open(fmt::format("digraph {} {{", plan.machine));
  lines.add("node [shape=box, style=rounded, fontname=\"sans-serif\"];");
  lines.add("edge [fontname=\"sans-serif\", fontsize=9];");
  const auto& states = plan.enums.front().values;
  for (std::size_t i = 0; i < states.size(); ++i)
    lines.add(fmt::format("\"{}\"{};", states[i].text,
                          plan.states[i] == plan.initial_state ? " [penwidth=2]" : ""));
  for (const Edge& edge : plan.edges) {
    std::string label;
    for (const std::string& line : edge.labels) label += line + "\\l";
    lines.add(fmt::format("\"{}\" -> \"{}\" [label=\"{}\"];", edge.from, edge.to, label));
  }
  lines.close();
  return lines.take();
}

}  // namespace codegen
