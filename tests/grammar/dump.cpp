#include "tests/grammar/dump.h"

#include <iterator>
#include <utility>

namespace grammar {
namespace {

using namespace ast;  // NOLINT: every type of the tree is named below

class Dump {
 public:
  std::string result;

  void put(const std::string& text) { result += '"' + text + '"'; }
  void put(bool value) { result += value ? "yes" : "no"; }
  void put(std::uint64_t value) { result += std::to_string(value); }
  void put(const Name& name) { result += name.text; }
  void put(const ExprPtr& expr) { expr ? put(expr->node) : put(std::string("null")); }
  void put(const Effect& effect) { put(effect.node); }
  template <class T>
  void put(const std::vector<T>& list) {
    result += '[';
    for (const T& each : list) all(each);
    result += ']';
  }
  template <class T>
  void put(const std::optional<T>& value) {
    if (value) return put(*value);
    result += '-';
  }
  template <class A, class B>
  void put(const std::pair<A, B>& pair) {
    put(pair.first);
    all(pair.second);
  }
  template <class... T>
  void put(const std::variant<T...>& variant) {
    std::visit([&](const auto& node) { put(node); }, variant);
  }

  void put(const Number& x) { put(x.value); }
  void put(const Boolean& x) { put(x.value); }
  void put(const Reference& x) { put(x.name); }
  void put(const Member& x) { list("member", x.object, x.field); }
  void put(const Call& x) { list("call", x.function, x.arguments); }
  void put(const Unary& x) { list("not", x.operand); }
  void put(const Binary& x) { list(sign(x.op), x.left, x.right); }
  void put(const Conditional& x) { list("if", x.condition, x.then, x.otherwise); }
  void put(const InSet& x) { list("in", x.value, x.names); }
  void put(const InRange& x) { list(x.half_open ? "within" : "between", x.value, x.low, x.high); }
  void put(const FieldValue& x) { list("field", x.field, x.value, x.flags); }
  void put(const MessageLiteral& x) { list("message", x.fields); }

  void put(const TypeName& x) { list("type", x.name, x.space); }
  void put(const Flags& x) { list("flags", x.names); }
  void put(const Parameter& x) { list("parameter", x.name, x.type); }
  void put(const Let& x) { list("let", x.name, x.parameters, x.value, x.doc); }
  void put(const Enum& x) { list("enum", x.name, x.values, x.doc); }
  void put(const Policy& x) { list("policy", x.name, x.values, x.initial, x.doc); }
  void put(const Constant& x) { list("const", x.name, x.type, x.range, x.value, x.doc); }
  void put(const Field& x) { list("field", x.name, x.type, x.doc); }
  void put(const Message& x) { list("message", x.name, x.fields, x.lets, x.doc); }
  void put(const States& x) { list("state", x.names, x.initial, x.doc); }
  void put(const Group& x) { list("group", x.name, x.members, x.all_except, x.doc); }
  void put(const Variable& x) { list("variable", x.name, x.type, x.initial, x.doc); }
  void put(const Timer& x) { list("timer", x.name, x.duration, x.doc); }
  void put(const Input& x) { list(x.fresh ? "fresh" : "input", x.name, x.type, x.doc); }
  void put(const Signal& x) { list("signal", x.name, x.parameters, x.doc); }
  void put(const Action& x) { list("action", x.name, x.parameters, x.effects, x.doc); }

  void put(const Assign& x) { list(":=", x.target, x.value); }
  void put(const Send& x) { list("send", x.message); }
  void put(const Goto& x) { list("goto", x.state); }
  void put(const Start& x) { list("start", x.timer, x.condition); }
  void put(const Cancel& x) { list("cancel", x.timer, x.condition); }
  void put(const Emit& x) { list("signal", x.signal, x.arguments); }
  void put(const Reply& x) { list("error", x.text); }
  void put(const Perform& x) { list("perform", x.action, x.arguments); }
  void put(const Stop& /*x*/) { list("stop"); }
  void put(const Rule& x) {
    list("rule", x.name, x.ids, x.clause, x.states, x.guard, x.otherwise, x.effects, x.doc);
  }
  void put(const Step& x) { list("step", x.name, x.title, x.guard, x.rules); }
  void put(const Handler& x) {
    constexpr const char* kinds[] = {"call", "message", "timeout", "environment"};
    list("on", std::string(kinds[static_cast<int>(x.kind)]), x.event, x.parameters, x.states, x.steps, x.doc);
  }
  void put(const Machine& x) { list("machine", x.name, x.source, x.items, x.doc); }
  void put(const Speaks& x) { list("speaks", x.message); }
  void put(const Shared& x) { put(x.item); }
  void put(const Extend& x) { list("extend", x.machine, x.items); }

  void put(const Endpoints& x) { list("endpoint", x.names, x.machine, x.mirrored); }
  void put(const Network& x) { list("network", x.from, x.to, x.both_ways, x.attributes, x.lifetime); }
  void put(const OfEndpoint& x) {
    if (!x.endpoint) return put(x.name);
    list("of", x.name, x.endpoint);
  }
  void put(const Calls& x) { list("calls", x.except, x.list); }
  void put(const Environment& x) { list("environment", x.list); }
  void put(const Ghost& x) { list("ghost", x.owner, x.name, x.type, x.initial, x.doc); }
  void put(const Hook& x) { list("hook", moment(x.kind), x.message, x.endpoint, x.effects); }
  void put(const Binder& x) { list("for", x.messages, x.from); }
  void put(const Conjunct& x) { list("conjunct", x.binder, x.body); }
  void put(const Assume& x) {
    constexpr const char* kinds[] = {"choice", "arrival", "step", "state"};
    list("assume", x.name, std::string(kinds[static_cast<int>(x.kind)]), x.subject, x.endpoint, x.conjuncts,
         x.doc);
  }
  void put(const Bound& x) { list("bound", x.subject, x.values); }
  void put(const Bounds& x) { list("bounds", x.bounds); }
  void put(const System& x) { list("system", x.name, x.items, x.doc); }

  void put(const Lemma& x) { list("lemma", x.name, x.system, x.binder, x.body, x.doc); }
  void put(const Invariant& x) {
    list("invariant", x.id, x.name, x.ids, x.clause, x.system, x.binder, x.body, x.doc);
  }
  void put(const Transition& x) {
    list("transition", x.id, x.name, x.ids, x.clause, x.system, moment(x.moment.kind), x.moment.message,
         x.moment.endpoint, x.binder, x.body, x.doc);
  }
  void put(const Fair& x) { list("fair", x.event, x.endpoint); }
  void put(const Response& x) {
    list("response", x.id, x.name, x.ids, x.clause, x.system, x.fairness, x.trigger, x.target, x.measure,
         x.doc);
  }
  void put(const Reachable& x) {
    if (!x.moment) return list("reachable", x.id, x.name, x.ids, x.clause, x.system, x.body, x.doc);
    list("reachable", x.id, x.name, x.ids, x.clause, x.system, moment(x.moment->kind), x.moment->message,
         x.moment->endpoint, x.body, x.doc);
  }
  void put(const Deterministic& x) { list("deterministic", x.id, x.name, x.ids, x.clause, x.machine, x.doc); }

  void put(const Given& x) { list("given", x.name, x.value); }
  void put(const RunStep& x) {
    constexpr const char* kinds[] = {"call", "timeout", "environment", "deliver", "repeat",
                                     "lose", "tick",    "name",        "expect"};
    list(kinds[static_cast<int>(x.kind)], x.subject, x.endpoint, x.given, x.value);
  }
  void put(const Run& x) { list("run", x.name, x.clause, x.system, x.given, x.steps, x.doc); }

  void put(const Setting& x) { list("setting", x.policy, x.value); }
  void put(const Profile& x) { list("profile", x.name, x.settings, x.doc); }
  void put(const ClaimsUnder& x) { list("claims under", x.profile); }
  void put(const Replace& x) { list("replace", x.rule, x.effects); }
  void put(const Remove& x) { list("remove", x.rule); }
  void put(const Insert& x) { list(x.before ? "before" : "after", x.anchor, x.rule); }
  void put(const Drop& x) { list("drop", x.assumption); }
  void put(const Rebound& x) { put(x.bounds); }
  void put(const Variant& x) { list("variant", x.id, x.name, x.machine, x.refutes, x.changes, x.doc); }
  void put(const Import& x) { list("import", x.path); }

 private:
  template <class T>
  void all(const T& value) {
    if (result.back() != '(' && result.back() != '[') result += ' ';
    put(value);
  }
  template <class... T>
  void list(const char* word, const T&... parts) {
    result += '(';
    result += word;
    (all(parts), ...);
    result += ')';
  }
  static const char* sign(BinaryOp op) {
    constexpr const char* signs[] = {"=>", "or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*"};
    return signs[static_cast<int>(op)];
  }
  static std::string moment(HookKind kind) {
    constexpr const char* kinds[] = {"step", "arrival", "send", "tick"};
    return kinds[static_cast<int>(kind)];
  }
};

}  // namespace

std::string dump(const ExprPtr& expr) {
  Dump dump;
  dump.put(expr);
  return dump.result;
}

std::string dump(const File& file) {
  Dump dump;
  dump.put(file.imports);
  dump.put(file.items);
  return dump.result;
}

}  // namespace grammar
