// Our stack behind a TUN device of this network namespace: it listens and accepts, and does no more, until standard input ends.
// Arguments: the device, the kernel's address there, ours, a port.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "runtime/stack.h"
#include "runtime/tun.h"
#include "scenario/kernel_host.h"

namespace {

using namespace std::chrono_literals;

/// The times that the specification leaves to the host, as packet scripts expect them (docs/scripts.md).
runtime::Config config_of(std::uint32_t address) {
  runtime::Config config;
  config.address = address;
  config.nagle = false;
  config.rto_least = config.rto_initial;
  return config;
}

void serve(runtime::Device& device, std::uint32_t address, std::uint16_t port) {
  const runtime::RealClock clock;
  runtime::Stack stack(config_of(address), device, clock);
  stack.listen(port);
  std::puts("listening");
  std::fflush(stdout);
  pollfd news[] = {{device.descriptor(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  while ((news[1].revents & (POLLIN | POLLHUP)) == 0) {
    while (stack.poll()) {}
    while (stack.accept(port)) {}
    const auto wait = std::clamp<runtime::Duration>(stack.next_deadline() - clock.now(), 0ms, 1s);
    ::poll(news, 2, static_cast<int>((wait + 999us) / 1ms));
  }
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 5) return 4;
  const auto kernel = runtime::parse_address(arguments[2]), ours = runtime::parse_address(arguments[3]);
  if (!kernel || !ours) return 4;
  runtime::Tun device(arguments[1]);
  scenario::set_up_end(device, *kernel);
  serve(device, *ours, static_cast<std::uint16_t>(std::atoi(arguments[4])));
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 77;
}
