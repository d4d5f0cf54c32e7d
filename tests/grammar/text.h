// Short texts for tests: parsed, or expected to fail.
#pragma once

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "grammar/parse.h"
#include "tests/grammar/dump.h"

namespace grammar {

/// What the parser says of a text.
struct Outcome {
  std::optional<ast::File> file;
  std::vector<int> codes;
  std::string printed;
};

inline Outcome outcome(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const std::uint32_t file = sources.add(Source("test.synfin", text));
  Outcome result{parse(file, sources, diagnostics), {}, {}};
  for (const Diagnostic& each : diagnostics.all()) result.codes.push_back(static_cast<int>(each.code));
  std::ostringstream out;
  print(out, sources, diagnostics, false);
  result.printed = out.str();
  return result;
}

inline std::string tree(const std::string& text) {
  const Outcome result = outcome(text);
  INFO(result.printed);
  REQUIRE(result.file);
  return dump(*result.file);
}

/// Of one item of a machine.
inline std::string item(const std::string& text) {
  const std::string whole = tree("machine M { " + text + " }");
  const std::string head = "[][(machine M \"\" [", tail = "] \"\")]";
  REQUIRE(whole.starts_with(head));
  return whole.substr(head.size(), whole.size() - head.size() - tail.size());
}

inline std::string expression(const std::string& text) {
  const std::string whole = item("let x = " + text);
  const std::string head = "(let x [] ", tail = " \"\")";
  REQUIRE(whole.starts_with(head));
  return whole.substr(head.size(), whole.size() - head.size() - tail.size());
}

/// Of one item of a system.
inline std::string system_item(const std::string& text) {
  const std::string whole = tree("system S { " + text + " }");
  const std::string head = "[][(system S [", tail = "] \"\")]";
  REQUIRE(whole.starts_with(head));
  return whole.substr(head.size(), whole.size() - head.size() - tail.size());
}

}  // namespace grammar
