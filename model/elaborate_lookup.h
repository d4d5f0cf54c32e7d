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

/// All that a bare name could mean here: for suggestions.
std::vector<std::string> visible_names(const Context& context, const Scope& scope);

// ---- lets (elaborate_lets.cpp) --------------------------------------------------------------------------

/// Null if there is no let of that name.
const ast::Let* machine_let(const MachineNames* machine, const std::string& name);
const ast::Let* message_let(const MachineNames* machine, const std::string& name);
const ast::Let* system_let(const SystemNames* system, const std::string& name);

/// What a let of a machine sees: the machine's names over that endpoint.
Scope let_scope(const Scope& from, const MachineNames* machine, std::optional<Record> self);
/// What a let of a message sees: its fields.
Scope message_scope(const Scope& from, const Record& message);

/// The let that a call means and what it sees.
struct LetInScope {
  const ast::Let* let = nullptr;
  Scope scope;
};
LetInScope find_let(const Scope& scope, const std::string& name);

/// What a let stands for, its names being those of `scope`.
std::optional<Value> expand(Context& context, const Scope& scope, const ast::Let& let,
                            std::vector<Value> arguments, Span use);

/// "acceptable(seg)", if the arguments are short; else empty.
std::string spelled_call(const ast::Call& call);
/// Keeps what a let stands for, for those who print rules.
void remember(Context& context, const std::string& name, const std::string& doc,
              const std::optional<Value>& value);

// ---- facts of the step (elaborate_facts.cpp) ------------------------------------------------------------

/// happens(x), assigned(E.x), started(E.t), signalled(x), old(e); empty and unreported if `call` is none of
/// them.
bool is_fact(const std::string& name);
std::optional<Value> fact(Context& context, const Scope& scope, const ast::Call& call, Span span);
/// `new`, `sent`, `arriving`, `sending`.
bool is_fact_word(const std::string& name);
std::optional<Value> fact_word(Context& context, const Scope& scope, const ast::Name& name);

}  // namespace model::elaboration
