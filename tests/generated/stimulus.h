// Events for a connection, drawn so that something happens: numbers near those of the TCB, or at the far side
// of the circle.
#pragma once

#include <array>
#include <cstdint>
#include <random>

#include "generated/tcp.hpp"

namespace generated::testing {

/// Where comparisons of numbers on the circle change their answer.
constexpr std::array<std::uint32_t, 5> kDistances = {0, 1, 0x7fffffff, 0x80000000, 0x80000001};

/// How often SEG.SEQ stood at each of kDistances from RCV.NXT and from SND.WL1, SEG.ACK from SND.UNA and from
/// SND.WL2.
struct Distances {
  std::array<std::uint64_t, kDistances.size()> seq{}, ack{}, wl1{}, wl2{};
};

class Stimulus {
 public:
  explicit Stimulus(std::uint64_t seed) : random_(seed) {}

  tcp::Event event(const tcp::Tcb& t);
  /// Any TCB at all, related numbers more often than not.
  tcp::Tcb block();
  tcp::Parameters parameters();
  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(random_() % count); }

  const Distances& distances() const { return distances_; }

 private:
  std::uint32_t number() { return static_cast<std::uint32_t>(random_()); }
  std::uint16_t length();
  std::uint32_t near(std::uint32_t a, std::uint32_t b);
  void count(const tcp::Tcb& t, const tcp::Segment& segment);

  std::mt19937_64 random_;
  Distances distances_;
};

}  // namespace generated::testing
