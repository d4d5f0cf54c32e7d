// A plan as C++: a header with types and declarations, a source with one function per handler.
#pragma once

#include "codegen/lines.h"
#include "codegen/plan.h"

namespace codegen {

/// `banner`: the first line, without `//`.
std::string render_header(const Plan& plan, const std::string& banner);
std::string render_source(const Plan& plan, const std::string& banner);

/// The parts of the source.
void render_handler(const Plan& plan, const Handler& handler, Lines& lines);
void render_statement(const Plan& plan, const Statement& statement, Lines& lines);
void render_primitives(const Plan& plan, Lines& lines);

/// The parameters that a handler takes, as its declaration or as its call.
std::string handler_arguments(const Plan& plan, const Handler& handler, bool declaration);

}  // namespace codegen
