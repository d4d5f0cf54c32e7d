// A device that tells what passes: each segment as an arrow, its numbers by the tutorial's letters.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/device.h"
#include "runtime/wire.h"

namespace scenario {

class Narrator final : public runtime::Device {
 public:
  using Say = std::function<void(const std::string&)>;

  Narrator(runtime::Device& below, Say say) : below_(below), say_(std::move(say)) {}

  void send(runtime::View datagram) override;
  std::optional<runtime::View> receive() override;
  int descriptor() const override { return below_.descriptor(); }

  /// Numbers from now on are written as this letter plus something; `ours`: of our sequence space.
  void name(bool ours, std::string letter, std::uint32_t number) {
    letters_.push_back({ours, std::move(letter), number});
  }
  /// The next segment that we send will not arrive.
  void announce_loss() { loss_announced_ = true; }

  std::uint32_t last_ack_received() const { return last_ack_received_; }
  unsigned fins_received() const { return fins_received_; }
  /// Pure ACKs that we sent after the peer's FIN.
  unsigned acks_after_fin() const { return acks_after_fin_; }

 private:
  struct Letter {
    bool ours;
    std::string letter;
    std::uint32_t number;
  };

  void tell(const runtime::Packet& packet, bool ours);
  std::string number(bool ours, std::uint32_t value) const;
  std::string label(const runtime::Packet& packet, bool ours) const;

  runtime::Device& below_;
  Say say_;
  std::vector<Letter> letters_;
  bool loss_announced_ = false;
  std::uint32_t last_ack_received_ = 0;
  unsigned fins_received_ = 0, acks_after_fin_ = 0;
};

}  // namespace scenario
