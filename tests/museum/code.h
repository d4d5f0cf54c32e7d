// The generated code of every variant of the museum, behind the types of the specification's own.
#pragma once

#include <bit>
#include <map>
#include <string>
#include <vector>

#include "generated/tcp.hpp"

namespace museum {

struct Played {
  tcp::Tcb t;
  tcp::Output out;                 // but its rules, which are numbered otherwise
  std::vector<std::string> rules;  // that applied, in order
};
using Code = Played (*)(const tcp::Parameters&, const tcp::Tcb&, const tcp::Event&);

/// By the variants' ids. Written when the tests are built.
const std::map<std::string, Code>& codes();

/// The same but for the rules, of which a handler of the variant may have more.
template <class Output>
tcp::Output told(const Output& out) {
  tcp::Output result;
  for (int i = 0; i < out.send_count; ++i) result.sends[i] = std::bit_cast<tcp::Segment>(out.sends[i]);
  result.text_offset = out.text_offset;
  result.text_count = out.text_count;
  result.send_count = out.send_count;
  result.started = out.started;
  result.cancelled = out.cancelled;
  result.signals = out.signals;
  result.error = static_cast<tcp::Error>(out.error);
  return result;
}

/// Of a variant's namespace: types of the same sizes and names.
template <class Parameters, class Tcb, class Event, class Output>
Played play(const tcp::Parameters& parameters, const tcp::Tcb& t, const tcp::Event& event) {
  Tcb own = std::bit_cast<Tcb>(t);
  Output out;
  step(std::bit_cast<Parameters>(parameters), own, std::bit_cast<Event>(event), out);
  static_assert(sizeof out.sends == sizeof tcp::Output{}.sends);
  Played played{std::bit_cast<tcp::Tcb>(own), told(out), {}};
  for (const auto rule : out.rules)
    if (static_cast<int>(rule) != 0) played.rules.emplace_back(name(rule));
  return played;
}

}  // namespace museum
