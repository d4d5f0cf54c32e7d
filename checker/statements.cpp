#include "checker/statements.h"

#include <algorithm>

#include "model/run.h"

namespace checker {

using model::Expr;
using model::Quantified;

namespace {

bool speaks_of_sent(Expr body) {
  const auto variables = model::variables_of(body);
  return std::any_of(variables.begin(), variables.end(), [](Expr v) {
    return v.place().owner == model::Owner::Message && v.place().which == model::kSent;
  });
}

constexpr std::uint16_t kFirstArbitrary = 100;  // message numbers of the arbitrary messages, ten per sender

void add(std::vector<Statement>& list, const model::Model& model, const model::System& system,
         const std::string& name, const Quantified& quantified) {
  list.push_back({name, quantified});
  if (!system.mirrored) return;
  Quantified other = model::mirror(*model.pool, quantified);
  if (other.from == quantified.from && other.body == quantified.body) return;
  list.push_back({name + " mirrored", std::move(other)});
}

}  // namespace

std::vector<Statement> statements(const model::Model& model, std::uint16_t system) {
  std::vector<Statement> list;
  for (const auto& lemma : model.lemmas)
    if (lemma.system == system) add(list, model, model.systems[system], lemma.name, lemma.statement);
  for (const auto& property : model.properties)
    if (property.kind == model::Property::Kind::Invariant && property.system == system)
      add(list, model, model.systems[system], property.id, property.statement);
  return list;
}

Cast::Cast(Encoding& encoding, const Move& move) : encoding_(encoding), move_(move) {
  auto& vocabulary = encoding.vocabulary();
  const auto& endpoints = vocabulary.system().endpoints;
  for (std::uint16_t e = 0; e < endpoints.size(); ++e) {
    Sender& sender = senders_.emplace_back();
    for (std::uint16_t i = 0; i < 2; ++i) {
      const std::string name = "from" + endpoints[e] + (i == 0 ? "" : "2");
      MessageTerm message =
          vocabulary.message(static_cast<std::uint16_t>(kFirstArbitrary + 10 * e + i), name, e);
      message.in = vocabulary.membership(static_cast<std::uint16_t>(kFirstArbitrary + 10 * e + i));
      sender.after.push_back(encoding.survivor(move, message));
      sender.before.push_back(std::move(message));
    }
  }
}

void Cast::use_pairs(std::uint16_t sender) { senders_.at(sender).pairs = true; }

void Cast::need_pairs_for(const std::vector<Instance>& goals) {
  for (Sender& sender : senders_)
    sender.pairs = std::any_of(goals.begin(), goals.end(), [&](const Instance& goal) {
      const auto variables = model::variables_of(goal.term);
      return std::find(variables.begin(), variables.end(), sender.before[1].in) != variables.end();
    });
}

std::vector<const MessageTerm*> Cast::arbitrary() const {
  std::vector<const MessageTerm*> found;
  for (const Sender& sender : senders_)
    for (std::size_t i = 0; i < (sender.pairs ? 2U : 1U); ++i) found.push_back(&sender.before[i]);
  return found;
}

/// All ways to choose a message for each bound name, never one message twice. `in_turn`: of several names of
/// one sender the first takes the first arbitrary message, the next the second; all other orders say the
/// same.
std::vector<Cast::Choice> Cast::choices(
    const Quantified& statement,
    const std::function<std::vector<const MessageTerm*>(std::uint16_t)>& candidates, bool in_turn) const {
  std::vector<Choice> found{{}};
  for (const std::uint16_t from : statement.from) {
    std::vector<Choice> longer;
    for (const Choice& choice : found)
      for (const MessageTerm* message : candidates(from)) {
        const bool repeated = std::find(choice.begin(), choice.end(), message) != choice.end();
        const auto& own = senders_.at(from).after;
        const bool second_first =
            in_turn && message == &own[1] && std::find(choice.begin(), choice.end(), &own[0]) == choice.end();
        if ((repeated && message->name != "sending") || second_first) continue;
        longer.push_back(choice);
        longer.back().push_back(message);
      }
    found = std::move(longer);
  }
  return found;
}

std::vector<Instance> Cast::at(const std::vector<Choice>& choices, const Statement& statement,
                               Scene scene) const {
  auto& pool = encoding_.vocabulary().pool();
  std::vector<const MessageTerm*> sending{scene.sent};
  for (std::size_t i = 1; i < move_.sent.size() && speaks_of_sent(statement.quantified.body); ++i)
    sending.push_back(&move_.sent[i]);
  std::vector<Instance> instances;
  for (std::size_t i = 0; i < choices.size() * sending.size(); ++i) {
    const Choice& choice = choices[i / sending.size()];
    scene.bound = choice;
    scene.sent = sending[i % sending.size()];
    std::vector<Expr> present;
    std::string name = statement.name;
    for (const MessageTerm* message : choice) {
      present.push_back(message->in);
      name += (message == choice.front() ? " @ " : ", ") + message->name;
    }
    instances.push_back({std::move(name), pool.implies(pool.conjoin(std::move(present)),
                                                       read(pool, statement.quantified.body, scene))});
  }
  return instances;
}

std::vector<Instance> Cast::before(const Statement& statement) const {
  Scene scene = encoding_.after(move_);
  scene.now = &encoding_.before();
  const auto candidates = [this](std::uint16_t from) {
    std::vector<const MessageTerm*> found;
    const Sender& sender = senders_.at(from);
    for (std::size_t i = 0; i < (sender.pairs ? 2U : 1U); ++i) found.push_back(&sender.before[i]);
    if (move_.arriving && move_.arriving->from == from) found.push_back(&*move_.arriving);
    return found;
  };
  return at(choices(statement.quantified, candidates, false), statement, scene);
}

std::vector<Instance> Cast::after(const Statement& statement) const {
  const auto candidates = [this](std::uint16_t from) {
    std::vector<const MessageTerm*> found;
    for (const MessageTerm& message : senders_.at(from).after) found.push_back(&message);
    for (const MessageTerm& sent : move_.sent)
      if (sent.from == from) found.push_back(&sent);
    return found;
  };
  return at(choices(statement.quantified, candidates, true), statement, encoding_.after(move_));
}

std::vector<Instance> Cast::assumed_after(const Statement& statement) const {
  MessageTerm arrived;
  if (move_.arriving) arrived = encoding_.survivor(move_, *move_.arriving);
  const auto candidates = [&](std::uint16_t from) {
    std::vector<const MessageTerm*> found;
    const Sender& sender = senders_.at(from);
    for (std::size_t i = 0; i < (sender.pairs ? 2U : 1U); ++i) found.push_back(&sender.after[i]);
    for (const MessageTerm& sent : move_.sent)
      if (sent.from == from) found.push_back(&sent);
    if (move_.arriving && arrived.from == from) found.push_back(&arrived);
    return found;
  };
  return at(choices(statement.quantified, candidates, false), statement, encoding_.after(move_));
}

}  // namespace checker
