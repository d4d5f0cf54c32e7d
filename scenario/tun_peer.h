// The other side of a TUN device: a tester inside the kernel's network, whose datagrams come out of the device, and who gets what was
// written to it.
#pragma once

#include "runtime/tun.h"

namespace scenario {

/// A packet socket on the device. The kernel itself takes no part: the device has no address.
class TunPeer final : public runtime::Device {
 public:
  /// The device is set up, in the network namespace of the calling thread. Throws std::system_error.
  explicit TunPeer(const runtime::Tun&);
  ~TunPeer() override;
  TunPeer(const TunPeer&) = delete;
  TunPeer& operator=(const TunPeer&) = delete;

  void send(runtime::View datagram) override;
  std::optional<runtime::View> receive() override;
  int descriptor() const override { return descriptor_; }

 private:
  int descriptor_ = -1;
  int interface_ = 0;
  runtime::Octets buffer_ = runtime::Octets(65536);
};

}  // namespace scenario
