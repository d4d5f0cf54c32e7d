// A person who wants no more: while it lives, SIGINT and SIGTERM ask for a stop instead of ending the process.
#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace cli {

/// Made before the threads that it should stop: they inherit the signals' being blocked. A second signal ends
/// the process at once.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  std::stop_token token() const { return source_.get_token(); }

 private:
  void watch();

  std::stop_source source_;
  sigset_t watched_{}, before_{};
  int signals_ = -1, over_ = -1;  // readable when a signal came, when nobody cares any more
  std::thread watcher_;
};

}  // namespace cli
