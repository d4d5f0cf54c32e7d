#include "checker/chart_plan.h"

#include <algorithm>

#include "checker/chart_words.h"

namespace checker {

namespace {

using model::Occurrence;
using model::StepResult;

/// One message of the trace: when it is sent, and when it arrives.
struct Journey {
  std::size_t sent;
  std::vector<std::size_t> arrivals;
};

class Plan {
 public:
  Plan(const model::Model& model, const model::Trace& trace, const std::vector<StepResult>& results,
       const std::vector<model::Configuration>& configurations, const ChartOptions& options)
      : model_(model),
        system_(model.systems[trace.system]),
        trace_(trace),
        results_(results),
        configurations_(configurations),
        options_(options),
        words_(model, trace, results_, options.letters) {
    find_journeys();
  }

  std::vector<Line> lines() {
    head();
    for (std::size_t i = 0; i < results_.size(); ++i) {
      if (trace_.loop_start == i) across("from here on again and again:", Style::Odd);
      step(i);
    }
    foot();
    return std::move(lines_);
  }

 private:
  std::size_t endpoints() const { return system_.endpoints.size(); }
  /// More than two endpoints stand on the left, by name.
  bool on_left(std::uint16_t endpoint) const { return endpoint == 0 || endpoints() > 2; }
  Text& side(Line& line, std::uint16_t endpoint) const { return on_left(endpoint) ? line.left : line.right; }

  void across(std::string text, Style style) {
    lines_.push_back({{}, {}, std::nullopt, Text{std::move(text), style}});
  }

  void head() {
    Line names, states;
    for (std::uint16_t e = 0; e < std::min<std::size_t>(endpoints(), 2); ++e) {
      side(names, e) = {system_.endpoints[e], Style::Bold};
      side(states, e) = {words_.state(e, configurations_.front().endpoints[e]), Style::Good};
    }
    if (endpoints() > 2) names.left = states.left = {};
    lines_.push_back(names);
    lines_.push_back(states);
  }

  void find_journeys() {
    for (std::size_t i = 0; i < results_.size(); ++i) {
      const Occurrence& occurrence = trace_.steps[i];
      if (occurrence.kind == Occurrence::Kind::Event && occurrence.delivered)
        if (Journey* journey = journey_of(configurations_[i].network[*occurrence.delivered]))
          journey->arrivals.push_back(i);
      for (const model::Flight& flight : results_[i].sent)
        if (!journey_of(flight)) journeys_.push_back({flight, {i, {}}});
    }
  }

  /// Its lifetime changes on the way; the rest tells it.
  static bool same(const model::Flight& a, const model::Flight& b, std::size_t fields) {
    return a.from == b.from && a.to == b.to &&
           std::equal(a.fields.begin(), a.fields.begin() + static_cast<std::ptrdiff_t>(fields),
                      b.fields.begin());
  }

  Journey* journey_of(const model::Flight& flight) {
    const std::size_t fields = system_.message.size() - (system_.lifetime ? 1 : 0);
    for (auto& [known, journey] : journeys_)
      if (same(known, flight, fields)) return &journey;
    return nullptr;
  }

  std::string number_of(const Journey& journey) const {
    std::size_t number = 1;
    for (const auto& [flight, other] : journeys_) {
      if (&other == &journey) break;
      ++number;
    }
    return "#" + std::to_string(number);
  }

  // ---- one step ----

  void step(std::size_t i) {
    const Occurrence& occurrence = trace_.steps[i];
    const std::string number = std::to_string(i + 1) + " ";
    if (occurrence.kind == Occurrence::Kind::Tick) return across(number + "a tick of time", Style::Faint);
    if (occurrence.kind == Occurrence::Kind::Forget) {
      const model::Flight& flight = configurations_[i].network[*occurrence.delivered];
      const Journey* journey = journey_of(flight);
      return across(
          number + "the network forgets " + (journey ? number_of(*journey) + " " : "") + label(flight),
          Style::Faint);
    }
    const bool joined = arrives_at_once(i);
    std::vector<Text> texts = description(i, number);
    std::vector<Arrow> arrows;
    if (occurrence.event.kind == model::EventKind::Message && !joined) arrows.push_back(arrival(i));
    const std::size_t before_sends = arrows.size();
    for (const model::Flight& flight : results_[i].sent) arrows.push_back(departure(i, flight));
    lay_out(occurrence.endpoint, texts, arrows, before_sends, joined);
  }

  /// Texts from the top, an arrival at the top, sends at the bottom.
  void lay_out(std::uint16_t endpoint, const std::vector<Text>& texts, const std::vector<Arrow>& arrows,
               std::size_t arrivals, bool joined) {
    const std::size_t begin = joined ? lines_.size() - 1 : lines_.size();
    const std::size_t taken = joined ? 1 : arrivals;
    const std::size_t sends = arrows.size() - arrivals;
    const std::size_t count = std::max(texts.size(), taken + sends);
    lines_.resize(std::max(lines_.size(), begin + count));
    for (std::size_t t = 0; t < texts.size(); ++t) side(lines_[begin + t], endpoint) = texts[t];
    for (std::size_t a = 0; a < arrivals; ++a) lines_[begin + a].arrow = arrows[a];
    for (std::size_t s = 0; s < sends; ++s) lines_[begin + count - sends + s].arrow = arrows[arrivals + s];
  }

  std::vector<Text> description(std::size_t i, const std::string& number) const {
    const Occurrence& occurrence = trace_.steps[i];
    const model::Outcome& outcome = results_[i].outcome;
    std::vector<Text> texts;
    std::string event = words_.event(occurrence);
    if (endpoints() > 2) event = system_.endpoints[occurrence.endpoint] + ": " + event;
    const std::string rules =
        ChartWords::rules(outcome).empty() ? "nothing changes" : ChartWords::rules(outcome);
    wrap(texts, number, event, Style::Bold);
    wrap(texts, event.empty() ? number : std::string(number.size(), ' '), rules, Style::Plain);
    wrap(texts, "  ", ChartWords::clauses(outcome), Style::Faint);
    const model::Machine& machine = model_.machines[system_.machine[occurrence.endpoint]];
    for (const model::Emitted& signal : outcome.signals)
      wrap(texts, "  ", "tells: " + machine.signals[signal.signal].name, Style::Plain);
    for (std::uint16_t error : outcome.errors)
      wrap(texts, "  ", "\"" + machine.errors[error] + "\"", Style::Odd);
    const auto state = [&](std::size_t k) {
      return words_.state(occurrence.endpoint, configurations_[k].endpoints[occurrence.endpoint]);
    };
    if (state(i) != state(i + 1)) texts.push_back({state(i + 1), Style::Good});
    return texts;
  }

  /// Lines that fit beside a lifeline; what follows the first is indented.
  static void wrap(std::vector<Text>& texts, std::string line, const std::string& words, Style style) {
    const std::size_t indent = std::max<std::size_t>(line.size(), 2);
    bool empty = true;
    for (std::size_t begin = 0; begin < words.size();) {
      const std::size_t longest = kSide - 1 - indent;  // a longer word is broken
      const std::size_t end = std::min({words.find(' ', begin), words.size(), begin + longest});
      const std::string word = words.substr(begin, end - begin);
      if (!empty && display_width(line) + 1 + display_width(word) > kSide - 1) {
        texts.push_back({line, style});
        line = std::string(indent, ' ');
        empty = true;
      }
      line += (empty ? "" : " ") + word;
      empty = false;
      begin = end + (end < words.size() && words[end] == ' ' ? 1 : 0);
    }
    if (!empty) texts.push_back({line, style});
  }

  // ---- messages ----

  std::string label(const model::Flight& flight) {
    const Journey* journey = journey_of(flight);
    return words_.message(flight.from, flight.to, flight.fields, journey ? journey->sent : 0);
  }

  /// The message was sent by the step before, and arrives for the first time: one arrow shows both.
  bool arrives_at_once(std::size_t i) {
    const Occurrence& occurrence = trace_.steps[i];
    if (i == 0 || !occurrence.delivered || trace_.loop_start == i || endpoints() > 2) return false;
    const Journey* journey = journey_of(configurations_[i].network[*occurrence.delivered]);
    return journey && journey->sent + 1 == i && journey->arrivals.front() == i &&
           results_[i - 1].sent.size() == 1;
  }

  Arrow departure(std::size_t i, const model::Flight& flight) {
    const Journey& journey = *journey_of(flight);
    Arrow arrow{number_of(journey) + " " + label(flight), flight.from == 0, true, false, "", Style::Plain};
    if (journey.sent == i && !journey.arrivals.empty() && journey.arrivals.front() == i + 1)
      arrow.to_lifeline = arrives_at_once(i + 1);
    const bool last = i + 1 == results_.size() && !trace_.loop_start;
    const bool to_someone = flight.to < endpoints();
    if (journey.arrivals.empty() && !last && to_someone) arrow.note = "lost", arrow.style = Style::Bad;
    if (journey.sent != i) arrow.note = "the same again";
    return arrow;
  }

  Arrow arrival(std::size_t i) {
    const Occurrence& occurrence = trace_.steps[i];
    if (!occurrence.delivered) {
      const auto outside = static_cast<std::uint16_t>(endpoints());
      const model::Flight flight{outside, occurrence.endpoint, occurrence.event.message};
      return {label(flight), !on_left(occurrence.endpoint), false, true, "from anybody", Style::Odd};
    }
    const model::Flight& flight = configurations_[i].network[*occurrence.delivered];
    const Journey* journey = journey_of(flight);
    Arrow arrow{label(flight), flight.from == 0, false, true, "", Style::Plain};
    if (!journey) return arrow;
    arrow.label = number_of(*journey) + " " + arrow.label;
    if (journey->arrivals.front() != i) arrow.note = "duplicate", arrow.style = Style::Odd;
    return arrow;
  }

  // ---- the end ----

  void foot() {
    if (trace_.loop_start) {
      const std::size_t begin = *trace_.loop_start;
      across(begin == results_.size() ? "and so it stays: nothing that must happen can happen"
                                      : "and again from step " + std::to_string(begin + 1) + ", for ever",
             Style::Odd);
    }
    if (const auto same = words_.same_everywhere(); !same.empty())
      across("in every message: " + same, Style::Plain);
    const model::Property* property = options_.property;
    if (!property) return;
    across("", Style::Plain);
    const std::string clause = property->clause.empty() ? "" : " (" + property->clause + ")";
    const std::string sign = options_.unicode ? (options_.witness ? "✓ " : "✗ ") : "";
    across(sign + property->id + " " + property->name + clause +
               (options_.witness ? " is reached" : " is violated"),
           options_.witness ? Style::Good : Style::Bad);
    for (std::uint16_t e = 0; e < endpoints(); ++e) {
      const model::Values& values = configurations_.back().endpoints[e];
      across("  " + system_.endpoints[e] + "  " + words_.state(e, values) + "  " +
                 words_.spoken_of(e, values, *property),
             Style::Plain);
    }
  }

  const model::Model& model_;
  const model::System& system_;
  const model::Trace& trace_;
  const std::vector<StepResult>& results_;
  const std::vector<model::Configuration>& configurations_;
  const ChartOptions& options_;
  ChartWords words_;
  std::vector<std::pair<model::Flight, Journey>> journeys_;
  std::vector<Line> lines_;
};

}  // namespace

std::size_t display_width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<Line> plan_chart(const model::Model& model, const model::Trace& trace,
                             const ChartOptions& options) {
  const model::System& system = model.systems[trace.system];
  std::vector<model::Configuration> configurations{trace.start};
  std::vector<StepResult> results;
  for (const Occurrence& occurrence : trace.steps) {
    auto result = model::step(model, system, trace.parameters, configurations.back(), occurrence);
    if (!result) break;  // a trace that does not replay is drawn as far as it goes
    configurations.push_back(result->after);
    results.push_back(std::move(*result));
  }
  return Plan(model, trace, results, configurations, options).lines();
}

}  // namespace checker
