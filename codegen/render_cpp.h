// A plan as C++: a header with types and declarations, a source with one function per handler.
#pragma once

#include "codegen/lines.h"
#include "codegen/plan.h"

namespace codegen {

/// `banner`: the first line, without `//`.
std::string render_header(const Plan& plan, const std::string& banner);
std::string render_source(const Plan& plan, const std::string& banner);

/// The parts of the source.
void render_action(const Plan& plan, const Action& action, Lines& lines);
void render_handler(const Plan& plan, const Handler& handler, Lines& lines);
void render_statement(const Plan& plan, const Statement& statement, Lines& lines);
void render_primitives(const Plan& plan, Lines& lines);

/// The parameters that a function takes, as in its declaration or as in its call.
std::string arguments_text(const Plan& plan, const Uses& uses, bool declaration);

/// The same for a handler, which takes the message with its event.
Uses handler_uses(const Handler& handler);

}  // namespace codegen
