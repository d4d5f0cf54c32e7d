#include "model/elaborate_context.h"

namespace model::elaboration {

void Context::error(Code code, Span span, std::string message, std::vector<grammar::Note> notes,
                    std::string help) {
  constexpr std::size_t kMostReported = 20;
  ++failures;
  if (!reported.insert({span.file, span.begin}).second) return;
  if (diagnostics.all().size() >= kMostReported) return diagnostics.leave_off();
  std::size_t shown = 0;
  for (auto use = expanding.rbegin(); use != expanding.rend() && shown < 3; ++use, ++shown) {
    notes.push_back({use->second, "where '" + use->first->name.text + "' is used"});
  }
  diagnostics.error(code, span, std::move(message), std::move(notes), std::move(help));
}

void Context::unknown(const ast::Name& name, const std::string& what,
                      const std::vector<std::string>& candidates) {
  error(Code::UnknownName, name.span, what + " '" + name.text + "'", {}, suggestion(name.text, candidates));
}

bool Context::may_expand(const ast::Name& name) {
  constexpr std::size_t kMost = 200'000;  // lets that use lets twice, thirty deep, would never end
  constexpr std::size_t kDeepest = 100;
  if (++expansions <= kMost && expanding.size() + performing.size() < kDeepest) return true;
  error(Code::RecursiveLet, name.span,
        "written out, '" + name.text + "' and what it stands in are larger than can be read");
  return false;
}

Space space_of(const Type& type, Space self, Space peer) {
  switch (type.space) {
    case Type::Space::None: return kNoSpace;
    case Type::Space::Self: return self;
    case Type::Space::Peer: return peer;
  }
  return kNoSpace;
}

Typed typed_field(const Record& record, std::size_t field) {
  Typed value{(*record.fields)[field].type, record.values[field], kNoSpace};
  value.space = space_of(value.type, record.self, record.peer);
  value.type.space = Type::Space::None;
  return value;
}

Space other_endpoint(const System& system, std::uint16_t endpoint) {
  return system.endpoints.size() == 2 ? 1 - static_cast<Space>(endpoint) : kWorld;
}

namespace {

std::vector<Expr> variables(ExprPool& pool, const std::vector<Field>& fields, Owner owner,
                            std::uint16_t which) {
  std::vector<Expr> values;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    values.push_back(pool.variable(fields[i].type.sort(), {owner, which, static_cast<std::uint16_t>(i)}));
  }
  return values;
}

}  // namespace

Record message_record(Context& context, const std::vector<Field>& fields, const MachineNames* machine,
                      std::uint16_t which, Space sender, Space receiver) {
  std::vector<Expr> values = variables(context.pool(), fields, Owner::Message, which);
  return {Record::Kind::Message, &fields, std::move(values), which, sender, receiver, machine, {}};
}

Record endpoint_record(Context& context, const System& system, std::uint16_t endpoint) {
  const std::vector<Field>& fields = system.fields[endpoint];
  return {Record::Kind::Endpoint,
          &fields,
          variables(context.pool(), fields, Owner::Endpoint, endpoint),
          endpoint,
          static_cast<Space>(endpoint),
          other_endpoint(system, endpoint),
          &context.machines[system.machine[endpoint]],
          {}};
}

Scope machine_scope(Context& context, const MachineNames& names) {
  const std::vector<Field>& fields = context.model.machines[names.index].fields;
  Scope scope;
  scope.machine = &names;
  scope.self = Record{Record::Kind::Endpoint,
                      &fields,
                      variables(context.pool(), fields, Owner::Endpoint, 0),
                      0,
                      kSelf,
                      kPeer,
                      &names,
                      {}};
  scope.moment.arguments = true;
  return scope;
}

}  // namespace model::elaboration
