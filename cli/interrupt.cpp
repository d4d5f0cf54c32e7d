#include "cli/interrupt.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace cli {
namespace {

/// As if nobody had watched.
void die_of(int signal) {
  std::signal(signal, SIG_DFL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  raise(signal);
}

int checked(int file, const char* what) {
  if (file < 0) throw std::system_error(errno, std::generic_category(), what);
  return file;
}

}  // namespace

Interrupt::Interrupt() {
  sigemptyset(&watched_);
  sigaddset(&watched_, SIGINT);
  sigaddset(&watched_, SIGTERM);
  signals_ = checked(signalfd(-1, &watched_, SFD_CLOEXEC), "signalfd");
  over_ = checked(eventfd(0, EFD_CLOEXEC), "eventfd");
  pthread_sigmask(SIG_BLOCK, &watched_, &before_);
  watcher_ = std::thread([this] { watch(); });
}

Interrupt::~Interrupt() {
  eventfd_write(over_, 1);
  watcher_.join();
  close(signals_);
  close(over_);
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Interrupt::watch() {
  std::array<pollfd, 2> ready{{{signals_, POLLIN, 0}, {over_, POLLIN, 0}}};
  while (ready[1].revents == 0) {
    if (poll(ready.data(), ready.size(), -1) < 0 || ready[0].revents == 0) continue;
    signalfd_siginfo came{};
    if (read(signals_, &came, sizeof came) != sizeof came) continue;
    if (!source_.request_stop()) die_of(static_cast<int>(came.ssi_signo));
  }
}

}  // namespace cli
