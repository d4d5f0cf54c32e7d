#include "model/evaluate.h"
#include "scenario/machine.h"
#include "scenario/vocabulary.h"

namespace scenario {
namespace {

class Evaluated final : public Machine {
 public:
  Evaluated(std::shared_ptr<const Vocabulary> words, Watch watch)
      : words_(std::move(words)), watch_(std::move(watch)), tcb_(model::initial(words_->machine.fields)) {}

  std::unique_ptr<Machine> copy() const override { return std::make_unique<Evaluated>(*this); }
  Reaction step(const tcp::Event& event) override {
    const auto outcome = model::step(words_->machine, words_->parameters(), tcb_, words_->event(event));
    tcb_ = outcome.state;
    if (watch_)
      for (const model::Rule* rule : outcome.rules) watch_(*rule);
    return words_->reaction(outcome);
  }
  tcp::Tcb tcb() const override { return words_->tcb(tcb_); }
  std::uint32_t ticks(tcp::Timer timer) const override { return words_->ticks(timer); }

 private:
  std::shared_ptr<const Vocabulary> words_;
  Watch watch_;
  model::Values tcb_;
};

}  // namespace

std::variant<std::unique_ptr<Machine>, std::string> evaluated_machine(const model::Model& model,
                                                                      const tcp::Parameters& parameters,
                                                                      Watch watch) {
  if (model.machines.empty()) return "the specification has no machine";
  auto words = std::make_shared<const Vocabulary>(model, parameters);
  if (!words->missing().empty())
    return "the specification's machine is no TCP that scripts can be played on: it has no " +
           words->missing();
  return std::make_unique<Evaluated>(std::move(words), std::move(watch));
}

}  // namespace scenario
