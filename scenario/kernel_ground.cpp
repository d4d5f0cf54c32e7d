#include "scenario/kernel_ground.h"

#include <system_error>

#include "scenario/kernel_executor.h"

namespace scenario {
namespace {

class KernelGround final : public Ground {
 public:
  Played play(const Script& script, runtime::Capture* capture) override {
    const auto port = ports_.next();
    if (capture == nullptr) return play(script, network_.device, port);
    runtime::Recorder recorder(network_.device, *capture, clock_);
    return play(script, recorder, port);
  }

 private:
  static Played play(const Script& script, runtime::Device& device, std::uint16_t port) {
    KernelExecutor executor(device, port, script.options);
    return scenario::play(script, System::Kernel, executor);
  }

  KernelNetwork network_;
  runtime::RealClock clock_;
  TesterPorts ports_;
};

}  // namespace

KernelHome::KernelHome() {
  try {
    set_sysctl("net.ipv4.tcp_child_ehash_entries", "4096");
  } catch (const std::system_error&) {
    // kernels before 6.1 have one table for all
  }
}

std::unique_ptr<Ground> kernel_ground() { return std::make_unique<KernelGround>(); }

}  // namespace scenario
