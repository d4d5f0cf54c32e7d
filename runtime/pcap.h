// A device that writes what passes into a capture file (pcap, raw IP) for Wireshark.
#pragma once

#include <memory>
#include <string>

#include "runtime/clock.h"
#include "runtime/device.h"

struct pcap;
struct pcap_dumper;

namespace runtime {

/// A capture file. Throws std::runtime_error if it cannot be created.
class Capture {
 public:
  explicit Capture(const std::string& path);
  void record(View datagram, Time);
  /// Throws std::runtime_error if not all that was recorded can be written.
  void flush();

 private:
  struct Close {
    void operator()(pcap*) const;
    void operator()(pcap_dumper*) const;
  };
  std::unique_ptr<pcap, Close> handle_;
  std::unique_ptr<pcap_dumper, Close> file_;
};

class Recorder final : public Device {
 public:
  Recorder(Device& below, Capture& capture, const Clock& clock)
      : below_(below), capture_(capture), clock_(clock) {}
  void send(View datagram) override {
    capture_.record(datagram, clock_.now());
    below_.send(datagram);
  }
  std::optional<View> receive() override {
    auto datagram = below_.receive();
    if (datagram) capture_.record(*datagram, clock_.now());
    return datagram;
  }
  int descriptor() const override { return below_.descriptor(); }

 private:
  Device& below_;
  Capture& capture_;
  const Clock& clock_;
};

}  // namespace runtime
