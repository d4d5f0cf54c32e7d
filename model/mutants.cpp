#include "model/mutants.h"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

#include "model/mutate_expression.h"
#include "model/overloaded.h"

namespace model {

namespace {

using namespace mutation;
using ast::ExprPtr;

/// `each` is told every item of every machine, and what machine it is; of what all machines know the name is empty.
void for_items(ast::Specification& tree,
               const std::function<void(const std::string& machine, ast::MachineItem&)>& each) {
  for (auto& item : tree.items) {
    if (auto* shared = std::get_if<ast::Shared>(&item)) each("", shared->item);
    if (auto* machine = std::get_if<ast::Machine>(&item))
      for (auto& one : machine->items) each(machine->name.text, one);
    if (auto* more = std::get_if<ast::Extend>(&item))
      for (auto& one : more->items) each(more->machine.text, one);
  }
}

void read_fields(const ast::Message& message, Words& words) {
  for (const auto& field : message.fields)
    if (std::holds_alternative<ast::Flags>(field.type)) words.flag_fields.insert(field.name.text);
}

}  // namespace

/// Collects the edits while it goes through the tree.
class Mutants::Walk {
 public:
  Walk(Mutants& into, const grammar::Sources& sources) : into_(into), words_{sources} {
    for_items(into.tree_, [&](const std::string& machine, ast::MachineItem& item) {
      if (const auto* message = std::get_if<ast::Message>(&item)) read_fields(*message, words_);
      if (const auto* policy = std::get_if<ast::Policy>(&item)) words_.policies.insert(policy->name.text);
      if (const auto* states = std::get_if<ast::States>(&item))
        for (const auto& name : states->names) states_[machine].push_back(name.text);
      if (const auto* variable = std::get_if<ast::Variable>(&item)) {
        const auto& type = variable->type;
        variables_[{machine, type.name.text, type.space ? type.space->text : ""}].push_back(
            variable->name.text);
      }
    });
  }

  void go() {
    for_items(into_.tree_, [&](const std::string& machine, ast::MachineItem& item) {
      machine_ = machine;
      learn_variables();
      if (auto* handler = std::get_if<ast::Handler>(&item)) in(*handler);
      if (auto* action = std::get_if<ast::Action>(&item)) owner_ = action->name.text, in(action->effects);
      if (auto* let = std::get_if<ast::Let>(&item)) in(*let);
      if (auto* message = std::get_if<ast::Message>(&item))
        for (auto& let : message->lets) in(let);
    });
  }

 private:
  /// Of the machine at hand: after each variable the next one of its type.
  void learn_variables() {
    words_.another.clear();
    for (const auto& [type, names] : variables_) {
      if (std::get<0>(type) != machine_ || names.size() < 2) continue;
      for (std::size_t i = 0; i < names.size(); ++i) words_.another[names[i]] = names[(i + 1) % names.size()];
    }
  }

  void add(const Edit& edit, std::variant<Expression, Effects> change) {
    const auto number = ++count_[owner_ + " " + edit.mutation];
    into_.all_.push_back({owner_ + " " + edit.mutation + " " + std::to_string(number), edit.mutation,
                          edit.span, edit.before, edit.after});
    into_.edits_.push_back(std::move(change));
  }

  void in(ast::Handler& handler) {
    for (auto& step : handler.steps) {
      owner_ = step.name.text;
      if (step.guard) guard(step.guard);
      for (auto& rule : step.rules) {
        owner_ = rule.name.text;
        if (rule.guard) guard(rule.guard);
        in(rule.effects);
      }
    }
  }

  void in(ast::Let& let) {
    owner_ = let.name.text;
    edit(words_, let.value, [&](const ExprPtr& edited, const Edit& what) {
      add(what, Expression{&let.in_rules, edited});
    });
  }

  void guard(ExprPtr& slot) {
    if (asks_policies(words_, slot)) return;
    const std::string text = words_.text(slot);
    if (!std::holds_alternative<ast::Unary>(slot->node))  // dropping its `not` is the same
      add({"negate", slot->span, text, "not (" + text + ")"}, Expression{&slot, negated(slot)});
    add({"drop-guard", slot->span, text, ""}, Expression{&slot, nullptr});
    edit(words_, slot, [&](const ExprPtr& edited, const Edit& what) {
      add(what, Expression{&slot, edited});
    });
  }

  void in(std::vector<ast::Effect>& effects) {
    for (std::size_t i = 0; i < effects.size(); ++i) {
      const auto without = [&](const char* mutation) {
        auto fewer = effects;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        add({mutation, effects[i].span, std::string(words_.sources.text(effects[i].span)), ""},
            Effects{&effects, std::move(fewer)});
      };
      const auto with = [&](const Edit& what, decltype(ast::Effect::node) node) {
        auto other = effects;
        other[i].node = std::move(node);
        add(what, Effects{&effects, std::move(other)});
      };
      std::visit(overloaded{[&](const ast::Assign& it) {
                              without("drop-assignment");
                              edit(words_, it.value, [&](const ExprPtr& edited, const Edit& what) {
                                with(what, ast::Assign{it.target, edited});
                              });
                            },
                            [&](const ast::Send& it) {
                              without("drop-send");
                              edit(words_, it.message, [&](const ExprPtr& edited, const Edit& what) {
                                with(what, ast::Send{edited});
                              });
                            },
                            [&](const ast::Goto& it) {
                              without("drop-goto");
                              for (const auto& state : neighbours(it.state.text))
                                with({"wrong-state", it.state.span, it.state.text, state},
                                     ast::Goto{{state, it.state.span}});
                            },
                            [&](const ast::Start& it) {
                              without("drop-start");
                              timing(it, with);
                            },
                            [&](const ast::Cancel& it) {
                              without("drop-cancel");
                              timing(it, with);
                            },
                            [&](const ast::Perform& it) {
                              without("drop-action");
                              for (std::size_t a = 0; a < it.arguments.size(); ++a)
                                edit(words_, it.arguments[a], [&](const ExprPtr& edited, const Edit& what) {
                                  auto other = it;
                                  other.arguments[a] = edited;
                                  with(what, std::move(other));
                                });
                            },
                            [](const ast::Emit&) {}, [](const ast::Reply&) {}, [](const ast::Stop&) {}},
                 effects[i].node);
    }
  }

  template <typename Timing, typename With>
  void timing(const Timing& it, const With& with) {
    if (!it.condition) return;
    with({"drop-guard", it.condition->span, words_.text(it.condition), ""}, Timing{it.timer, nullptr});
    edit(words_, it.condition, [&](const ExprPtr& edited, const Edit& what) {
      with(what, Timing{it.timer, edited});
    });
  }

  /// The states declared before and after.
  std::vector<std::string> neighbours(const std::string& state) {
    const auto& names = states_[machine_];
    const auto at = std::find(names.begin(), names.end(), state);
    std::vector<std::string> found;
    if (at != names.end() && at != names.begin()) found.push_back(*(at - 1));
    if (at != names.end() && at + 1 != names.end()) found.push_back(*(at + 1));
    return found;
  }

  Mutants& into_;
  Words words_;
  std::map<std::string, std::vector<std::string>> states_;
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<std::string>> variables_;
  std::string machine_, owner_;
  std::map<std::string, unsigned> count_;
};

Mutants::Mutants(ast::Specification specification, const grammar::Sources& sources)
    : tree_(std::move(specification)) {
  Walk(*this, sources).go();
}

ast::Specification Mutants::specification(std::size_t number) {
  return std::visit(
      [&](const auto& edit) {
        auto& place = *edit.first;
        auto original = place;
        place = edit.second;
        ast::Specification mutant = tree_;
        place = std::move(original);
        return mutant;
      },
      edits_.at(number));
}

}  // namespace model
