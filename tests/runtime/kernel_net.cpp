#include "tests/runtime/kernel_net.h"

#include <poll.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace runtime_test {
namespace {

Config test_config() {
  Config config;
  config.address = KernelNet::Us;
  config.machine.MSL = static_cast<std::uint32_t>(KernelNet::TwoMsl / 2ms);
  config.nagle = false;
  return config;
}

/// SYNFIN_CAPTURES names a folder: each run leaves a capture there, as the kernel saw it.
std::unique_ptr<Capture> open_capture() {
  const char* folder = std::getenv("SYNFIN_CAPTURES");
  if (folder == nullptr) return nullptr;
  std::string name = Catch::getResultCapture().getCurrentTestName();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '-';
  }
  static int run = 0;  // a scenario is run for several values
  return std::make_unique<Capture>(std::string(folder) + "/" + name + "-" + std::to_string(++run) + ".pcap");
}

}  // namespace

KernelNet::KernelNet(IsnSource isn)
    : tun("synfin0"),
      capture(open_capture()),
      recorder(capture ? std::make_unique<Recorder>(tun, *capture, clock) : nullptr),
      link(recorder ? static_cast<Device&>(*recorder) : tun),
      stack(test_config(), link, clock, std::move(isn)) {
  scenario::set_up_kernel(tun, Kernel);
}

void KernelNet::turn() {
  if (stack.poll()) return;
  // The kernel's sockets have no voice here: look at them every other millisecond.
  pollfd arrival{tun.descriptor(), POLLIN, 0};
  const auto until = std::clamp<Duration>(stack.next_deadline() - clock.now(), 0ms, 2ms);
  ::poll(&arrival, 1, static_cast<int>((until + 999us) / 1ms));
}

std::string KernelNet::state() const {
  const Connection* connection = stack.find(id);
  return connection == nullptr ? "NONE" : tcp::name(connection->tcb().state);
}

std::string KernelNet::receive() {
  std::string text;
  std::uint8_t buffer[16384];
  while (const std::size_t count = stack.receive(id, buffer)) text.append(buffer, buffer + count);
  return text;
}

Socket KernelNet::kernel_opens(std::uint16_t from) {
  if (stack.listening_ports().empty()) stack.listen(Port);
  Socket socket;
  if (from != 0) socket.bind({Kernel, from});
  socket.connect({Us, Port});
  REQUIRE(wait([&] {
    const auto accepted = stack.accept(Port);
    if (accepted) id = *accepted;
    return accepted.has_value();
  }));
  REQUIRE(socket.state() == "ESTABLISHED");
  return socket;
}

Socket KernelNet::we_open() {
  Socket listener;
  listener.bind({Kernel, Port});
  listener.listen();
  id = stack.connect({Kernel, Port}).value();
  int accepted = -1;
  REQUIRE(wait([&] { return accepted >= 0 || (accepted = listener.accept()) >= 0; }));
  REQUIRE(wait([&] { return status().established; }));
  return Socket(accepted);
}

}  // namespace runtime_test
