// Players who play many scripts at once, each on a ground of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/pcap.h"
#include "scenario/play.h"

namespace scenario {

/// Where scripts are played, one after the other, from the thread that made it.
class Ground {
 public:
  virtual ~Ground() = default;
  /// What passes goes into the capture, if there is one. Throws std::system_error.
  virtual Played play(const Script&, runtime::Capture*) = 0;
};
/// A tester's port is that of one script.
class TesterPorts {
 public:
  static constexpr std::uint16_t First = 20000;
  std::uint16_t next() { return static_cast<std::uint16_t>(First + taken_++ % Ports); }

 private:
  static constexpr std::uint16_t Ports = 40000;
  std::uint32_t taken_ = 0;
};

/// A script to be played, and where it is recorded, if anywhere.
struct Scene {
  const Script* script;
  runtime::Capture* capture = nullptr;
};
using MakeGround = std::function<std::unique_ptr<Ground>()>;

class Players {
 public:
  /// Each makes its ground. Throws what that throws.
  Players(const MakeGround&, unsigned count);
  ~Players();
  Players(const Players&) = delete;
  Players& operator=(const Players&) = delete;

  /// How they went, in their order. `told` of each as it is done, one at a time. Throws what playing throws.
  std::vector<Played> play(
      const std::vector<Scene>&, const std::function<void()>& told = [] {});

 private:
  struct Task {
    Scene scene;
    Played* result;
  };
  void work(const MakeGround&);
  void play_one(Ground&, const Task&, std::unique_lock<std::mutex>&);
  void fail();

  std::mutex mutex_;
  std::condition_variable news_;
  std::vector<Task> tasks_;
  std::size_t next_ = 0, done_ = 0, ready_ = 0;
  bool ends_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace scenario
