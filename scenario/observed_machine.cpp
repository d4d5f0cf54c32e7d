#include "scenario/observed_machine.h"

namespace scenario {
namespace {

class Watched final : public Machine {
 public:
  Watched(std::unique_ptr<Machine> machine, std::shared_ptr<Observation> told, std::shared_ptr<std::vector<const model::Rule*>> step)
      : machine_(std::move(machine)), told_(std::move(told)), step_(std::move(step)) {}
  Watched(const Watched& it) : Machine(it), machine_(it.machine_->copy()), told_(it.told_), step_(it.step_), last_(it.last_) {}

  std::unique_ptr<Machine> copy() const override { return std::make_unique<Watched>(*this); }
  tcp::Tcb tcb() const override { return machine_->tcb(); }
  std::uint32_t ticks(tcp::Timer timer) const override { return machine_->ticks(timer); }

  Reaction step(const tcp::Event& event) override {
    step_->clear();
    Reaction reaction = machine_->step(event);
    for (const model::Rule* rule : *step_) note(rule);
    told_->tcb = machine_->tcb();
    return reaction;
  }

 private:
  void note(const model::Rule* rule) {
    if (rule->implicit || rule->name.empty()) return;
    told_->rules.push_back(rule);
    if (last_ != nullptr) told_->pairs.push_back({last_, rule});
    last_ = rule;
  }

  std::unique_ptr<Machine> machine_;
  std::shared_ptr<Observation> told_;
  std::shared_ptr<std::vector<const model::Rule*>> step_;  // the rules of the event that is being handled
  const model::Rule* last_ = nullptr;
};

}  // namespace

std::variant<Observed, std::string> observed_machine(const model::Model& model, const tcp::Parameters& parameters) {
  auto step = std::make_shared<std::vector<const model::Rule*>>();
  auto made = evaluated_machine(model, parameters, [step](const model::Rule& rule) { step->push_back(&rule); });
  if (auto* why = std::get_if<std::string>(&made)) return std::move(*why);
  auto told = std::make_shared<Observation>();
  return Observed{std::make_unique<Watched>(std::move(std::get<std::unique_ptr<Machine>>(made)), told, std::move(step)), told};
}

}  // namespace scenario
