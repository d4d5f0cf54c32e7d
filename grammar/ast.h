// The text of a specification as a tree: names and spans, no meaning. `model/` gives it meaning.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "grammar/source.h"

namespace grammar::ast {

// A line each, what it stands for beside it.
// clang-format off

struct Name {
  std::string text;
  Span span;
};

// ---- expressions ----------------------------------------------------------------------------------

struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;

enum class UnaryOp : std::uint8_t { Not };
enum class BinaryOp : std::uint8_t {
  Implies, Or, And, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, Add, Subtract, Multiply
};

struct Number { std::uint64_t value; };                 // 42, 2^32 (a power is folded by the parser)
struct Boolean { bool value; };                         // true, false
struct Reference { Name name; };                        // iss, ESTABLISHED, seg, A
struct Member { ExprPtr object; Name field; };          // m.KIND.LATE, A.state
struct Call { Name function; std::vector<ExprPtr> arguments; };  // acceptable(seg), old(A.una), u32(LEN), min(a, b)
struct Unary { UnaryOp op; ExprPtr operand; };
struct Binary { BinaryOp op; ExprPtr left, right; bool plain = false; };   // plain: serials compared as numbers; only mutants have it
struct Conditional { ExprPtr condition, then, otherwise; };      // if c then a else b
struct InSet { ExprPtr value; std::vector<Name> names; };        // state in { A, B }, state in SYNCHRONISED
struct InRange { ExprPtr value, low, high; bool half_open; bool plain = false; };   // x in [a .. b], x in [a .. b)

/// One <FIELD=value>; a flags field lists its flags: <KIND=LATE,LOUD>.
/// A lone name may be either: <X=a> has both, the value `a` and the flag `a`. Several flags have no value (null).
struct FieldValue { Name field; ExprPtr value; std::vector<Name> flags; };
struct MessageLiteral { std::vector<FieldValue> fields; };       // <NUMBER=n><KIND=LATE>

struct Expr {
  std::variant<Number, Boolean, Reference, Member, Call, Unary, Binary, Conditional, InSet, InRange, MessageLiteral> node;
  Span span;
};

// ---- types ----------------------------------------------------------------------------------------

/// bool, u16, serial32, serial32 of self, identity, or the name of an enum.
struct TypeName { Name name; std::optional<Name> space; };
struct Flags { std::vector<Name> names; };
using Type = std::variant<TypeName, Flags>;

// ---- inside a machine -----------------------------------------------------------------------------

struct Parameter { Name name; TypeName type; };

/// In a mutant rules may read another value than claims do.
struct Let { Name name; std::vector<Name> parameters; ExprPtr value; std::string doc; ExprPtr in_rules = nullptr; };
struct Enum { Name name; std::vector<Name> values; std::string doc; };
struct Policy { Name name; std::vector<Name> values; Name initial; std::string doc; };
struct Constant {                                       // const R2 : u8 in 1 .. 15 = 5
  Name name; TypeName type; std::optional<std::pair<std::uint64_t, std::uint64_t>> range;
  std::optional<std::uint64_t> value; std::string doc;
};
struct Field { Name name; Type type; std::string doc; };
struct Message { Name name; std::vector<Field> fields; std::vector<Let> lets; std::string doc; };
struct States { std::vector<Name> names; std::optional<Name> initial; std::string doc; };
struct Group { Name name; std::vector<Name> members; bool all_except; std::string doc; };
struct Variable { Name name; TypeName type; ExprPtr initial; std::string doc; };  // initial may be null: zero
struct Timer { Name name; ExprPtr duration; std::string doc; };                   // duration may be null: not timed
struct Input { Name name; TypeName type; bool fresh; std::string doc; };          // input w : u16, fresh isn : serial32 of self
struct Signal { Name name; std::vector<Parameter> parameters; std::string doc; };

struct Effect;
struct Assign { ExprPtr target; ExprPtr value; };       // target: x, or E.ghost in a system
struct Send { ExprPtr message; };
struct Goto { Name state; };
struct Start { Name timer; ExprPtr condition; };         // start retransmission when una != nxt; the condition may be null
struct Cancel { Name timer; ExprPtr condition; };
struct Emit { Name signal; std::vector<ExprPtr> arguments; };    // signal reset
struct Reply { std::string text; };                     // error "connection closing"
struct Perform { Name action; std::vector<ExprPtr> arguments; };   // send_fin    acknowledge(seg)
struct Stop {};
struct Effect {
  std::variant<Assign, Send, Goto, Start, Cancel, Emit, Reply, Perform, Stop> node;
  Span span;
};
struct Action { Name name; std::vector<Name> parameters; std::vector<Effect> effects; std::string doc; };

/// rule A47b [A47, D02] "3.10.7.4 second" in CLOSING, LAST_ACK when seg.SEQ = rnxt { … }
struct Rule {
  Name name;
  std::vector<Name> ids;                                // further catalogue ids
  std::string clause;
  std::vector<Name> states;                             // empty: all
  ExprPtr guard;                                        // may be null: true
  bool otherwise = false;
  std::vector<Effect> effects;
  std::string doc;
  Span span;
};
struct Step { Name name; std::string title; ExprPtr guard; std::vector<Rule> rules; };   // first "check …" when … { … }

enum class HandlerKind : std::uint8_t { Call, Message, Timeout, Environment };
struct Handler {
  HandlerKind kind;
  Name event;                                           // the call, the timer, the environment's event; for a message its name in the handler
  std::vector<Parameter> parameters;                    // of a call
  std::vector<Name> states;                             // empty: all
  std::vector<Step> steps;                              // rules without a step stand in one step with an empty name
  std::string doc;
  Span span;
};

/// message Slip (in a machine): it speaks the language that is declared outside.
struct Speaks { Name message; };

using MachineItem = std::variant<Let, Enum, Policy, Constant, Message, Speaks, States, Group, Variable, Timer, Input, Signal, Action, Handler>;
struct Machine { Name name; std::string source; std::vector<MachineItem> items; std::string doc; };
/// A constant, an enumeration or a message that all machines know.
struct Shared { MachineItem item; };
/// extend Light { … }: more items of a machine, so that a long one can stand in several files.
struct Extend { Name machine; std::vector<MachineItem> items; };

// ---- systems --------------------------------------------------------------------------------------

struct Endpoints { std::vector<Name> names; Name machine; bool mirrored; };
/// network A <-> B : lossy, duplicating, reordering, forgetting, lifetime MSL      network * -> E
struct Network { std::optional<Name> from; Name to; bool both_ways; std::vector<Name> attributes; std::optional<Name> lifetime; Span span; };
/// crash of A; without an endpoint it is of every one whose machine has the name.
struct OfEndpoint { Name name; std::optional<Name> endpoint; };
struct Calls { bool except; std::vector<OfEndpoint> list; };                    // calls except send    calls open_active, accept of B
struct Environment { std::vector<OfEndpoint> list; };                           // environment crash, storm of A
struct Ghost { std::optional<Name> owner; Name name; TypeName type; ExprPtr initial; std::string doc; };  // ghost E.id : identity; ghost Segment.ig : identity
enum class HookKind : std::uint8_t { Step, Arrival, Send, Tick };
/// on step of E { … }    on arrival of s at E { … }    on send of s by E { … }    on tick { … }
struct Hook { HookKind kind; std::optional<Name> message; std::optional<Name> endpoint; std::vector<Effect> effects; Span span; };
struct Binder { std::vector<Name> messages; ExprPtr from; };                    // for s, t from A
/// assume FreshIss "…" on choice of isn by E: …      assume Gone on arrival of s at E: …    assume X on step of E: …
/// assume Reach: … (of every state)
enum class AssumeKind : std::uint8_t { Choice, Arrival, Step, State };
struct Conjunct { std::optional<Binder> binder; ExprPtr body; };                // for s from E: …
struct Assume {
  Name name; AssumeKind kind; std::optional<Name> subject; std::optional<Name> endpoint;
  std::vector<Conjunct> conjuncts; std::string doc; Span span;
};
/// bounds { slots = 1; MSL = 2; isn = new }. The words among the values stand as 0 for `new` and 1 for `any`.
struct Bound { OfEndpoint subject; std::vector<std::uint64_t> values; std::size_t words = 0; };
struct Bounds { std::vector<Bound> bounds; };
using SystemItem = std::variant<Endpoints, Network, Calls, Environment, Ghost, Hook, Let, Assume, Bounds>;
struct System { Name name; std::vector<SystemItem> items; std::string doc; };

// ---- properties: `ids` are further catalogue ids --------------------------------------------------------

struct Lemma { Name name; Name system; std::optional<Binder> binder; ExprPtr body; std::string doc; Span span; };
struct Invariant { Name id; Name name; std::vector<Name> ids; std::string clause; Name system; std::optional<Binder> binder; ExprPtr body; std::string doc; Span span; };
/// The steps that a claim speaks of: on arrival of s at A, on step of A.
struct Moment { HookKind kind; std::optional<Name> message; Name endpoint; };
/// transition P12 X "…" in Pair on arrival of s at A [for t from A]: body      … on step of A …
struct Transition {
  Name id; Name name; std::vector<Name> ids; std::string clause; Name system; Moment moment; std::optional<Binder> binder; ExprPtr body;
  std::string doc; Span span;
};
struct Fair { Name event; std::optional<Name> endpoint; };                      // timeout or call or `tick` or `delivery`
/// response P19 X "…" in Lone under fair(retransmission of E): p ~> q by decreasing (m1, m2)
struct Response {
  Name id; Name name; std::vector<Name> ids; std::string clause; Name system; std::vector<Fair> fairness; ExprPtr trigger, target;
  std::vector<ExprPtr> measure; std::string doc; Span span;
};
/// reachable R3 X "…" in Lone [on arrival of s at E]: body
struct Reachable {
  Name id; Name name; std::vector<Name> ids; std::string clause; Name system; std::optional<Moment> moment; ExprPtr body; std::string doc; Span span;
};
struct Deterministic { Name id; Name name; std::vector<Name> ids; std::string clause; Name machine; std::string doc; Span span; };

// ---- runs: dialogues written down ---------------------------------------------------------------------

struct Given { Name name; ExprPtr value; };                                      // isn = 1000
/// call close of A   timeout rest of A   environment crash of A   deliver to B   lose to B   tick
/// name x = A.iss    expect A.state = LISTEN
struct RunStep {
  enum class Kind : std::uint8_t { Call, Timeout, Environment, Deliver, Repeat, Lose, Tick, Name, Expect } kind;
  std::optional<grammar::ast::Name> subject;            // the call, the timer, the event, the letter
  std::optional<grammar::ast::Name> endpoint;
  std::vector<Given> given;
  ExprPtr value;                                        // of Name and Expect
  Span span;
};
struct Run { Name name; std::string clause; Name system; std::vector<Given> given; std::vector<RunStep> steps; std::string doc; Span span; };

// ---- profiles, variants, files --------------------------------------------------------------------

struct Setting { Name policy; Name value; };
struct Profile { Name name; std::vector<Setting> settings; std::string doc; };
/// claims under falling_back: what the file claims is meant where the profile's decisions are made.
struct ClaimsUnder { Name profile; };

struct Replace { Name rule; std::vector<Effect> effects; };                      // the guard stays
struct Remove { Name rule; };
struct Insert { bool before; Name anchor; Rule rule; };                          // insert before A13 rule Z1 …
struct Drop { Name assumption; };
struct Rebound { Bounds bounds; };
using Change = std::variant<Replace, Remove, Insert, Setting, Drop, Rebound>;
struct Variant { Name id; Name name; Name machine; std::vector<Name> refutes; std::vector<Change> changes; std::string doc; Span span; };

struct Import { std::string path; Span span; };

using Item = std::variant<Shared, Machine, Extend, System, Lemma, Invariant, Transition, Response, Reachable, Deterministic, Run, Profile, ClaimsUnder, Variant>;
struct File { std::vector<Import> imports; std::vector<Item> items; };

/// A whole specification: the items of the file given and of all that it imports, each file once, imports first.
struct Specification { std::vector<Item> items; };

// clang-format on

}  // namespace grammar::ast
