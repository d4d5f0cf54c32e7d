// A Linux TUN device: datagrams to and from the kernel.
#pragma once

#include <string>

#include "runtime/device.h"

namespace runtime {

class Tun final : public Device {
 public:
  /// Creates or attaches to the device `name` (empty: the kernel chooses) in the network namespace of the
  /// calling thread. Throws std::system_error: without /dev/net/tun, or without CAP_NET_ADMIN.
  explicit Tun(const std::string& name = {});
  ~Tun() override;
  Tun(const Tun&) = delete;
  Tun& operator=(const Tun&) = delete;

  void send(View datagram) override;
  std::optional<View> receive() override;
  int descriptor() const override { return descriptor_; }

  const std::string& name() const { return name_; }

 private:
  int descriptor_ = -1;
  std::string name_;
  Octets buffer_ = Octets(65536);
};

}  // namespace runtime
