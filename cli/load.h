// From a file name to a Model, with the diagnostics printed: what every subcommand begins with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "grammar/ast.h"
#include "grammar/source.h"
#include "model/elaborate.h"
#include "model/model.h"

namespace cli {

/// 0 proved or done, 1 refuted, 2 unknown, 3 bad input, 4 usage or system, 77 not on this machine, 130 interrupted.
enum class Exit : int {
  Ok = 0,
  Refuted = 1,
  Unknown = 2,
  BadInput = 3,
  Usage = 4,
  Skipped = 77,
  Interrupted = 130,
};

struct Loaded {
  grammar::Sources sources;
  grammar::ast::Specification specification;
};

/// Reads a file and its imports; on an error prints it to standard error and returns nothing.
std::optional<Loaded> load(const std::string& path);

/// The meaning under a choice of policies and variant; on an error prints it and returns nothing.
std::optional<model::Model> meaning(const Loaded& loaded, const model::Choice& choice);

/// "file:line:column", as diagnostics say it.
std::string place(const Loaded& loaded, const grammar::Span& span);

/// "seqval=lax" -> {seqval, lax}; empty if there is no '='.
std::optional<model::Setting> setting(const std::string& text);

/// Colour is wanted: the stream is a terminal and NO_COLOR is not set.
bool colour(int file_descriptor);

}  // namespace cli
