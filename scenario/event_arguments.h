// What the generated machine reads beside a segment, by the names of the specification's inputs, choices and call parameters.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "generated/tcp.hpp"

namespace scenario {

inline std::map<std::string, std::uint64_t> arguments_of(const tcp::Event& event) {
  return {{"isn", event.isn},
          {"rcv_wnd", event.rcv_wnd},
          {"mss", event.mss},
          {"length", event.length},
          {"backlog_full", event.backlog_full},
          {"listening", event.listening},
          {"stamp", event.stamp},
          {"tsval", event.tsval},
          {"unnamed", event.unnamed},
          {"obstacle", static_cast<std::uint64_t>(event.obstacle)},
          {"named", event.named},
          {"on_hand", event.on_hand},
          {"unread", event.unread},
          {"enabled", event.enabled}};
}

}  // namespace scenario
