// What elaboration knows while it works: the model so far, what the declared names mean, and where errors go.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "grammar/ast.h"
#include "grammar/diagnostic.h"
#include "model/elaborate_parts.h"
#include "model/model.h"

namespace model::elaboration {

using grammar::Code;

/// Whose sequence space a number lives in. In a machine 0 is itself and 1 its peer; in a system the
/// endpoint's number.
using Space = int;
constexpr Space kNoSpace = -1;
constexpr Space kWorld = 1000;  // the other side of an endpoint that anybody may talk to
constexpr Space kSelf = 0, kPeer = 1;

/// A value with its type. A literal has no type and no expression yet: it takes the type of what it meets.
struct Typed {
  Type type;
  Expr expr;
  Space space = kNoSpace;
  bool literal = false;
  std::uint64_t number = 0;
};

struct MachineNames;

/// Something with fields: an endpoint, a message, or a message being written.
struct Record {
  enum class Kind : std::uint8_t { Endpoint, Message } kind;
  const std::vector<Field>* fields;
  std::vector<Expr> values;     // one for each field
  std::uint16_t which = 0;      // endpoint or message number
  Space self = kSelf;           // of self, of sender
  Space peer = kPeer;           // of peer, of receiver
  const MachineNames* machine;  // whose lets apply to it
  std::string prefix;           // "CTL" for `seg.CTL`, "rest" for the timer `E.rest`
};

struct PolicyValue {
  std::size_t policy;
};

using Value = std::variant<Typed, Record, PolicyValue>;

struct Policy {
  std::string name;
  std::vector<std::string> values;
  std::string chosen;
  Span span;
};

/// What a name of a machine stands for in an expression.
struct Symbol {
  enum class Kind : std::uint8_t { Field, Timer, Constant, Policy, Argument, Let, EnumValue, Broken } kind;
  std::size_t index = 0;    // into Machine::fields, timers, names' constants, policies, Machine::arguments,
                            // names' lets, Model::enums
  std::uint64_t value = 0;  // of an EnumValue
  Span span;
};

struct MachineNames {
  std::uint16_t index = 0;
  const ast::Machine* tree = nullptr;
  std::map<std::string, Symbol> symbols;
  std::vector<Typed> constants;
  std::vector<const ast::Let*> lets;
  std::map<std::string, const ast::Let*> message_lets;
  std::map<std::string, const ast::Action*> actions;
  std::map<std::string, std::uint16_t> enums;  // by the name of the type
  std::map<std::string, Span> states;          // states and groups
  std::string message;                         // the message's own name
};

struct SystemNames {
  std::uint16_t index = 0;
  const ast::System* tree = nullptr;
  bool broken = false;  // its declaration has errors: claims about it are not read
  std::map<std::string, const ast::Let*> lets;
};

/// An action under expansion, innermost last: none may use itself.
using OpenActions = std::vector<const ast::Action*>;

struct Context {
  Model& model;
  grammar::Diagnostics& diagnostics;
  Parts& parts;
  MachineNames shared{};  // what every machine's names begin with
  std::vector<MachineNames> machines{};
  std::vector<SystemNames> systems{};
  std::vector<Policy> policies{};
  OpenActions performing{};
  const System* system = nullptr;  // being read: names the sequence spaces in messages
  std::size_t policies_read = 0;   // how often an expression asked for a policy
  std::vector<std::pair<const ast::Let*, Span>>
      expanding{};                   // the lets under expansion and where they are used
  std::size_t failures = 0;          // errors, those too many to report included
  std::set<const void*> circular{};  // lets and actions that use themselves, already reported
  std::size_t expansions = 0;
  std::size_t depth = 0;  // of expressions inside expressions, lets included
  std::set<std::pair<std::uint32_t, std::uint32_t>> reported{};  // places: one complaint each
  std::vector<NamedValue>* used_lets = nullptr;                  // remembers the lets of a handler

  ExprPool& pool() { return *model.pool; }
  /// Counts one more let or action written out; false, with an error, if there are too many or they are
  /// nested too deep.
  bool may_expand(const ast::Name& name);
  /// One error per place, with the uses of the lets that led there.
  void error(Code code, Span span, std::string message, std::vector<grammar::Note> notes = {},
             std::string help = {});
  /// An unknown name, with the nearest known one.
  void unknown(const ast::Name& name, const std::string& what, const std::vector<std::string>& candidates);
};

/// What can be read at a place in the text besides the state.
struct Moment {
  bool arguments = false;              // the event's parameters and inputs
  bool old = false;                    // old(E.x)
  bool hook = false;                   // `new`
  std::optional<std::uint16_t> mover;  // facts of the step of this endpoint: happens(..), assigned(..)
  std::optional<Record> arriving, sending;
};

/// The names visible at a place in the text.
struct Scope {
  const MachineNames* machine = nullptr;
  std::optional<Record> self;  // whose fields the machine's names are
  const SystemNames* system = nullptr;
  std::optional<Record> message;  // inside a let of a message: its fields are names
  std::map<std::string, Value> locals;
  Moment moment;
};

// ---- declarations (elaborate_declarations.cpp) ------------------------------------------------------

/// Enters what all machines have.
void declare_shared(Context& context);

/// Enters the policies of a machine; they are decided before anything else is read.
void declare_policies(Context& context, std::uint16_t index);

/// Enters the names of a machine and everything but its handlers.
void declare_machine(Context& context, std::uint16_t index);

// ---- types and sets of states (elaborate_types.cpp) ----------------------------------------------------

/// The type whose values are those of an enumeration of the model: as narrow as can be.
Type enum_type(const Context& context, std::uint16_t index);

/// A type by its name; `self` and `peer` are the words for the two sequence spaces.
std::optional<Type> type_of(Context& context, const MachineNames* machine, const ast::TypeName& name,
                            const char* self, const char* peer);

/// States and groups as a set; all if none is named.
std::optional<Mask> states_of(Context& context, const MachineNames& names,
                              const std::vector<ast::Name>& list);

Mask all_states(const Machine& machine);

// ---- scopes (elaborate_scope.cpp) --------------------------------------------------------------------

/// The machine's own names over its own fields, as its rules see them.
Scope machine_scope(Context& context, const MachineNames& names);
Record endpoint_record(Context& context, const System& system, std::uint16_t endpoint);
Record message_record(Context& context, const std::vector<Field>& fields, const MachineNames* machine,
                      std::uint16_t which, Space sender, Space receiver);
/// A type's space seen by one who knows which numbers are meant by self and peer.
Space space_of(const Type& type, Space self, Space peer);
Typed typed_field(const Record& record, std::size_t field);
/// The endpoint at the other end; kWorld if there is none.
Space other_endpoint(const System& system, std::uint16_t endpoint);

// ---- expressions (elaborate_expression.cpp) ------------------------------------------------------------

/// The value of an expression; empty if it has an error, which is reported. `hint`: the type expected, if one
/// is; it finds the enumeration of a bare name.
std::optional<Value> value_of(Context& context, const Scope& scope, const ast::Expr& tree,
                              const Type* hint = nullptr);
std::optional<Typed> typed_of(Context& context, const Scope& scope, const ast::Expr& tree,
                              const Type* hint = nullptr);
/// A condition; null is true.
std::optional<Expr> condition_of(Context& context, const Scope& scope, const ast::ExprPtr& tree);
/// A value to be stored where `type` is expected.
std::optional<Expr> stored_value(Context& context, const Scope& scope, const ast::Expr& tree,
                                 const Type& type, Space space);
/// A message to be sent.
std::optional<Record> message_of(Context& context, const Scope& scope, const ast::Expr& tree);

// ---- machines (elaborate_machine.cpp, elaborate_effects.cpp) -----------------------------------------

void define_machine(Context& context, const MachineNames& names);
struct EffectList {
  std::vector<Effect> effects;
  bool stops = false;
};
EffectList effects_of(Context& context, const Scope& scope, Machine& machine,
                      const std::vector<ast::Effect>& tree);

// ---- systems and claims (elaborate_system.cpp, elaborate_behaviour.cpp, elaborate_claims.cpp)
// ----------------------------------

void declare_system(Context& context, SystemNames& names);
void define_system(Context& context, SystemNames& names);
void elaborate_claim(Context& context, const ast::Item& claim);
void elaborate_run(Context& context, const ast::Run& tree);  // elaborate_run.cpp
/// The declared system of that name; an unknown name is reported.
const SystemNames* system_named(Context& context, const ast::Name& name);

/// The machines of the endpoints, each once, in the order of the endpoints.
std::vector<std::uint16_t> machines_of(const System& system);
std::vector<std::uint16_t> all_endpoints(const System& system);
/// The endpoints that a name stands for: one by its name, each in turn for `E`.
std::vector<std::uint16_t> endpoints_named(Context& context, const System& system, const ast::Name& name);
/// Those of whom a name of an event or value is meant: all if it does not say; in a mirrored system it must
/// not.
std::vector<std::uint16_t> endpoints_of(Context& context, const System& system,
                                        const ast::OfEndpoint& subject);
Scope system_scope(const SystemNames& names);
/// What can be said of a step of that endpoint; of a tick only what was before it.
Moment step_moment(Context& context, const System& system, std::uint16_t endpoint, Hook::Kind kind);
/// A statement about bound messages.
std::optional<Quantified> quantified(Context& context, const Scope& scope, const System& system,
                                     const std::optional<ast::Binder>& binder, const ast::Expr& body);

}  // namespace model::elaboration
