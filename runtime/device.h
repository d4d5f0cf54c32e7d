// Where datagrams leave and arrive.
#pragma once

#include <optional>

#include "runtime/octets.h"

namespace runtime {

struct Device {
  virtual ~Device() = default;
  /// A full device loses the datagram, as a network does.
  virtual void send(View datagram) = 0;
  /// The next datagram if one is there, never blocking; valid until the next call.
  virtual std::optional<View> receive() = 0;
  /// What poll(2) can wait for, or -1.
  virtual int descriptor() const { return -1; }
};

}  // namespace runtime
