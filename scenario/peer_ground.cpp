#include "scenario/peer_ground.h"

namespace scenario {
namespace {

using namespace std::chrono_literals;
namespace flag = runtime::flag;

struct Way {
  explicit Way(std::uint8_t subnet) : tester_address(TesterNetwork + subnet * 256U + 2) { set_up_end(device, tester_address - 1); }
  runtime::Tun device;
  const std::uint32_t tester_address;
};

class PeerGround final : public Ground {
 public:
  PeerGround(Endpoint peer, std::uint8_t subnet) : peer_(peer), way_(subnet) {}

  Played play(const Script& script, runtime::Capture* capture) override {
    const Endpoint tester{way_.tester_address, ports_.next()};
    if (capture == nullptr) return play(script, way_.device, tester);
    runtime::Recorder recorder(way_.device, *capture, clock_);
    return play(script, recorder, tester);
  }

 private:
  Played play(const Script& script, runtime::Device& device, Endpoint tester) const {
    PeerExecutor executor(device, peer_, tester);
    return scenario::play(script, System::Kernel, executor);
  }

  const Endpoint peer_;
  Way way_;
  runtime::RealClock clock_;
  TesterPorts ports_;
};

}  // namespace

std::unique_ptr<Ground> peer_ground(Endpoint peer, std::uint8_t subnet) { return std::make_unique<PeerGround>(peer, subnet); }

std::string unreachable(Endpoint peer) {
  Way way(0);
  PeerExecutor executor(way.device, peer, {way.tester_address, TesterPorts::First});
  WireSegment syn;
  syn.flags = flag::Syn;
  syn.window = 65535;
  syn.options = {Mss{1460}};
  executor.inject(syn);
  const auto answer = executor.next(3s);
  if (!answer) return "nobody answers a SYN from " + runtime::dotted(way.tester_address) + "; is there a way back to 198.18.0.0/16?";
  return (answer->segment.flags & flag::Syn) == 0 ? "nobody listens: the SYN is reset" : "";
}

}  // namespace scenario
