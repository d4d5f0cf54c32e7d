#include "scenario/dialogue.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "runtime/faulty_link.h"
#include "runtime/listing.h"
#include "runtime/pcap.h"
#include "runtime/stack.h"
#include "scenario/kernel_host.h"
#include "scenario/narrator.h"

namespace scenario {
namespace {

using namespace runtime;

constexpr std::uint32_t Kernel = 0x0a090001, Us = 0x0a090002;
constexpr std::uint16_t Port = 80;
constexpr Duration TwoMsl = 1s;

Config configuration() {
  Config config;
  config.address = Us;
  config.machine.MSL = static_cast<std::uint32_t>(TwoMsl / 2ms);
  config.nagle = false;
  return config;
}

/// The scene and the acts. Our stack is A, the kernel B; the members stand in the order in which datagrams pass them.
class Dialogue {
 public:
  Dialogue(const std::string& capture_path, Narrator::Say say)
      : say_(std::move(say)), tun_("synfin0"), link_(tun_), capture_(capture_path), recorder_(link_, capture_, clock_),
        narrator_(recorder_, say_), stack_(configuration(), narrator_, clock_) {
    set_up_kernel(tun_, Kernel);
  }

  DialogueResult run() {
    open();
    close();
    lose_the_last_ack();
    return result_;
  }

 private:
  template <typename Condition>
  bool wait(Condition condition, Duration limit = 8s) {
    const Time end = clock_.now() + limit;
    while (!condition()) {
      if (clock_.now() >= end) return false;
      if (stack_.poll()) continue;
      pollfd arrival{tun_.descriptor(), POLLIN, 0};
      const auto until = std::clamp<Duration>(stack_.next_deadline() - clock_.now(), 0ms, 2ms);
      ::poll(&arrival, 1, static_cast<int>((until + 999us) / 1ms));
    }
    return true;
  }

  std::string ours() const {
    for (const Row& row : list(stack_))
      if (row.remote.port == Port) return row.state;
    return "CLOSED";
  }
  std::string theirs() const {
    auto state = kernel_state(Port, local_port_);
    return state == "NONE" ? "CLOSED" : state;
  }
  bool both(const std::string& a, const std::string& b) {
    const bool there = wait([&] { return ours() == a && theirs() == b; });
    say_("A " + ours() + std::string(ours().size() < 60 ? 60 - ours().size() : 1, ' ') + "B " + theirs());
    return there;
  }

  void open() {
    say_("three-way handshake: A (our stack) connects to B (Linux)");
    listener_.bind({Kernel, Port});
    listener_.listen();
    id_ = stack_.connect({Kernel, Port}).value();
    local_port_ = stack_.find(id_)->local().port;
    int accepted = -1;
    wait([&] { return accepted >= 0 || (accepted = listener_.accept()) >= 0; });
    kernel_ = std::make_unique<Socket>(accepted);
    result_.opened = both("ESTABLISHED", "ESTABLISHED");
  }

  void close() {
    say_("A has no more to send: half-close; B still sends, A receives and acknowledges");
    stack_.shutdown_write(id_);
    both("FIN_WAIT_2", "CLOSE_WAIT");
    const std::string text = "still receiving";
    kernel_->send(text);
    std::string received;
    wait([&] {
      std::uint8_t buffer[256];
      while (const auto count = stack_.receive(id_, buffer)) received.append(buffer, buffer + count);
      return received.size() >= text.size();
    });
    result_.half_open_data = received == text;
    wait([] { return false; }, 100ms);
  }

  void lose_the_last_ack() {
    say_("B closes too; A's last ACK is lost, B sends its FIN again, A acknowledges it again and waits 2MSL anew");
    link_.drop_next([](Direction direction, const Packet& packet) {
      return direction == Direction::Out && (packet.flags & (flag::Syn | flag::Fin | flag::Rst | flag::Ack)) == flag::Ack;
    });
    narrator_.announce_loss();
    kernel_->close();
    both("TIME_WAIT", "LAST_ACK");
    const bool absorbed = both("TIME_WAIT", "CLOSED");
    result_.acknowledged_again = absorbed && narrator_.fins_received() >= 2 && narrator_.acks_after_fin() >= 2;
    wait([&] { return stack_.status(id_).gone; });
    say_("2MSL later");
    result_.both_closed = both("CLOSED", "CLOSED");
    capture_.flush();
  }

  Narrator::Say say_;
  RealClock clock_;
  Tun tun_;
  FaultyLink link_;
  Capture capture_;
  Recorder recorder_;
  Narrator narrator_;
  Stack stack_;
  Socket listener_;
  std::unique_ptr<Socket> kernel_;
  ConnectionId id_{};
  std::uint16_t local_port_ = 0;
  DialogueResult result_;
};

/// What the child tells its parent at the end: four flags and the errno that stopped it.
struct Message {
  DialogueResult result;
  int error = 0;
};

}  // namespace

DialogueResult run_dialogue(const std::string& capture_path, const std::function<void(const std::string&)>& say) {
  // A namespace belongs to a process: in a child the caller's own stays as it is.
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    Message message;
    try {
      Namespace network;
      message.result = Dialogue(capture_path, say).run();
    } catch (const std::system_error& error) {
      message.error = error.code().value();
    }
    std::fflush(nullptr);
    [[maybe_unused]] const auto written = write(pipe[1], &message, sizeof message);
    _exit(0);
  }
  ::close(pipe[1]);
  Message message;
  const bool told = read(pipe[0], &message, sizeof message) == static_cast<ssize_t>(sizeof message);
  ::close(pipe[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (message.error != 0) throw std::system_error(message.error, std::generic_category(), "network namespace with a TUN device");
  if (!told) throw std::system_error(ECHILD, std::generic_category(), "the dialogue ended early");
  return message.result;
}

}  // namespace scenario
