#include "codegen/uses.h"

#include "codegen/locals.h"
#include "codegen/range.h"
#include "model/overloaded.h"

namespace codegen {

using model::Expr;
using model::Owner;

Uses uses_of(Expr e) {
  Uses uses;
  if (decided_by_range(e)) return uses;
  if (e.op() == model::Op::Variable) {
    uses.block = e.place().owner == Owner::Endpoint;
    uses.parameters = e.place().owner == Owner::Parameter;
    uses.message = e.place().owner == Owner::Message;
    uses.event = e.place().owner == Owner::Argument;
  }
  for (Expr arg : e.args()) uses.add(uses_of(arg));
  return uses;
}

Uses uses_of(const Plan& plan, const Statement& statement) {
  Uses uses;
  for_each_value(statement, [&](const Value& value) { uses.add(uses_of(value.expr)); });
  std::visit(model::overloaded{
                 [&](const Set&) { uses.block = true; }, [&](const SendMessage&) { uses.output = true; },
                 [&](const TimerOperations&) { uses.block = uses.output = true; },
                 [&](const EmitSignal&) { uses.output = true; }, [&](const SetError&) { uses.output = true; },
                 [&](const Perform& it) { uses.add(plan.actions.at(it.action).uses); }},
             statement);
  return uses;
}

}  // namespace codegen
