#include "checker/search/local_steps.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "model/path.h"

namespace checker::search {

namespace {

std::array<std::uint32_t, 4> words_of(const LocalEvent& event) {
  const std::uint32_t what = std::uint32_t{event.endpoint} << 18 |
                             std::uint32_t{static_cast<std::uint8_t>(event.kind)} << 16 | event.event;
  return {what, event.state, event.message, event.arguments};
}

}  // namespace

LocalSteps::Fresh LocalSteps::fresh_of(const model::Machine& machine) {
  Fresh fresh;
  for (std::uint16_t a = 0; a < machine.arguments.size(); ++a) {
    if (machine.arguments[a].kind != model::Argument::Kind::Fresh) continue;
    const model::Place place{model::Owner::Argument, 0, a};
    for (const model::Handler& handler : machine.handlers) {
      bool asked = false;
      for (const model::Step& step : handler.steps)
        for (const model::Rule& rule : step.rules) {
          asked = asked || model::asks_about(rule, place);
          if (model::reads(rule, place)) fresh.read_by[&rule].push_back(a);
        }
      if (asked) fresh.asked_by[&handler].push_back(a);
    }
  }
  return fresh;
}

std::vector<std::uint16_t> LocalSteps::chosen(std::size_t endpoint, const model::Outcome& outcome) const {
  std::set<std::uint16_t> chosen;
  for (const model::Rule* rule : outcome.rules)
    if (const auto read = fresh_[endpoint].read_by.find(rule); read != fresh_[endpoint].read_by.end())
      chosen.insert(read->second.begin(), read->second.end());
  return {chosen.begin(), chosen.end()};
}

/// What the conditions read decides which rules apply, so it counts as read even where none of them does.
std::vector<std::uint16_t> LocalSteps::read(const LocalEvent& event, std::uint64_t state,
                                            const std::vector<std::uint16_t>& chosen) const {
  std::vector<std::uint16_t> read = chosen;
  for (const auto& [handler, asked] : fresh_[event.endpoint].asked_by)
    if (handler->kind == event.kind && handler->event == event.event && (handler->states >> state & 1))
      std::copy_if(asked.begin(), asked.end(), std::back_inserter(read),
                   [&](std::uint16_t argument) { return !model::contains(chosen, argument); });
  return read;
}

LocalSteps::LocalSteps(const model::Model& model, const model::System& system,
                       const model::Values& parameters, Parts& parts)
    : model_(model), system_(system), parameters_(parameters), parts_(parts), known_(words_of({}).size()) {
  for (std::size_t e = 0; e < system.endpoints.size(); ++e)
    arguments_.emplace_back(machine(e).arguments.size());
  for (std::size_t e = 0; e < system.endpoints.size(); ++e) fresh_.push_back(fresh_of(machine(e)));
}

model::Event LocalSteps::event(const LocalEvent& of) const {
  model::Event event{of.kind, of.event, {}, {}};
  if (of.message != kNoPart) {
    const PartTable& messages = parts_.messages();
    event.message.assign(messages.row(of.message), messages.row(of.message) + messages.length());
  }
  const std::uint64_t* arguments = argument_row(of.endpoint, of.arguments);
  event.arguments.assign(arguments, arguments + argument_count(of.endpoint));
  return event;
}

const LocalStep& LocalSteps::step(const LocalEvent& event) {
  const auto [index, is_new] = known_.insert(words_of(event).data());
  if (is_new) steps_.push_back(work_out(event));
  return steps_[index];
}

LocalStep LocalSteps::work_out(const LocalEvent& of) {
  const model::Event event = this->event(of);
  PartTable& table = parts_.table(of.endpoint);
  const std::uint64_t* fields = table.row(of.state);
  const model::Values state(fields, fields + table.length());
  model::Outcome outcome = model::step(machine(of.endpoint), parameters_, state, event);
  model::Facts facts(machine(of.endpoint), &event, outcome, 0);
  std::vector<std::uint16_t> chosen = this->chosen(of.endpoint, outcome);
  std::vector<std::uint16_t> read = this->read(of, state[0], chosen);
  const Part after = table.insert(outcome.state.data());
  std::vector<Part> sent;
  for (model::Values message : outcome.sends) {
    message.resize(parts_.messages().length(), 0);
    sent.push_back(parts_.messages().insert(message.data()));
  }
  return {of,    std::move(outcome), std::move(facts), std::move(chosen), std::move(read),
          after, std::move(sent)};
}

}  // namespace checker::search
