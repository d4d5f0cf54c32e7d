// The user of an endpoint, at a socket: which calls of sockets do what the specification's calls do.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "scenario/machine.h"
#include "scenario/script.h"

namespace scenario {

class SocketUser {
 public:
  using Calls = std::vector<CallLine>;

  /// For a call that the machine does not refuse, in the state in which it finds it; or why no socket can make it.
  std::variant<Calls, std::string> call(const tcp::Event&, tcp::State);
  /// What the user does next, so that there is one connection and no listener beside it, and no text waits.
  Calls after(const Reaction&, tcp::State);

 private:
  std::variant<Calls, std::string> connect(tcp::State);
  Calls listen();
  std::variant<Calls, std::string> close(tcp::State);
  std::variant<Calls, std::string> release();
  std::variant<Calls, std::string> abort();
  std::variant<Calls, std::string> write(std::uint16_t length, tcp::State);
  Calls keep_alive(bool on);

  /// A socket that nothing has been done with; `calls` makes it if there is none.
  int unused(Calls& calls);
  int open();
  CallLine closed(int descriptor);

  std::set<int> open_;
  std::optional<int> unused_, listener_, connection_;
  bool closing_ = false;  // CLOSE has been called
};

}  // namespace scenario
