#include <map>

#include "scenario/cover.h"

namespace scenario {

std::string beyond_sockets(const std::string& rule) {
  static const std::string opens = "a socket is opened once, between sockets that are named and free";
  static const std::string takes = "sockets take text only of an established connection, as much as there is room for, and none after close";
  static const std::string reads = "what is read comes from the host, which does not tell the machine";
  static const std::string status = "sockets ask the host for the state, not the machine";
  static const std::string gone = "of a connection that is gone the host does not tell the machine";
  static const std::string asks = "the host asks only for what may be sent";
  static const std::string never = "defensive: the specification is total, but this never happens";
  static const std::map<std::string, std::string> why = {
      // clang-format off
      {"O03", opens}, {"O04", opens}, {"O05", opens}, {"O09", opens}, {"O04p", opens}, {"O05p", opens}, {"O09p", opens},
      {"S01", takes}, {"S02", takes}, {"S03", takes}, {"S04f", takes}, {"S06", takes}, {"S06q", takes},
      {"C05", takes}, {"A72c", takes},
      {"V01", reads}, {"V02", reads}, {"V03", reads}, {"V04", reads}, {"V05", reads}, {"V06", reads}, {"V03w", reads}, {"V03n", reads},
      {"B05", status}, {"B06", status},
      {"C01", gone}, {"G28c", gone},
      {"S04n", asks},
      {"X4987", "a listener's room is the host's, which has no end here"},
      {"X02n", never}, {"X12o", never},
      // clang-format on
  };
  const auto found = why.find(rule);
  return found == why.end() ? "" : found->second;
}

}  // namespace scenario
