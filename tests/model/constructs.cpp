#include "tests/model/constructs.h"

#include <type_traits>

#include "model/overloaded.h"

namespace model::testing {

namespace {

namespace ast = grammar::ast;

/// Walks a tree, an overload a node, and notes what it meets.
class Walk {
 public:
  Constructs seen;

  void file(const ast::Specification& tree) {
    for (const ast::Item& item : tree.items) alternative("item", item);
  }

 private:
  void note(const std::string& what) { seen.insert(what); }
  void note_if(bool holds, const std::string& what) {
    if (holds) note(what);
  }
  template <class Enum>
  void note_kind(const char* what, Enum kind) {
    note(std::string(what) + " " + std::to_string(static_cast<int>(kind)));
  }
  template <class Variant>
  void alternative(const char* what, const Variant& tree) {
    note(std::string(what) + " " + std::to_string(tree.index()));
    std::visit([this](const auto& x) { walk(x); }, tree);
  }
  template <class List>
  void all(const List& list) {
    for (const auto& each : list) walk(each);
  }

  // ---- expressions and types ----

  void walk(const ast::ExprPtr& tree) {
    if (tree) alternative("expression", tree->node);
  }
  void walk(const ast::Number&) {}
  void walk(const ast::Boolean&) {}
  void walk(const ast::Reference&) {}
  void walk(const ast::Member& x) { walk(x.object); }
  void walk(const ast::Call& x) {
    note("function " + x.function.text);
    all(x.arguments);
  }
  void walk(const ast::Unary& x) { walk(x.operand); }
  void walk(const ast::Binary& x) {
    note_kind("operator", x.op);
    walk(x.left);
    walk(x.right);
  }
  void walk(const ast::Conditional& x) { walk(x.condition), walk(x.then), walk(x.otherwise); }
  void walk(const ast::InSet& x) { walk(x.value); }
  void walk(const ast::InRange& x) {
    note(x.half_open ? "half-open range" : "closed range");
    walk(x.value), walk(x.low), walk(x.high);
  }
  void walk(const ast::MessageLiteral& x) {
    for (const ast::FieldValue& field : x.fields) walk(field.value);
  }
  void walk(const ast::TypeName& x) { note_if(x.space.has_value(), "type of a sequence space"); }
  void walk(const ast::Flags&) { note("flags"); }
  void walk(const ast::Parameter& x) { walk(x.type); }

  // ---- machines ----

  void walk(const ast::Machine& x) {
    note_if(!x.source.empty(), "machine with its source");
    note_if(!x.doc.empty(), "documented machine");
    for (const ast::MachineItem& item : x.items) alternative("machine item", item);
  }
  void walk(const ast::Speaks&) {}
  void walk(const ast::Shared& x) { alternative("shared", x.item); }
  void walk(const ast::Extend& x) {
    for (const ast::MachineItem& item : x.items) alternative("machine item", item);
  }
  void walk(const ast::Let& x) {
    note(x.parameters.empty() ? "plain let" : "let with parameters");
    walk(x.value);
  }
  void walk(const ast::Enum&) {}
  void walk(const ast::Policy&) {}
  void walk(const ast::Constant& x) { note(x.range ? "symbolic constant" : "plain constant"); }
  void walk(const ast::Message& x) {
    for (const ast::Field& field : x.fields) std::visit([this](const auto& type) { walk(type); }, field.type);
    note_if(!x.lets.empty(), "let of a message");
    all(x.lets);
  }
  void walk(const ast::States&) {}
  void walk(const ast::Group& x) { note(x.all_except ? "group by exception" : "group by members"); }
  void walk(const ast::Variable& x) {
    note(x.initial ? "variable with a value" : "variable of zero");
    walk(x.type), walk(x.initial);
  }
  void walk(const ast::Timer& x) {
    note(x.duration ? "timer with a duration" : "untimed timer");
    walk(x.duration);
  }
  void walk(const ast::Input& x) { note(x.fresh ? "fresh" : "input"), walk(x.type); }
  void walk(const ast::Signal& x) { all(x.parameters); }
  void walk(const ast::Action& x) {
    note(x.parameters.empty() ? "plain action" : "action with parameters");
    all(x.effects);
  }
  void walk(const ast::Handler& x) {
    note_kind("handler", x.kind);
    note(x.states.empty() ? "handler of all states" : "handler of some states");
    note_if(!x.parameters.empty(), "call with parameters");
    all(x.parameters), all(x.steps);
  }
  void walk(const ast::Step& x) {
    note(x.name.text.empty() ? "rules without a step" : "step");
    note_if(!x.title.empty(), "step with a title");
    note_if(x.guard != nullptr, "step with a guard");
    walk(x.guard), all(x.rules);
  }
  void walk(const ast::Rule& x) {
    note_if(!x.ids.empty(), "rule with ids");
    note_if(!x.clause.empty(), "rule with a clause");
    note_if(!x.states.empty(), "rule in states");
    note_if(x.guard != nullptr, "rule with a guard");
    note_if(x.otherwise, "rule otherwise");
    walk(x.guard), all(x.effects);
  }

  // ---- effects ----

  void walk(const ast::Effect& x) { alternative("effect", x.node); }
  void walk(const ast::Assign& x) { walk(x.target), walk(x.value); }
  void walk(const ast::Send& x) { walk(x.message); }
  void walk(const ast::Goto&) {}
  void walk(const ast::Start& x) { note(x.condition ? "start when" : "start"), walk(x.condition); }
  void walk(const ast::Cancel& x) { note(x.condition ? "cancel when" : "cancel"), walk(x.condition); }
  void walk(const ast::Emit& x) { all(x.arguments); }
  void walk(const ast::Reply&) {}
  void walk(const ast::Perform& x) { all(x.arguments); }
  void walk(const ast::Stop&) {}

  // ---- systems ----

  void walk(const ast::System& x) {
    note_if(!x.doc.empty(), "documented system");
    for (const ast::SystemItem& item : x.items) alternative("system item", item);
  }
  void walk(const ast::Endpoints& x) {
    note_if(x.mirrored, "mirrored endpoints");
    note(x.names.size() == 1 ? "one endpoint" : "two endpoints");
  }
  void walk(const ast::Network& x) {
    note(!x.from ? "network from anybody" : x.both_ways ? "network both ways" : "network one way");
    for (const ast::Name& each : x.attributes) note("network " + each.text);
    note_if(x.lifetime.has_value(), "network with a lifetime");
  }
  void walk(const ast::OfEndpoint& x) { note_if(x.endpoint.has_value(), "name of an endpoint"); }
  void walk(const ast::Calls& x) { note(x.except ? "calls except" : "calls"), all(x.list); }
  void walk(const ast::Environment& x) { all(x.list); }
  void walk(const ast::Ghost& x) {
    note(x.owner && x.owner->text == "E" ? "ghost of an endpoint" : "ghost of a message");
    note_if(x.initial != nullptr, "ghost with a value");
    walk(x.type), walk(x.initial);
  }
  void walk(const ast::Hook& x) { note_kind("hook", x.kind), all(x.effects); }
  void walk(const ast::Assume& x) {
    note_kind("assume", x.kind);
    note_if(x.conjuncts.size() > 1, "assume of several conjuncts");
    for (const ast::Conjunct& each : x.conjuncts) {
      note(each.binder ? "conjunct of a message" : "conjunct of the state");
      walk(each.body);
    }
  }
  void walk(const ast::Bounds& x) {
    for (const ast::Bound& each : x.bounds) {
      note_if(each.values.size() > 1, "bound of several values");
      walk(each.subject);
    }
  }

  // ---- claims ----

  void bound(const char* what, const std::optional<ast::Binder>& binder) {
    note(std::string(what) + " of " + std::to_string(binder ? binder->messages.size() : 0) + " messages");
  }
  void walk(const ast::Lemma& x) { bound("lemma", x.binder), walk(x.body); }
  void walk(const ast::Invariant& x) {
    note_if(!x.ids.empty(), "claim with ids");
    note_if(!x.clause.empty(), "claim with a clause");
    walk(x.body);
  }
  void walk(const ast::Transition& x) {
    bound("transition", x.binder), note_kind("transition on", x.moment.kind), walk(x.body);
  }
  void walk(const ast::Response& x) {
    note(x.measure.size() > 1 ? "measure of several" : "measure of one");
    walk(x.trigger), walk(x.target), all(x.measure);
  }
  void walk(const ast::Reachable& x) { walk(x.body); }
  void walk(const ast::Deterministic&) {}
  void walk(const ast::Given& x) { walk(x.value); }
  void walk(const ast::Run& x) {
    note_if(!x.given.empty(), "run with values");
    note_if(!x.clause.empty(), "run with a title");
    all(x.given);
    for (const ast::RunStep& step : x.steps) {
      note_kind("run step", step.kind), note_if(!step.given.empty(), "run step with values");
      all(step.given), walk(step.value);
    }
  }

  // ---- profiles and variants ----

  void walk(const ast::Profile&) {}
  void walk(const ast::ClaimsUnder&) {}
  void walk(const ast::Variant& x) {
    note_if(!x.refutes.empty(), "variant that refutes");
    for (const ast::Change& change : x.changes) alternative("change", change);
  }
  void walk(const ast::Replace& x) { all(x.effects); }
  void walk(const ast::Remove&) {}
  void walk(const ast::Insert& x) { note(x.before ? "insert before" : "insert after"), walk(x.rule); }
  void walk(const ast::Setting&) {}
  void walk(const ast::Drop&) {}
  void walk(const ast::Rebound& x) { walk(x.bounds); }
};

template <class Variant>
void expect_alternatives(Constructs& all, const std::string& what) {
  for (std::size_t i = 0; i < std::variant_size_v<Variant>; ++i) all.insert(what + " " + std::to_string(i));
}

template <class Enum>
void expect_kinds(Constructs& all, const std::string& what, Enum last) {
  for (int i = 0; i <= static_cast<int>(last); ++i) all.insert(what + " " + std::to_string(i));
}

const Constructs kNamed{"half-open range",
                        "closed range",
                        "type of a sequence space",
                        "flags",
                        "machine with its source",
                        "documented machine",
                        "documented system",
                        "plain let",
                        "let with parameters",
                        "let of a message",
                        "symbolic constant",
                        "plain constant",
                        "group by exception",
                        "group by members",
                        "variable with a value",
                        "variable of zero",
                        "timer with a duration",
                        "untimed timer",
                        "fresh",
                        "input",
                        "plain action",
                        "action with parameters",
                        "handler of all states",
                        "handler of some states",
                        "call with parameters",
                        "rules without a step",
                        "step",
                        "step with a title",
                        "step with a guard",
                        "rule with ids",
                        "rule with a clause",
                        "rule in states",
                        "rule with a guard",
                        "rule otherwise",
                        "start when",
                        "start",
                        "cancel when",
                        "cancel",
                        "mirrored endpoints",
                        "one endpoint",
                        "two endpoints",
                        "network from anybody",
                        "network both ways",
                        "network one way",
                        "network lossy",
                        "network duplicating",
                        "network reordering",
                        "network forgetting",
                        "network with a lifetime",
                        "calls except",
                        "calls",
                        "name of an endpoint",
                        "ghost of an endpoint",
                        "ghost of a message",
                        "ghost with a value",
                        "assume of several conjuncts",
                        "conjunct of a message",
                        "conjunct of the state",
                        "bound of several values",
                        "lemma of 0 messages",
                        "lemma of 1 messages",
                        "lemma of 2 messages",
                        "transition of 0 messages",
                        "transition of 1 messages",
                        "claim with ids",
                        "claim with a clause",
                        "measure of one",
                        "measure of several",
                        "run with values",
                        "run with a title",
                        "run step with values",
                        "variant that refutes",
                        "insert before",
                        "insert after",
                        "function old",
                        "function happens",
                        "function assigned",
                        "function started",
                        "function signalled",
                        "function given",
                        "function peer",
                        "function min",
                        "function max",
                        "function u8"};

}  // namespace

Constructs constructs_of(const ast::Specification& specification) {
  Walk walk;
  walk.file(specification);
  return walk.seen;
}

Constructs all_constructs() {
  Constructs all = kNamed;
  expect_alternatives<ast::Item>(all, "item");
  expect_alternatives<ast::MachineItem>(all, "machine item");
  for (const ast::MachineItem& item :
       {ast::MachineItem(ast::Constant{}), ast::MachineItem(ast::Enum{}), ast::MachineItem(ast::Message{})})
    all.insert("shared " + std::to_string(item.index()));
  expect_alternatives<ast::SystemItem>(all, "system item");
  expect_alternatives<ast::Change>(all, "change");
  expect_alternatives<decltype(ast::Effect::node)>(all, "effect");
  expect_alternatives<decltype(ast::Expr::node)>(all, "expression");
  expect_kinds(all, "operator", ast::BinaryOp::Multiply);
  expect_kinds(all, "handler", ast::HandlerKind::Environment);
  expect_kinds(all, "hook", ast::HookKind::Tick);
  expect_kinds(all, "transition on", ast::HookKind::Arrival);
  expect_kinds(all, "assume", ast::AssumeKind::State);
  expect_kinds(all, "run step", ast::RunStep::Kind::Expect);
  return all;
}

}  // namespace model::testing
