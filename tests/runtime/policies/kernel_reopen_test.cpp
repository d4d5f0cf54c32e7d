// Over TUN: the kernel connects again from a port whose connection waits here for 2MSL.
#include <system_error>

#include "tests/runtime/kernel_net.h"

using namespace runtime_test;

namespace {

void connects_again(KernelNet& net) {
  constexpr std::uint16_t From = 9000;
  Socket first = net.kernel_opens(From);
  const ConnectionId old = net.id;
  net.stack.shutdown_write(old);
  REQUIRE(net.reaches("FIN_WAIT_2"));
  first.close();
  REQUIRE(net.reaches("TIME_WAIT"));

  std::string state_at_syn;
  std::vector<int> answers;
  net.link.drop_next([&](Direction direction, const Packet& p) {
    if (direction == Direction::Out)
      answers.push_back(p.flags);
    else if (p.has(flag::Syn))
      state_at_syn = net.state();
    return false;
  });
  Socket next = net.kernel_opens(From);
  CHECK(state_at_syn == "TIME_WAIT");
  CHECK(answers == std::vector<int>{flag::Syn | flag::Ack});
  CHECK(net.id != old);
  CHECK(net.stack.status(old).gone);
  CHECK(next.send("new") == 3);
  std::string text;
  CHECK(net.wait([&] { return (text += net.receive()) == "new"; }));
}

}  // namespace

TEST_CASE(
    "kernel: out of our TIME-WAIT it connects again at once, and what it sends is the next connection's") {
  std::unique_ptr<KernelNet> net;
  try {
    net = std::make_unique<KernelNet>();
  } catch (const std::system_error& error) {
    if (!scenario::kernel_out_of_reach(error.code())) throw;
    WARN("SKIPPED: " << error.what());
    return;
  }
  connects_again(*net);
}
