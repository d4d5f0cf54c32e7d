// Timestamps between our stack and the Linux kernel.
#include "tests/runtime/kernel_net.h"

using namespace runtime_test;

namespace {

/// What passes, as the tests look at it.
struct Seen {
  std::size_t segments = 0, stamped = 0, echoed = 0;
  std::uint32_t first = 0, newest = 0;  // timestamps of ours

  explicit Seen(FaultyLink& link) {
    link.drop_next([this](Direction direction, const Packet& p) { return note(direction, p), false; });
  }

 private:
  void note(Direction direction, const Packet& p) {
    ++segments;
    if (!p.stamp) return;
    ++stamped;
    if (direction == Direction::Out) {
      newest = p.stamp->value;
      if (first == 0) first = newest;
    } else if (p.stamp->echo != 0 && p.stamp->echo - first <= newest - first) {
      ++echoed;
    }
  }
};

void exchange_and_close(KernelNet& net, Socket& kernel) {
  const std::string text(40000, 'x');
  REQUIRE(net.stack.send(net.id, Octets(text.begin(), text.end())) == text.size());
  std::string there, here;
  REQUIRE(net.wait([&] { return (there += kernel.receive()).size() == text.size(); }));
  REQUIRE(kernel.send(text) == text.size());
  REQUIRE(net.wait([&] { return (here += net.receive()).size() == text.size(); }));
  net.stack.shutdown_write(net.id);
  REQUIRE(net.reaches("FIN_WAIT_2"));
  kernel.shutdown_write();
  REQUIRE(net.reaches("TIME_WAIT"));
}

template <typename Test>
void with_timestamps(Test test) {
  try {
    KernelNet net;
    scenario::set_sysctl("net.ipv4.tcp_timestamps", "1");
    test(net);
  } catch (const std::system_error& error) {
    if (!scenario::kernel_out_of_reach(error.code())) throw;
    WARN("SKIPPED: " << error.what());
  }
}

}  // namespace

TEST_CASE("kernel: both ends tell timestamps, whoever opens, and the kernel echoes ours") {
  for (const bool ours : {true, false}) {
    with_timestamps([&](KernelNet& net) {
      Seen seen(net.link);
      Socket kernel = ours ? net.we_open() : net.kernel_opens();
      exchange_and_close(net, kernel);
      CAPTURE(ours);
      CHECK(seen.segments > 50);
      CHECK(seen.stamped == seen.segments);
      CHECK(seen.echoed > 20);
    });
  }
}

TEST_CASE("kernel: without the kernel's timestamps there are none") {
  with_timestamps([](KernelNet& net) {
    scenario::set_sysctl("net.ipv4.tcp_timestamps", "0");
    Seen seen(net.link);
    Socket kernel = net.we_open();
    exchange_and_close(net, kernel);
    CHECK(seen.stamped == 1);  // our SYN offers them
  });
}
