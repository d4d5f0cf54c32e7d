// Our stack against the Linux kernel: every scenario of opening and closing, each in a network namespace of
// its own.
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "tests/runtime/kernel_net.h"

using namespace runtime_test;

namespace {

/// Runs a scenario, or says aloud that this machine does not let us (ctest counts that as skipped).
template <typename Scenario>
void against_kernel(Scenario scenario, IsnSource isn = rfc6528()) {
  std::unique_ptr<KernelNet> net;
  try {
    net = std::make_unique<KernelNet>(std::move(isn));
  } catch (const std::system_error& error) {
    if (!scenario::kernel_out_of_reach(error.code())) throw;
    WARN("SKIPPED: no network namespace with a TUN device here: " << error.what());
    return;
  }
  scenario(*net);
}

IsnSource fixed(std::uint32_t isn) {
  return [isn](Endpoint, Endpoint, Time) { return isn; };
}

FaultyLink::Predicate exactly(Direction direction, std::uint8_t flags) {
  return [=](Direction d, const Packet& p) {
    return d == direction && (p.flags & (flag::Syn | flag::Ack | flag::Fin | flag::Rst)) == flags;
  };
}

Octets octets(std::string_view text) { return {text.begin(), text.end()}; }

/// Ends both ways, whoever is first.
void we_close(KernelNet& net, Socket& kernel) {
  net.stack.shutdown_write(net.id);
  REQUIRE(net.wait([&] { return kernel.receive(), kernel.at_end(); }));
  CHECK(kernel.state() == "CLOSE_WAIT");
  REQUIRE(net.reaches("FIN_WAIT_2"));
  kernel.close();
  REQUIRE(net.reaches("TIME_WAIT"));
  REQUIRE(net.wait([&] { return net.status().gone; }));
}

void kernel_closes(KernelNet& net, Socket& kernel) {
  const auto port = kernel.local_port();
  const auto ours = net.stack.find(net.id)->local().port;
  kernel.close();
  REQUIRE(net.reaches("CLOSE_WAIT"));
  CHECK(net.status().peer_closed);
  CHECK(kernel_state(port, ours) == "FIN_WAIT_2");
  net.stack.shutdown_write(net.id);
  REQUIRE(net.wait([&] { return net.status().gone; }));
  REQUIRE(net.wait([&] { return kernel_state(port, ours) == "TIME_WAIT"; }));
}

void exchange(KernelNet& net, Socket& kernel) {
  CHECK(kernel.send("from the kernel") == 15);
  CHECK(net.stack.send(net.id, octets("from us")) == 7);
  std::string at_kernel, at_us;
  REQUIRE(net.wait([&] {
    at_kernel += kernel.receive();
    at_us += net.receive();
    return at_kernel.size() >= 7 && at_us.size() >= 15;
  }));
  CHECK(at_kernel == "from us");
  CHECK(at_us == "from the kernel");
}

bool finished_cleanly(const KernelNet& net) {
  const Status status = net.status();
  return status.gone && !status.reset && !status.timed_out && !status.refused;
}

}  // namespace

// ---- opening and closing ---------------------------------------------------------------------------------

TEST_CASE("kernel: it connects, either side closes first") {
  const bool we_first = GENERATE(true, false);
  against_kernel([&](KernelNet& net) {
    Socket kernel = net.kernel_opens();
    CHECK(net.state() == "ESTABLISHED");
    exchange(net, kernel);
    we_first ? we_close(net, kernel) : kernel_closes(net, kernel);
    CHECK(finished_cleanly(net));
  });
}

TEST_CASE("kernel: we connect, either side closes first") {
  const bool we_first = GENERATE(true, false);
  against_kernel([&](KernelNet& net) {
    Socket kernel = net.we_open();
    CHECK(kernel.state() == "ESTABLISHED");
    exchange(net, kernel);
    we_first ? we_close(net, kernel) : kernel_closes(net, kernel);
    CHECK(finished_cleanly(net));
  });
}

TEST_CASE("kernel: both open at once and both close at once") {
  against_kernel([](KernelNet& net) {
    Socket kernel;
    kernel.bind({KernelNet::Kernel, 700});
    kernel.connect({KernelNet::Us, 600});  // its SYN waits in the device
    net.id = net.stack.connect({KernelNet::Kernel, 700}, 600).value();
    CHECK(kernel.state() == "SYN_RECEIVED");
    CHECK(net.state() == "SYN_SENT");
    REQUIRE(net.reaches("ESTABLISHED"));
    REQUIRE(net.wait([&] { return kernel.state() == "ESTABLISHED"; }));
    CHECK(kernel.error() == 0);
    exchange(net, kernel);

    kernel.shutdown_write();  // its FIN waits in the device
    net.stack.shutdown_write(net.id);
    CHECK(kernel.state() == "CLOSING");
    REQUIRE(net.reaches("TIME_WAIT"));
    CHECK(kernel_state(700, 600) == "TIME_WAIT");
    REQUIRE(net.wait([&] { return net.status().gone; }));
    CHECK(finished_cleanly(net));
  });
}

TEST_CASE("kernel: the wrap of sequence numbers, whoever opens and closes") {
  const bool we_first = GENERATE(true, false), we_open = GENERATE(true, false);
  const auto isn = GENERATE(0xffffffffU, 0xfffffffbU);
  against_kernel(
      [&](KernelNet& net) {
        Socket kernel = we_open ? net.we_open() : net.kernel_opens();
        exchange(net, kernel);
        we_first ? we_close(net, kernel) : kernel_closes(net, kernel);
        CHECK(finished_cleanly(net));
      },
      fixed(isn));
}

TEST_CASE("kernel: nobody listens, here or there") {
  against_kernel([](KernelNet& net) {
    net.id = net.stack.connect({KernelNet::Kernel, 81}).value();
    REQUIRE(net.wait([&] { return net.status().gone; }));
    CHECK(net.status().refused);
    Socket kernel;
    kernel.connect({KernelNet::Us, 81});
    REQUIRE(net.wait([&] { return kernel.error() != 0; }));
    CHECK(kernel.error() == ECONNREFUSED);
  });
}

TEST_CASE("kernel: TIME-WAIT lasts 2MSL") {
  against_kernel([](KernelNet& net) {
    Socket kernel = net.kernel_opens();
    net.stack.shutdown_write(net.id);
    REQUIRE(net.reaches("FIN_WAIT_2"));
    kernel.close();
    REQUIRE(net.reaches("TIME_WAIT"));
    const Time start = net.clock.now();
    REQUIRE(net.wait([&] { return net.status().gone; }));
    CHECK(net.clock.now() - start >= KernelNet::TwoMsl - 10ms);
    CHECK(net.clock.now() - start < KernelNet::TwoMsl + 1s);
  });
}

// ---- half-close ------------------------------------------------------------------------------------------

TEST_CASE("kernel: after our FIN it still sends, and we receive and acknowledge all of it") {
  against_kernel([](KernelNet& net) {
    Socket kernel = net.kernel_opens();
    net.stack.shutdown_write(net.id);
    REQUIRE(net.reaches("FIN_WAIT_2"));
    REQUIRE(net.wait([&] { return kernel.receive(), kernel.at_end(); }));
    const std::string text(500000, 'k');
    std::size_t sent = 0;
    std::string got;
    REQUIRE(net.wait([&] {
      sent += kernel.send(std::string_view(text).substr(sent));
      got += net.receive();
      return got.size() == text.size();
    }));
    CHECK(got == text);
    CHECK(net.state() == "FIN_WAIT_2");
    const auto port = kernel.local_port();
    kernel.close();
    REQUIRE(net.reaches("TIME_WAIT"));
    REQUIRE(net.wait([&] { return kernel_state(port, KernelNet::Port) == "NONE"; }));
    REQUIRE(net.wait([&] { return net.status().gone; }));
    CHECK(finished_cleanly(net));
  });
}

TEST_CASE("kernel: after its FIN we still send, and it reads all of it") {
  against_kernel([](KernelNet& net) {
    Socket kernel = net.we_open();
    kernel.shutdown_write();
    REQUIRE(net.reaches("CLOSE_WAIT"));
    const Octets text(500000, 'w');
    std::size_t sent = 0;
    std::string got;
    REQUIRE(net.wait([&] {
      sent += net.stack.send(net.id, View(text).subspan(sent));
      if (sent == text.size() && !net.status().closing) net.stack.shutdown_write(net.id);
      got += kernel.receive();
      return kernel.at_end();
    }));
    CHECK(std::equal(got.begin(), got.end(), text.begin(), text.end()));
    REQUIRE(net.wait([&] { return net.status().gone; }));
    CHECK(finished_cleanly(net));
  });
}

// ---- loss ------------------------------------------------------------------------------------------------

TEST_CASE("kernel: a lost SYN or SYN,ACK, its or ours, is sent again") {
  const bool we_open = GENERATE(true, false), syn = GENERATE(true, false);
  against_kernel([&](KernelNet& net) {
    const auto opener = we_open ? Direction::Out : Direction::In;
    const auto answerer = we_open ? Direction::In : Direction::Out;
    net.link.drop_next(syn ? exactly(opener, flag::Syn) : exactly(answerer, flag::Syn | flag::Ack));
    Socket kernel = we_open ? net.we_open() : net.kernel_opens();
    CHECK(net.link.dropped() == 1);
    exchange(net, kernel);
  });
}

TEST_CASE("kernel: the last ACK of the opening is lost, its or ours") {
  const bool we_open = GENERATE(true, false);
  against_kernel([&](KernelNet& net) {
    net.link.drop_next(exactly(we_open ? Direction::Out : Direction::In, flag::Ack));
    Socket kernel = we_open ? net.we_open() : net.kernel_opens();
    CHECK(net.link.dropped() == 1);
    exchange(net, kernel);
  });
}

TEST_CASE("kernel: each side's FIN is lost once and sent again") {
  const bool we_first = GENERATE(true, false);
  against_kernel([&](KernelNet& net) {
    Socket kernel = net.kernel_opens();
    net.link.drop_next(exactly(Direction::Out, flag::Fin | flag::Ack));
    net.link.drop_next(exactly(Direction::In, flag::Fin | flag::Ack));
    we_first ? we_close(net, kernel) : kernel_closes(net, kernel);
    CHECK(net.link.dropped() == 2);
    CHECK(finished_cleanly(net));
  });
}

TEST_CASE("kernel: our last ACK is lost, its FIN comes again, is acknowledged again and restarts 2MSL") {
  against_kernel([](KernelNet& net) {
    Socket kernel = net.kernel_opens();
    const auto port = kernel.local_port();
    net.stack.shutdown_write(net.id);
    REQUIRE(net.reaches("FIN_WAIT_2"));
    net.link.drop_next(exactly(Direction::Out, flag::Ack));
    kernel.close();
    REQUIRE(net.reaches("TIME_WAIT"));
    CHECK(kernel_state(port, KernelNet::Port) == "LAST_ACK");
    REQUIRE(net.wait([&] { return kernel_state(port, KernelNet::Port) == "NONE"; }));
    CHECK(net.link.dropped() == 1);
    const Time again = net.clock.now();
    CHECK(net.state() == "TIME_WAIT");
    REQUIRE(net.wait([&] { return net.status().gone; }));
    CHECK(net.clock.now() - again > KernelNet::TwoMsl - 50ms);
    CHECK(finished_cleanly(net));
  });
}

TEST_CASE("kernel: its last ACK is lost, our FIN comes again and is acknowledged again") {
  against_kernel([](KernelNet& net) {
    Socket kernel = net.kernel_opens();
    kernel.close();
    REQUIRE(net.reaches("CLOSE_WAIT"));
    net.link.drop_next(exactly(Direction::In, flag::Ack));
    net.stack.shutdown_write(net.id);
    net.run(50ms);
    CHECK(net.state() == "LAST_ACK");
    REQUIRE(net.wait([&] { return net.status().gone; }));
    CHECK(net.link.dropped() == 1);
    CHECK(finished_cleanly(net));
  });
}

TEST_CASE("kernel: text both ways through loss, duplication and reordering") {
  const auto seed = GENERATE(range(1U, 5U));
  CAPTURE(seed);
  against_kernel([&](KernelNet& net) {
    Socket kernel = net.kernel_opens();
    net.link.set({.drop = 3, .duplicate = 5, .reorder = 10}, seed);
    std::string there(60000, ' '), back(60000, ' ');
    for (std::size_t i = 0; i < there.size(); ++i) {
      there[i] = static_cast<char>('a' + i % 26);
      back[i] = static_cast<char>('A' + i % 25);
    }
    std::size_t sent_there = 0, sent_back = 0;
    std::string at_kernel, at_us;
    REQUIRE(net.wait(
        [&] {
          sent_there += net.stack.send(net.id, octets(std::string_view(there).substr(sent_there)));
          if (sent_there == there.size() && !net.status().closing) net.stack.shutdown_write(net.id);
          if (sent_back < back.size()) {
            sent_back += kernel.send(std::string_view(back).substr(sent_back));
            if (sent_back == back.size()) kernel.shutdown_write();
          }
          at_us += net.receive();
          at_kernel += kernel.receive();
          return kernel.at_end() && net.status().peer_closed;
        },
        40s));
    CHECK(at_kernel == there);
    CHECK(at_us == back);
  });
}

// ---- resets ----------------------------------------------------------------------------------------------

namespace {

/// Leads both ends so that ours stands in `state` and the kernel can still reset the connection.
Socket lead(KernelNet& net, const std::string& state) {
  Socket kernel = net.kernel_opens();
  const auto drop_our_fins = [&] { net.link.drop_next(exactly(Direction::Out, flag::Fin | flag::Ack), 100); };
  if (state == "FIN_WAIT_1" || state == "CLOSING") drop_our_fins();
  if (state.starts_with("FIN_WAIT") || state == "CLOSING") net.stack.shutdown_write(net.id);
  if (state == "CLOSE_WAIT" || state == "LAST_ACK" || state == "CLOSING") kernel.shutdown_write();
  if (state == "LAST_ACK") {
    REQUIRE(net.reaches("CLOSE_WAIT"));
    drop_our_fins();
    net.stack.shutdown_write(net.id);
  }
  REQUIRE(net.reaches(state));
  net.run(20ms);  // until the kernel has our last ACK
  REQUIRE(net.state() == state);
  return kernel;
}

}  // namespace

TEST_CASE("kernel: its reset ends our connection in every state") {
  const std::string state =
      GENERATE("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT", "CLOSING", "LAST_ACK");
  CAPTURE(state);
  against_kernel([&](KernelNet& net) {
    Socket kernel = lead(net, state);
    kernel.abort();
    REQUIRE(net.wait([&] { return net.status().gone; }, 1s));
    CHECK(net.status().reset == (state != "CLOSING" && state != "LAST_ACK"));
  });
}

TEST_CASE("kernel: its reset of a connection that is opening is forgotten, and we listen on") {
  against_kernel([](KernelNet& net) {
    net.stack.listen(KernelNet::Port);
    net.link.drop_next(exactly(Direction::In, flag::Ack), 100);
    Socket kernel;
    kernel.connect({KernelNet::Us, KernelNet::Port});
    REQUIRE(net.wait([&] { return kernel.state() == "ESTABLISHED"; }));
    REQUIRE(net.stack.size() == 1);
    kernel.abort();
    REQUIRE(net.wait([&] { return net.stack.size() == 0; }, 1s));
    net.link.forget_orders();
    Socket next = net.kernel_opens();
    exchange(net, next);
  });
}

TEST_CASE("kernel: our reset ends its connection") {
  const std::string state = GENERATE("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT");
  CAPTURE(state);
  against_kernel([&](KernelNet& net) {
    Socket kernel = lead(net, state);
    const auto port = kernel.local_port();
    CHECK(net.stack.abort(net.id) == tcp::Error::none);
    REQUIRE(net.wait([&] { return kernel_state(port, KernelNet::Port) == "NONE"; }, 1s));
    CHECK(kernel.error() == (state == "FIN_WAIT_2" ? EPIPE : ECONNRESET));
  });
}

TEST_CASE("kernel: a reset out of nowhere does not end TIME-WAIT, nor one that is not exact a connection") {
  const bool time_wait = GENERATE(true, false);
  against_kernel([&](KernelNet& net) {
    Socket kernel = net.kernel_opens();
    Packet forged;
    forged.source = {KernelNet::Kernel, kernel.local_port()};
    forged.destination = {KernelNet::Us, KernelNet::Port};
    forged.flags = flag::Rst;
    if (time_wait) {
      net.stack.shutdown_write(net.id);
      REQUIRE(net.reaches("FIN_WAIT_2"));
      kernel.close();
      REQUIRE(net.reaches("TIME_WAIT"));
    }
    forged.seq = net.stack.find(net.id)->tcb().rnxt + (time_wait ? 0 : 10);
    Octets datagram;
    build(forged, datagram);
    net.link.inject(Direction::In, datagram);
    net.run(20ms);
    CHECK(net.state() == (time_wait ? "TIME_WAIT" : "ESTABLISHED"));
    if (!time_wait) exchange(net, kernel);
  });
}

TEST_CASE("kernel: a child of ours that is reset by an aborted accept queue leaves nothing behind") {
  against_kernel([](KernelNet& net) {
    net.stack.listen(KernelNet::Port);
    Socket kernel;
    kernel.connect({KernelNet::Us, KernelNet::Port});
    REQUIRE(net.wait([&] { return kernel.state() == "ESTABLISHED"; }));
    net.run(20ms);
    net.stack.stop_listening(KernelNet::Port);
    REQUIRE(net.wait([&] { return kernel.error() != 0; }));
    CHECK(kernel.error() == ECONNRESET);
    CHECK(net.stack.size() == 0);
  });
}

// ---- what a run leaves behind ----------------------------------------------------------------------------

TEST_CASE("kernel: every datagram of both ends has right checksums") {
  against_kernel([](KernelNet& net) {
    Socket kernel = net.we_open();
    exchange(net, kernel);
    we_close(net, kernel);
    const auto& malformed = net.stack.counters().malformed;
    CHECK(std::all_of(malformed.begin(), malformed.end(), [](auto count) { return count == 0; }));
  });
}
