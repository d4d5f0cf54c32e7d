#include "cli/load.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "grammar/diagnostic.h"
#include "grammar/parse.h"

namespace cli {

std::optional<Loaded> load(const std::string& path) {
  Loaded loaded;
  grammar::Diagnostics diagnostics;
  auto specification = grammar::read(path, loaded.sources, diagnostics);
  grammar::print(std::cerr, loaded.sources, diagnostics, colour(STDERR_FILENO));
  if (!specification || !diagnostics.empty()) return std::nullopt;
  loaded.specification = std::move(*specification);
  return loaded;
}

std::optional<model::Model> meaning(const Loaded& loaded, const model::Choice& choice) {
  grammar::Diagnostics diagnostics;
  auto model = model::elaborate(loaded.specification, choice, diagnostics);
  grammar::print(std::cerr, loaded.sources, diagnostics, colour(STDERR_FILENO));
  if (!diagnostics.empty()) return std::nullopt;
  return model;
}

std::string place(const Loaded& loaded, const grammar::Span& span) {
  const auto& source = loaded.sources.at(span.file);
  const auto at = source.locate(span.begin);
  return source.name() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::optional<model::Setting> setting(const std::string& text) {
  auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) return std::nullopt;
  return model::Setting{text.substr(0, equals), text.substr(equals + 1)};
}

bool colour(int file_descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(file_descriptor) != 0 && (no_color == nullptr || *no_color == '\0');
}

}  // namespace cli
