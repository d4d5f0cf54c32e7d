#include "scenario/systems.h"

#include "runtime/config.h"
#include "scenario/machine_host.h"
#include "scenario/runtime_host.h"
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

}  // namespace

std::string out_of_reach(System system, const Options& options) {
  const bool chooses = !options.policies.empty() || !options.profile.empty();
  const bool fixed = system == System::Generated || system == System::Runtime;
  return chooses && fixed ? "the generated code has the policies that it was generated with; --policy and --profile are for evaluate" : "";
}

std::unique_ptr<Executor> generated_system(const Options& options) {
  const auto settings = settings_of(options);
  return host(settings, *generated_machine(settings.machine));
}

std::unique_ptr<Executor> runtime_system(const Options& options) {
  return std::make_unique<VirtualExecutor>([&](const runtime::Clock& clock, Transport::Emit emit) {
    return std::make_unique<RuntimeHost>(settings_of(options), clock, std::move(emit));
  });
}

std::variant<std::unique_ptr<Executor>, std::string> evaluated_system(const model::Model& model, const Options& options, Watch watch) {
  const auto settings = settings_of(options);
  auto machine = evaluated_machine(model, settings.machine, std::move(watch));
  if (auto* why = std::get_if<std::string>(&machine)) return std::move(*why);
  return host(settings, *std::get<std::unique_ptr<Machine>>(machine));
}

}  // namespace scenario
