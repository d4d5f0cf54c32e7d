// What a tester and a user may do next to a TCP that they know: drawn at random, near what makes a difference.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "scenario/rehearsal.h"

namespace scenario {

class Moves {
 public:
  explicit Moves(std::uint64_t seed) : random_(seed) {}

  /// One thing to do, in as many actions as it takes.
  std::vector<Action> next(Rehearsal&);
  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(random_() % count); }

 private:
  template <std::size_t N>
  auto one_of(const std::array<std::uint32_t, N>& choices) { return choices[below(N)]; }

  std::vector<Action> user(Rehearsal&);
  std::vector<Action> user_of_connection(int descriptor);
  std::vector<Action> opens(Rehearsal&);
  ScriptPacket segment(Rehearsal&);
  std::uint32_t sequence_number(Rehearsal&, std::uint16_t length);

  std::mt19937_64 random_;
};

}  // namespace scenario
