// ns per event of the generated machine and of one written by hand, on the same events in one run. They must
// agree before they race.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "bench/hand_written.h"
#include "tests/generated/stimulus.h"

namespace {

using Step = void (*)(const tcp::Parameters&, tcp::Tcb& __restrict, const tcp::Event&,
                      tcp::Output& __restrict) noexcept;

struct Script {
  tcp::Tcb start;
  std::vector<tcp::Event> events;
};

constexpr std::size_t kEvents = 8192;
constexpr tcp::Parameters kParameters;

/// Connections that live and die: random events near the TCB, driven by the generated machine.
Script mixed() {
  Script script;
  generated::testing::Stimulus stimulus(7);
  tcp::Tcb t = script.start;
  tcp::Output out;
  for (std::size_t i = 0; i < kEvents; ++i) {
    script.events.push_back(stimulus.event(t));
    tcp::step(kParameters, t, script.events.back(), out);
  }
  return script;
}

/// One established connection that receives text in order, and every third time puts a segment on its way.
Script bulk() {
  Script script;
  script.start = {.iss = 1,
                  .una = 2,
                  .nxt = 2,
                  .irs = 99,
                  .rnxt = 100,
                  .wl1 = 100,
                  .wl2 = 2,
                  .queued = kEvents * 1000,
                  .flags = tcp::TcbFlag::syn_acked,
                  .wnd = 65535,
                  .state = tcp::State::ESTABLISHED};
  tcp::Tcb t = script.start;
  tcp::Output out;
  for (std::size_t i = 0; i < kEvents; ++i) {
    tcp::Event event;
    event.rcv_wnd = 65535;
    event.mss = 1460;
    event.length = 1000;
    event.kind = i % 3 == 2 ? tcp::EventKind::segmentize : tcp::EventKind::segment;
    event.segment = {.SEQ = t.rnxt, .ACK = t.nxt, .WND = 65535, .LEN = 1460, .CTL = tcp::CTL::ACK};
    script.events.push_back(event);
    tcp::step(kParameters, t, event, out);
  }
  return script;
}

bool same(const void* a, const void* b, std::size_t size) { return std::memcmp(a, b, size) == 0; }

/// Ends the program if the two disagree.
void require_agreement(const Script& script) {
  tcp::Tcb t = script.start, u = script.start;
  tcp::Output out, other;
  for (const tcp::Event& event : script.events) {
    tcp::step(kParameters, t, event, out);
    bench::step(kParameters, u, event, other);
    for (tcp::Rule& rule : out.rules) rule = tcp::Rule::none;
    if (same(&t, &u, sizeof t) && same(&out, &other, sizeof out)) continue;
    std::fprintf(stderr, "the machines disagree on %s in %s\n", tcp::name(event.kind), tcp::name(t.state));
    std::exit(1);
  }
}

void race(benchmark::State& state, Step step, const Script& script) {
  std::uint64_t sum = 0;
  for (auto _ : state) {
    tcp::Tcb t = script.start;
    tcp::Output out;
    for (const tcp::Event& event : script.events) {
      step(kParameters, t, event, out);
      sum += out.send_count + out.signals;
    }
    benchmark::DoNotOptimize(t);
  }
  benchmark::DoNotOptimize(sum);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(script.events.size()));
  state.counters["per event"] =
      benchmark::Counter(static_cast<double>(script.events.size()),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

}  // namespace

int main(int count, char** arguments) {
  const Script mix = mixed(), flow = bulk();
  require_agreement(mix);
  require_agreement(flow);
  benchmark::RegisterBenchmark("mixed/generated", race, tcp::step, mix);
  benchmark::RegisterBenchmark("mixed/hand written", race, bench::step, mix);
  benchmark::RegisterBenchmark("bulk/generated", race, tcp::step, flow);
  benchmark::RegisterBenchmark("bulk/hand written", race, bench::step, flow);
  benchmark::Initialize(&count, arguments);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
