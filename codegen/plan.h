// What the generated files will say, decided: names, layouts, which rules in which shape. Renderers print it
// and decide nothing.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "codegen/state_test.h"
#include "model/model.h"

namespace codegen {

// ---- declarations ---------------------------------------------------------------------------------

struct Enumerator {
  std::string name, text, note;
};  // text: what name() returns; note: a rule's clause

struct Enumeration {
  std::string name;   // "State"
  std::string type;   // "std::uint8_t"
  std::string count;  // "kStates"; empty if nobody needs the number
  std::vector<Enumerator> values;
  std::string doc;
};

/// Named bits of one unsigned member: light::KIND::LATE.
struct Bits {
  std::string space, type;
  std::vector<std::string> names;
  std::string doc;
};

/// Bytes at an offset; `count` 0: no array.
struct Member {
  std::string type, name, initial, doc;
  unsigned bytes = 0, align = 0;
  std::string count_name;  // "kMaxSends" if it is an array
  unsigned count = 0;
  unsigned offset = 0;
};

/// A struct without hidden padding.
struct Record {
  std::string name, doc;
  std::vector<Member> members;
  unsigned size = 0;
};

/// Where the generated code keeps a variable of the model.
struct Access {
  std::string object, member;  // "t", "una"
  std::string bit;             // "TcbFlag::passive": one bit of the member; empty: the whole member
  std::uint8_t bytes = 4;
  bool boolean = false;                      // a byte that is 0 or 1
  std::optional<std::uint16_t> enumeration;  // index into Model::enums
};

// ---- code -----------------------------------------------------------------------------------------

/// What subexpressions are called where an expression stands.
using LocalNames = std::map<model::Expr, std::string>;

/// An expression of a handler. `dirty`: fields that the same rule assigned before it; locals that read them
/// are stale.
struct Value {
  model::Expr expr;
  std::size_t step = 0;
  std::vector<std::uint16_t> dirty;
  std::shared_ptr<const LocalNames> names;
  std::optional<std::uint16_t> enumeration;  // set if it is a value of this enum
};

struct Set {
  Access target;
  Value value;
};
struct FlagValue {
  std::string bit;
  Value value;
};
/// A member of a message: a number, or flags that are on and flags that may be.
struct MemberValue {
  std::string member;
  std::uint8_t bytes;
  Value value;
  bool flags = false;
  std::vector<std::string> on;
  std::vector<FlagValue> maybe;
};
struct SendMessage {
  std::vector<MemberValue> members;
};
struct TimerOperation {
  bool start;
  std::vector<std::string> timers;
  bool all = false;
};
/// Starts and cancels under one condition; an empty condition: always.
struct TimerOperations {
  Value condition;
  std::vector<TimerOperation> then, otherwise;
};
struct ArgumentValue {
  std::string member;
  std::uint8_t bytes;
  Value value;
};
struct EmitSignal {
  std::string signal;
  std::vector<ArgumentValue> arguments;
};
struct SetError {
  std::string error;
};
/// Calls the function of an action.
struct Perform {
  std::size_t action;  // index into Plan::actions
};
using Statement = std::variant<Set, SendMessage, TimerOperations, EmitSignal, SetError, Perform>;

/// Which of its arguments a function needs.
struct Uses {
  bool block = false, parameters = false, event = false, message = false, output = false;
  void add(const Uses& other) {
    block |= other.block, parameters |= other.parameters, event |= other.event, message |= other.message,
        output |= other.output;
  }
};

/// Effects that several rules share, as a function.
struct Action {
  std::string name;
  std::vector<model::Effect> effects;
  Uses uses;
  std::vector<Statement> statements;
};

struct Local {
  std::string name;
  Value value;
};

/// One rule: applies if the state passes the test and all conditions hold.
struct Branch {
  std::optional<StateTest> state;
  std::vector<Value> conditions;
  std::string rule, note;  // enumerator of Rule, and its clause
  std::vector<Statement> statements;
  bool returns = false;
};

struct Case {
  model::Mask states;
  bool otherwise = false;
  std::vector<Branch> chain;
};

/// First `chain`, whose first branch that holds is taken. If there are `cases`, every branch of the chain
/// returns.
struct Step {
  std::string title;
  std::vector<Local> locals;  // computed before the test of `when`
  std::vector<Value> when;
  std::vector<Local> inner;  // computed after it
  std::vector<Branch> chain;
  std::vector<Case> cases;
};

struct Handler {
  std::string name;
  model::Mask states = 0;
  std::string expires;  // the timer that a timeout disarms
  Uses uses;
  std::vector<Step> steps;
};

/// What one kind of event does, by state.
struct Dispatch {
  std::string kind;
  std::vector<std::size_t> handlers;
};

// ---- the diagram ----------------------------------------------------------------------------------

struct Edge {
  std::string from, to;
  std::vector<std::string> labels;
};

/// Which small functions the code needs.
struct Primitives {
  bool has = false, put = false, in = false, start = false, cancel = false, all_timers = false,
       expire = false, emit = false;
};

// ---- all of it ------------------------------------------------------------------------------------

struct Plan {
  std::string machine, clause, doc, space;  // "Light", "a crossing", …, "light"
  std::string block, message;      // names of the state's record and of the message's: "Tcb", "Segment"
  std::string message_object;      // "segment"; empty without messages
  std::vector<Enumeration> enums;  // State first
  std::vector<Bits> bits;
  std::vector<NamedStates> groups;
  std::vector<Record> records;  // in the order of declaration
  unsigned max_sends = 0, max_steps = 0;
  std::uint8_t timer_bytes = 0, signal_bytes = 0;  // of their masks; 0: there are none
  std::vector<std::pair<std::string, std::uint8_t>>
      signal_members;  // members of Output for the signals' parameters in order, and their bytes
  std::vector<std::pair<std::string, Value>> durations;  // of timed timers, over the parameters
  std::vector<std::uint8_t> serial_widths;               // of serial comparisons that occur
  Primitives primitives;
  std::vector<Action> actions;  // each after those that it calls
  std::vector<Handler> handlers;
  std::vector<Dispatch> dispatch;
  std::map<model::Place, Access> access;
  std::vector<std::vector<std::string>> enum_values;  // C++ spelling by Model::enums index and value
  std::vector<std::string> states;
  model::Mask all_states = 0;
  std::string initial_state;
  std::vector<Edge> edges;
};

/// The machine must be one of the model's. Total: every model has a plan.
Plan plan(const model::Model& model, const model::Machine& machine);

}  // namespace codegen
