#include "scenario/systems.h"

#include "runtime/config.h"
#include "runtime/pipe.h"
#include "scenario/kernel_executor.h"
#include "scenario/machine_host.h"
#include "scenario/mirror.h"
#include "scenario/runtime_host.h"
#include "scenario/tun_executor.h"
#include "scenario/virtual_executor.h"

namespace scenario {
namespace {

HostSettings settings_of(const Options& options) {
  HostSettings settings;
  if (options.window) settings.window = *options.window;
  if (options.mss) settings.mss = *options.mss;
  if (options.iss) settings.first_iss = *options.iss;
  if (options.r2) settings.machine.R2 = *options.r2;
  if (options.msl) settings.machine.MSL = static_cast<std::uint32_t>(*options.msl / runtime::Config{}.tick);
  return settings;
}

std::unique_ptr<Executor> host(const HostSettings& settings, const Machine& machine) {
  return std::make_unique<VirtualExecutor>([&](const runtime::Clock& clock, Transport::Emit emit) {
    return std::make_unique<MachineHost>(settings, clock, std::move(emit), machine.copy());
  });
}

std::unique_ptr<Executor> with_its_peer(const Options& options, std::unique_ptr<Executor> system) {
  if (!options.own_peer) return system;
  return std::make_unique<Mirror>(std::move(system));
}

/// Our stack and the wire between it and the tester.
struct Piped {
  Piped(const HostSettings& settings, const runtime::Clock& clock, Transport::Emit emit)
      : host(settings, clock, std::move(emit), pipe.left(), pipe.right()) {}
  runtime::Pipe pipe;
  RuntimeHost host;
};

}  // namespace

std::string out_of_reach(System system, const Options& options) {
  const bool chooses = !options.policies.empty() || !options.profile.empty();
  const bool fixed = system == System::Generated || system == System::Runtime;
  return chooses && fixed ? "the generated code has the policies that it was generated with; --policy and --profile are for evaluate" : "";
}

tcp::Parameters parameters_of(const Options& options) { return settings_of(options).machine; }

std::unique_ptr<Executor> machine_system(const Machine& machine, const Options& options) {
  return with_its_peer(options, host(settings_of(options), machine));
}

std::unique_ptr<Executor> generated_system(const Options& options) {
  return machine_system(*generated_machine(parameters_of(options)), options);
}

std::unique_ptr<Executor> runtime_system(const Options& options) {
  auto system = std::make_unique<VirtualExecutor>([&](const runtime::Clock& clock, Transport::Emit emit) {
    auto piped = std::make_shared<Piped>(settings_of(options), clock, std::move(emit));
    return std::shared_ptr<Transport>(piped, &piped->host);
  });
  return with_its_peer(options, std::move(system));
}

std::unique_ptr<Executor> runtime_system_over_tun(const Options& options) {
  return with_its_peer(options, std::make_unique<TunExecutor>(settings_of(options)));
}

std::unique_ptr<Executor> kernel_system(const Options& options) { return std::make_unique<KernelExecutor>(options); }

std::variant<std::unique_ptr<Executor>, std::string> evaluated_system(const model::Model& model, const Options& options, Watch watch) {
  auto machine = evaluated_machine(model, parameters_of(options), std::move(watch));
  if (auto* why = std::get_if<std::string>(&machine)) return std::move(*why);
  return machine_system(*std::get<std::unique_ptr<Machine>>(machine), options);
}

}  // namespace scenario
