// What a name means where it stands: the innermost scope that knows it decides.
#pragma once

#include "model/elaborate_context.h"

namespace model::elaboration {

std::optional<Value> named(Context& context, const Scope& scope, const ast::Name& name, const Type* hint);

/// `object.field`: a field, a flag, a let, or the group that a flag or timer belongs to.
std::optional<Value> member(Context& context, const Scope& scope, const Record& object,
                            const ast::Name& field, Span span);

/// A let with arguments, or one of the language's own functions.
std::optional<Value> called(Context& context, const Scope& scope, const ast::Call& call, Span span);

/// The policy that an expression names, if it names one. Reports nothing.
std::optional<std::size_t> policy_named(const Context& context, const Scope& scope, const ast::Expr& tree);

/// Values and groups of an enumeration as a set.
std::optional<Mask> values_named(Context& context, const Type& type, const std::vector<ast::Name>& names);

/// A let's value where `scope` has its parameters bound.
std::optional<Value> expand(Context& context, const Scope& scope, const ast::Let& let,
                            std::vector<Value> arguments, Span use);

// ---- facts of the step (elaborate_facts.cpp) ------------------------------------------------------------

/// happens(x), assigned(E.x), started(E.t), signalled(x), old(e); empty and unreported if `call` is none of
/// them.
bool is_fact(const std::string& name);
std::optional<Value> fact(Context& context, const Scope& scope, const ast::Call& call, Span span);
/// `new`, `sent`, `arriving`, `sending`.
bool is_fact_word(const std::string& name);
std::optional<Value> fact_word(Context& context, const Scope& scope, const ast::Name& name);

}  // namespace model::elaboration
