#include "checker/search/local_steps.h"

#include <algorithm>

#include "model/path.h"

namespace checker::search {

namespace {

using Table = RowSet<std::uint64_t>;

std::vector<std::uint16_t> chosen_by(const model::Machine& machine, const model::Outcome& outcome) {
  std::vector<std::uint16_t> chosen;
  for (std::uint16_t a = 0; a < machine.arguments.size(); ++a) {
    if (machine.arguments[a].kind != model::Argument::Kind::Fresh) continue;
    const model::Place place{model::Owner::Argument, 0, a};
    if (std::any_of(outcome.rules.begin(), outcome.rules.end(),
                    [&](const model::Rule* rule) { return model::reads(*rule, place); }))
      chosen.push_back(a);
  }
  return chosen;
}

}  // namespace

LocalSteps::LocalSteps(const model::Model& model, const model::System& system,
                       const model::Values& parameters)
    : model_(model), system_(system), parameters_(parameters), messages_(system.message.size()) {
  for (std::size_t e = 0; e < system.endpoints.size(); ++e) {
    states_.push_back(Table(system.fields[e].size()));
    arguments_.push_back(Table(machine(e).arguments.size()));
  }
}

model::Event LocalSteps::event(const LocalEvent& of) const {
  model::Event event{of.kind, of.event, {}, {}};
  if (of.message != Table::kNone) {
    const std::uint64_t* message = messages_[of.message];
    event.message.assign(message, message + messages_.length());
  }
  const std::uint64_t* arguments = argument_row(of.endpoint, of.arguments);
  event.arguments.assign(arguments, arguments + argument_count(of.endpoint));
  return event;
}

const LocalStep& LocalSteps::step(const LocalEvent& event) {
  const std::uint64_t what = std::uint64_t{event.endpoint} << 32 |
                             std::uint64_t{static_cast<std::uint8_t>(event.kind)} << 24 | event.event;
  const std::array<std::uint64_t, 2> key{std::uint64_t{event.state} << 32 | event.message,
                                         what << 24 ^ event.arguments};
  std::unique_ptr<LocalStep>& known = known_[key];
  if (!known) known = std::make_unique<LocalStep>(work_out(event));
  return *known;
}

LocalStep LocalSteps::work_out(const LocalEvent& of) const {
  const model::Event event = this->event(of);
  const std::uint64_t* fields = state_row(of.endpoint, of.state);
  const model::Values state(fields, fields + system_.fields[of.endpoint].size());
  model::Outcome outcome = model::step(machine(of.endpoint), parameters_, state, event);
  model::Facts facts(machine(of.endpoint), &event, outcome, 0);
  std::vector<std::uint16_t> chosen = chosen_by(machine(of.endpoint), outcome);
  return {std::move(outcome), std::move(facts), std::move(chosen)};
}

std::size_t LocalSteps::Hash::operator()(const std::array<std::uint64_t, 2>& key) const {
  const auto product =
      static_cast<unsigned __int128>(key[0] ^ 0x9E3779B97F4A7C15u) * (key[1] ^ 0xD6E8FEB86659FD93u);
  return static_cast<std::size_t>(product) ^ static_cast<std::size_t>(product >> 64);
}

}  // namespace checker::search
