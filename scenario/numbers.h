// The numbers of a dialogue: the wire's on one side, a script's on the other. Those of the system under test
// count from its initial sequence number, which is learned from its SYN.
#pragma once

#include <optional>

#include "scenario/executor.h"

namespace scenario {

class Numbers {
 public:
  /// The next SYN of the system may begin a new incarnation: `state` is the system's when its user connects
  /// or a SYN reaches it. Only where there is no connection, or one that waits out its time, may numbers
  /// begin anew; all else that a SYN brings about has to fit the numbers that are known.
  void may_begin(tcp::State state);

  /// The system has sent this.
  void observe(const WireSegment&);

  /// A segment of the system in the script's numbers. Before any number is known they are the wire's.
  ScriptPacket to_script(const WireSegment&) const;
  /// A segment of the tester in the wire's.
  WireSegment to_wire(const ScriptPacket&) const;

  /// The incarnation's first number lies ahead of every number of the one before. Nothing if there was none
  /// before.
  std::optional<bool> iss_is_later() const;

 private:
  bool beginning_ = true;
  std::optional<std::uint32_t> iss_;
  std::uint32_t nxt_ = 0;                // the end of what the incarnation has sent
  std::optional<std::uint32_t> before_;  // nxt_ of the incarnation before
};

}  // namespace scenario
