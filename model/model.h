// The meaning of one specification under one valuation of its policies: what evaluate runs, the checker proves and
// codegen emits. Nothing else carries meaning.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "grammar/source.h"
#include "model/expr.h"

namespace model {

// A line each, what it stands for beside it.
// clang-format off

using grammar::Span;

/// A set of states, or of any values below 64.
using Mask = std::uint64_t;

struct Type {
  enum class Kind : std::uint8_t { Bool, Bits, Serial, Enum, Identity };
  /// Whose sequence space a serial number lives in. For a machine's variables relative to the machine (self, peer), for a
  /// message's fields relative to its way (sender, receiver). None: an absolute number.
  enum class Space : std::uint8_t { None, Self, Peer };  // Self also means sender, Peer also means receiver

  Kind kind = Kind::Bool;
  std::uint8_t width = 0;           // 0 for Bool; an enum's width is the least that holds it; an identity's is 5
  Space space = Space::None;
  std::uint16_t enumeration = 0;    // index into Model::enums
  Sort sort() const { return {width}; }
  friend bool operator==(const Type&, const Type&) = default;
};

struct Enum { std::string name; std::vector<std::string> values; };

struct Field {
  std::string name;                 // "una"; a flag of a flags field is a Bool field "KIND.LATE"; a timer's is "retransmission.armed"
  Type type;
  std::uint64_t initial = 0;
  std::string doc;
  Span span;
  bool ghost = false;
};

/// A symbolic constant: MSL, R2. Properties are proved for every value in the range.
struct Parameter { std::string name; Type type; std::uint64_t low, high, value; std::string doc; };

/// What the handling of one event may read besides the state and the message.
struct Argument {
  std::string name;
  Type type;
  enum class Kind : std::uint8_t { Call, Input, Fresh } kind;  // of the call, of the environment, chosen anew (an ISN)
  std::string doc;
};

// ---- effects, rules, handlers ---------------------------------------------------------------------

struct Assign { std::uint16_t field; Expr value; friend bool operator==(const Assign&, const Assign&) = default; };
struct Send { std::vector<Expr> fields; friend bool operator==(const Send&, const Send&) = default; };              // one value per field of the machine's message (ghosts excluded)
/// Sets the timer's armed field too; there is no separate Assign. The condition is Bool, literally true if there is none.
struct StartTimer { std::uint16_t timer; Expr condition; friend bool operator==(const StartTimer&, const StartTimer&) = default; };
struct CancelTimer { std::uint16_t timer; Expr condition; friend bool operator==(const CancelTimer&, const CancelTimer&) = default; };
struct Emit { std::uint16_t signal; std::vector<Expr> arguments; friend bool operator==(const Emit&, const Emit&) = default; };
struct Reply { std::uint16_t error; friend bool operator==(const Reply&, const Reply&) = default; };                  // index into Machine::errors
using Effect = std::variant<Assign, Send, StartTimer, CancelTimer, Emit, Reply>;

/// Effects [first, first + count) of a rule come from this action. For whoever prints rules; carries no meaning.
struct Performed { std::string action; std::uint16_t first, count; };

struct Rule {
  std::string name;                 // unique in its machine; empty for the implicit rule that skips a step
  std::vector<std::string> ids;     // catalogue rows, the name first
  std::string clause;
  Mask states;                      // applies only in these
  Expr guard;                       // and only if this holds; Bool over Endpoint 0, Message kArriving, Argument, Parameter
  std::vector<Effect> effects;      // in order; each sees what the earlier ones did: expressions are over the state at that point
  std::vector<Performed> performed; // in the order of the text, an action before those that it performs itself
  bool stops = false;               // ends the handling of the event; otherwise the next step follows
  bool implicit = false;            // not written by anyone: skips a step whose `when` is false
  std::string doc;
  Span span;
};

/// In order; as written the guards are disjoint and exhaustive, which P60 proves. If they are not, the first that holds applies.
struct Step { std::string name; std::string title; std::vector<Rule> rules; Span span; };

enum class EventKind : std::uint8_t { Call, Message, Timeout, Environment };

struct Handler {
  EventKind kind;
  std::uint16_t event;              // index into Machine::calls, timers or environment; 0 for a message
  Mask states;                      // handles the event in these; an event that nobody handles in a state changes nothing
  std::vector<Step> steps;
  Span span;
};

struct Call { std::string name; std::vector<std::uint16_t> arguments; std::string doc; };   // indices into Machine::arguments
struct Timer { std::string name; std::uint16_t armed; Expr duration; std::string doc; };     // armed: field index; duration empty: not timed
struct Signal { std::string name; std::vector<Field> parameters; std::string doc; };
struct Group { std::string name; Mask states; };
/// What a let stands for, with its arguments, where a handler uses it. For whoever prints rules; carries no meaning.
struct NamedValue { std::string name; Expr value; std::string doc; };

struct Machine {
  std::string name, clause, doc;
  std::uint16_t state_enum = 0;             // index into Model::enums
  std::vector<Field> fields;                // 0 is "state"; then the variables; then one armed flag per timer
  std::string message_name;                 // empty: no messages
  std::vector<Field> message;
  std::vector<Group> groups;
  std::vector<Argument> arguments;
  std::vector<Call> calls;
  std::vector<Timer> timers;
  std::vector<std::string> environment;     // events of the environment (a crash); never generated
  std::vector<Signal> signals;
  std::vector<std::string> errors;
  std::vector<Handler> handlers;
  std::vector<NamedValue> lets;             // each value once, in the order of first use; constants left out
  std::vector<std::string> rules_off;       // rules that the valuation of the policies switches off
  std::size_t state_count = 0;
};

// ---- systems --------------------------------------------------------------------------------------

/// Facts about the step just taken, as variables with Owner::Flag: `which` the flag, `field` its subject.
enum class StepFlag : std::uint16_t {
  Assigned,      // field: endpoint field index; some rule of the path assigned it. For Old/now of the moving endpoint
  Started,       // field: timer index, started in this step
  Sent,          // a message was sent
  IsArrival,     // the step handles a message
  IsCall,        // field: call index
  IsTimeout,     // field: timer index
  IsEnvironment, // field: event index
  NewIdentity,   // sort identity: a value distinct from every other identity there is
  Emitted,       // field: signal index
};

/// from -> to; `from` empty: anybody, any message at any time (network * -> E).
struct Link { std::optional<std::uint16_t> from; std::uint16_t to; };

/// Ghost assignments, made after the machine's own effects: on every step / arrival / send / tick of `endpoint`.
/// Expressions: Old = before the step, Endpoint = now, Message kArriving, Message kSent, Flag.
struct Hook {
  enum class Kind : std::uint8_t { Step, Arrival, Send, Tick } kind;
  std::uint16_t endpoint;                                        // the one that moves
  struct Set { Place target; Expr value; };                      // target: Endpoint or Message kSent
  std::vector<Set> sets;
};

/// A statement about bound messages in the network: true for every choice of live messages.
/// `from[k]` is the endpoint that sent message kBound + k.
struct Quantified { std::vector<std::uint16_t> from; Expr body; };

struct Assumption {
  std::string name, doc;
  enum class Kind : std::uint8_t { Choice, Arrival, Step, State } kind;
  std::uint16_t subject = 0;                                     // Choice: index of the fresh argument
  std::uint16_t endpoint = 0;                                    // Choice, Arrival, Step: the one that moves
  std::vector<Quantified> conjuncts;                             // over the state before the step; Step also over Old and Flag
  Span span;
};

struct Bounds {
  unsigned slots = 1;                                            // messages in flight per direction
  unsigned incarnations = 15;                                    // of each sequence space, in use at once
  std::vector<std::pair<std::uint16_t, std::uint64_t>> parameters;                  // parameter := value
  /// Argument of the endpoint's machine in { … }; one chosen anew in a sequence space has no values, but may be one in use again.
  struct Listed { std::uint16_t endpoint, argument; std::vector<std::uint64_t> values; bool reuse = false; };
  std::vector<Listed> arguments;
  unsigned depth = 0;                                            // 0: no limit
};

struct System {
  std::string name, doc;
  std::vector<std::string> endpoints;
  std::vector<std::uint16_t> machine;                            // of each endpoint
  std::vector<std::vector<Field>> fields;                        // of each endpoint: the machine's, ghosts, "T.left" of timed timers
  std::vector<Field> message;                                    // the machine's message fields, ghosts, "ttl" if timed
  std::vector<Link> links;
  bool mirrored = false;                                         // two endpoints of one machine; the symmetry is declared, the checker shows it
  bool forgetting = false, duplicating = false, lossy = false, reordering = false;
  std::optional<Expr> lifetime;                                  // MSL: messages carry ttl, timers with a duration carry left, `tick` is a step
  std::vector<std::vector<bool>> call_allowed;                   // of each endpoint, per call of its machine
  std::vector<std::vector<bool>> environment_allowed;            // of each endpoint, per environment event of its machine
  std::vector<Hook> hooks;
  std::vector<Assumption> assumptions;
  Bounds bounds;
  Span span;
};

// ---- what is claimed ------------------------------------------------------------------------------

struct Lemma { std::string name, doc; std::uint16_t system; Quantified statement; Span span; };

struct Fairness {
  enum class Kind : std::uint8_t { Timeout, Call, Tick, Delivery } kind;
  std::uint16_t event = 0;                                       // timer or call of the endpoint's machine
  std::optional<std::uint16_t> endpoint;                         // empty: of every endpoint, all of one machine
};

struct Property {
  enum class Kind : std::uint8_t { Invariant, Transition, Response, Reachable, Deterministic } kind;
  std::string id, name, clause, doc;
  std::uint16_t system = 0;                                      // Deterministic: index of the machine
  Quantified statement;                                          // Invariant, Transition (over the network after the step), Reachable
  bool of_step = false;                                          // Transition; Reachable: a step is sought, not a state
  Hook::Kind on = Hook::Kind::Step;                              // of_step: every step, arrival or send …
  std::uint16_t endpoint = 0;                                    // … of this endpoint
  Expr trigger, target;                                          // Response
  std::vector<Expr> measure;                                     // Response: lexicographic, unsigned
  std::vector<Fairness> fairness;
  Span span;
};

/// A dialogue written down: what happens in which order, what its numbers are called, what is expected on the way.
struct RunStep {
  enum class Kind : std::uint8_t { Event, Deliver, Repeat, Lose, Tick, Name, Expect } kind;
  std::uint16_t endpoint = 0;                                    // who is called, whose timer, who receives
  EventKind event_kind = EventKind::Call;                        // Event
  std::uint16_t event = 0;
  std::vector<std::pair<std::uint16_t, Expr>> given;             // argument of the endpoint's machine := value, the run's own included
  std::string letter;                                            // Name
  Expr value;                                                    // Name, Expect: over the state at this point
  Span span;
};
struct Run {
  std::string name, clause, doc;
  std::uint16_t system = 0;
  std::vector<RunStep> steps;
  Span span;
};

struct Setting { std::string policy, value; };

/// A claim of a file whose profile is decided otherwise: here nobody claims it.
struct Elsewhere { std::string id, name, profile; };

struct VariantInfo { std::string id, name, doc; std::vector<std::string> refutes; Span span; };

struct Model {
  std::shared_ptr<ExprPool> pool = std::make_shared<ExprPool>();
  std::vector<Enum> enums;
  std::vector<Parameter> parameters;
  std::vector<Machine> machines;
  std::vector<System> systems;
  std::vector<Lemma> lemmas;
  std::vector<Property> properties;
  std::vector<Run> runs;
  std::vector<Elsewhere> elsewhere;
  std::vector<Setting> valuation;                                // every policy and its value, in the spec's order
  std::string profile;
  std::optional<VariantInfo> variant;                            // which variant this model is, if any
};

// clang-format on

}  // namespace model
