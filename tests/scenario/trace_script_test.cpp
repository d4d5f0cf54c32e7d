#include "scenario/trace_script.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "checker/check.h"
#include "model/play.h"
#include "scenario/parse.h"
#include "tests/checker/specification.h"
#include "tests/scenario/stage.h"

namespace {

using namespace scenario;
using checker::testing::load;
using model::EventKind;
using model::Occurrence;
using scenario_test::Stage;

/// A bug of the museum as one endpoint of its counterexample sees it.
struct Exhibit {
  std::string file, variant, property, endpoint;
  bool seen;  // by this endpoint alone: the specification itself does otherwise
};

const Exhibit Museum[] = {
    {"m01-two-way-handshake", "M01", "P11", "A", true},
    {"m01-two-way-handshake", "M01", "P12", "B", true},
    {"m01-two-way-handshake", "M01", "P13", "B", true},
    {"m02-no-time-wait", "M02", "P33", "A", true},
    {"m03-short-time-wait", "M03", "P33", "A", true},
    {"m04-deaf-time-wait", "M04", "P32", "A", true},
    {"m05-no-2msl-restart", "M05", "P32", "A", true},
    {"m05-no-2msl-restart", "M05", "P33", "A", true},
    {"m06-assassination", "M06", "P33", "A", true},
    {"m07-any-reset", "M07", "P41", "E", true},
    {"m08-reset-in-window", "M08", "P41", "E", true},
    {"m09-syn-in-window", "M09", "P42", "E", true},
    {"m10-any-ack-establishes", "M10", "P48", "E", true},
    {"m11-ack-of-iss", "M11", "P48", "E", true},
    {"m12-syn-sent-takes-bad-ack", "M12", "P48", "E", true},
    {"m13-syn-sent-takes-bare-reset", "M13", "P45", "E", true},
    {"m14-syn-sent-silent", "M14", "P48", "E", true},
    {"m15-no-simultaneous-open", "M15", "P20s", "E", true},
    {"m18-closing-stuck", "M18", "P01", "E", true},
    {"m19-any-ack-of-fin", "M19", "P01", "E", true},
    {"m20-closing-instead-of-time-wait", "M20", "P01", "E", true},
    {"m21-fin-sent-once", "M21", "P55r", "E", true},
    {"m25-syn-received-for-ever", "M25", "P19", "E", true},
    {"m26-wrong-reset-number", "M26", "P47", "E", true},
    {"m27-reset-answers-reset", "M27", "P46", "E", true},
    {"m28-old-reset-answered", "M28", "P46", "E", true},
    {"m29-challenge-echoes", "M29", "P51", "E", true},
    {"m30-ack-war", "M30", "P50", "E", true},
    {"m34-fin-out-of-order", "M34", "P27", "E", true},
    {"m35-text-after-fin", "M35", "P26", "E", true},
    {"m36-deaf-fin-wait", "M36", "P28", "A", true},
    {"m40-wrong-reset-target", "M40", "P45", "E", true},
    {"m41-syn-timeout-to-close-wait", "M41", "P18", "E", true},
    {"m42-duplicate-syn-reset", "M42", "P47", "E", true},
    {"m43-close-in-syn-received", "M43", "P05", "E", true},
    {"m51-unsent-ack-silent", "M51", "P51", "E", true},
    {"zero-window-reset", "ZeroWindow", "P43", "E", true},
    {"idle-half-open", "NoProbes", "P16", "E", true},
    {"early-surrender", "EarlySurrender", "P52t", "E", true},
    {"syn-completes-handshake", "SynCompletesHandshake", "P12s", "E", true},
    {"fin-counted-twice", "FinCountedTwice", "P11s", "B", true},
    {"fin-counted-twice", "FinCountedTwice", "P28s", "B", true},
    {"probe-at-next", "ProbeAtNext", "P16p", "B", true},
    {"syn-acknowledges", "SynAcknowledges", "P12p", "A", true},
    // Numbers that repeat are the environment's fault: neither endpoint does anything that it must not.
    {"stale-isn", "IncarnationBug", "P11", "A", false},
    {"stale-isn", "IncarnationBug", "P11", "B", false},
    // The last segment is as it should be; wrong is what is remembered of it, or what the user is told.
    {"m33-fin-uncounted", "M33", "P04", "E", false},
    {"m37-mute-close-wait", "M37", "P29", "E", false},
    {"m46-late-eof", "M46", "P27", "E", false},
    {"silent-reset", "SilentReset", "P43", "E", false},
    {"blind-ack", "BlindAck", "P42d", "E", false},
    {"unsent-text", "UnsentText", "P04s", "A", false},
    {"silent-user-timeout", "SilentUserTimeout", "P52u", "E", false},
    {"deaf-to-repeats", "DeafToRepeats", "P22l", "A", false},
    {"old-window", "OldWindow", "P22w", "A", false},
    {"opens-to-nobody", "OpensToNobody", "P20o", "A", false},
    {"window-told-twice", "WindowToldTwice", "P28w", "A", false},
    {"asks-an-open-window", "AsksAnOpenWindow", "P37p", "E", false},
};

/// Their counterexamples have what scripts cannot say: a SEND or CLOSE before ESTABLISHED, a half-duplex CLOSE alone, a listener beside a
/// connection in TIME-WAIT, text that does not fit the window.
const char* const Untold[] = {"m17-crossed-fin-never-sent", "m23-close-wait-without-timer", "m22-last-ack-for-ever", "m24-fin-wait-2-for-ever", "m45-no-reset-after-release",
                              "m47-reopen-without-fallback", "m48-reopen-by-old-syn", "m52-closed-window-for-ever", "probed-while-asking", "forgotten-close"};

std::string path_of(const std::string& name) { return "spec/variants/" + name + ".synfin"; }

const model::Model& specification() {
  static const model::Model model = load("spec/tcp.synfin");
  return model;
}

/// What refutes a property, or shows that something can be reached.
model::Trace found(const model::Model& model, const std::string& property) {
  checker::Options options;
  options.properties = {property};
  options.recheck = false;
  const auto report = checker::check(model, options);
  const auto& verdict = report.properties.at(0).verdict;
  if (const auto* proved = std::get_if<checker::Proved>(&verdict)) return proved->witness.value();
  return std::get<checker::Refuted>(verdict).trace;
}

std::uint16_t endpoint(const model::Model& model, const model::Trace& trace, const std::string& name) {
  const auto& all = model.systems[trace.system].endpoints;
  return static_cast<std::uint16_t>(std::find(all.begin(), all.end(), name) - all.begin());
}

/// Throws with the reason if there is no script.
Script retold(const model::Model& model, const model::Trace& trace, const std::string& name) {
  auto told = trace_script(model, trace, endpoint(model, trace, name), {});
  if (const auto* why = std::get_if<std::string>(&told)) throw std::runtime_error(*why);
  return std::get<Script>(told);
}

// ---- traces by hand -------------------------------------------------------------------------------

class Plot {
 public:
  explicit Plot(const std::string& system) {
    const auto& all = specification().systems;
    while (all[trace_.system].name != system) ++trace_.system;
    trace_.parameters = model::default_parameters(specification());
    trace_.start = model::initial(specification(), all[trace_.system]);
  }
  Plot& call(const std::string& name, std::map<std::string, std::uint64_t> given = {}) {
    return add(EventKind::Call, index(machine().calls, name), given);
  }
  Plot& timeout(const std::string& name) { return add(EventKind::Timeout, index(machine().timers, name), {}); }
  Plot& crash() { return add(EventKind::Environment, 0, {}); }

  std::string told(std::uint16_t endpoint = 0) const {
    const auto result = trace_script(specification(), trace_, endpoint, {});
    if (const auto* why = std::get_if<std::string>(&result)) return *why;
    CHECK(departure(specification(), std::get<Script>(result)) == "");
    return print(std::get<Script>(result));
  }

 private:
  static const model::Machine& machine() { return specification().machines.front(); }
  template <class Items>
  static std::uint16_t index(const Items& items, const std::string& name) {
    return static_cast<std::uint16_t>(
        std::find_if(items.begin(), items.end(), [&](const auto& it) { return it.name == name; }) - items.begin());
  }
  Plot& add(EventKind kind, std::uint16_t event, const std::map<std::string, std::uint64_t>& given) {
    model::Values arguments(machine().arguments.size());
    for (const auto& [name, value] : given) arguments.at(index(machine().arguments, name)) = value;
    trace_.steps.push_back({Occurrence::Kind::Event, 0, {kind, event, {}, arguments}, std::nullopt});
    return *this;
  }

  model::Trace trace_;
};

TEST_CASE("A counterexample's script plays on the variant as written, and not on the specification if its endpoint sees the bug") {
  for (const Exhibit& it : Museum) {
    INFO(it.variant << " " << it.property << " " << it.endpoint);
    const auto model = load(path_of(it.file), it.variant);
    const Script script = retold(model, found(model, it.property), it.endpoint);
    INFO(print(script));
    CHECK(scenario_test::script(print(script)) == script);
    CHECK(departure(model, script) == "");
    CHECK((departure(specification(), script) != "") == it.seen);
  }
}

TEST_CASE("Every variant of the museum has a script, but for those that cannot") {
  std::set<std::string> shown, there;
  for (const Exhibit& it : Museum) shown.insert(path_of(it.file));
  for (const char* file : Untold) CHECK(shown.insert(path_of(file)).second);
  for (const auto& entry : std::filesystem::directory_iterator("spec/variants"))
    if (entry.path().extension() == ".synfin") there.insert(entry.path().string());
  CHECK(shown == there);
}

TEST_CASE("The two-way handshake as its passive end sees it") {
  const auto model = load(path_of("m01-two-way-handshake"), "M01");
  CHECK(print(retold(model, found(model, "P12"), "B")) == R"(--r2=1
--window=4
+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
// open_passive: O01 (3.10.1)
+0 %{ assert tcpi_state == TCP_LISTEN }%
+0 < S 268435456:268435456(0) win 4
// arrives: A10n, A11n, A13 (3.10.7.2 third)
+0 > S. 0:0(0) ack 268435457
+0 %{ assert tcpi_state == TCP_ESTABLISHED }%
)");
}

TEST_CASE("The witnesses of both ways to open play on the specification, its code and our stack") {
  for (const char* property : {"R1", "R2"})
    for (const char* name : {"A", "B"}) {
      const Script script = retold(specification(), found(specification(), property), name);
      INFO(property << " " << name << "\n"
                    << print(script));
      const Stage stage(script);
      for (const System system : {System::Evaluate, System::Generated, System::Runtime}) {
        INFO(scenario::name(system));
        const auto played = stage.play(script, system);
        CHECK_FALSE(played.mismatch);
      }
    }
}

TEST_CASE("The tutorial's dialogue, text and half-close, plays at both ends on all three") {
  const auto& runs = specification().runs;
  const auto run = std::find_if(runs.begin(), runs.end(), [](const auto& it) { return it.name == "Tutorial"; });
  REQUIRE(run != runs.end());
  const auto tutorial = model::play(specification(), *run);
  REQUIRE(tutorial.failure == "");
  for (const char* name : {"A", "B"}) {
    const Script script = retold(specification(), tutorial.trace, name);
    INFO(print(script));
    CHECK((print(script).find("write(4, ..., 100) = 100\n") != std::string::npos) == (std::string(name) == "B"));
    CHECK((print(script).find("read(3, ..., 100) = 100\n") != std::string::npos) == (std::string(name) == "A"));
    const Stage stage(script);
    for (const System system : {System::Evaluate, System::Generated, System::Runtime}) {
      INFO(scenario::name(system));
      const auto played = stage.play(script, system);
      CHECK_FALSE(played.mismatch);
    }
  }
}

TEST_CASE("Time passes until the timer is due that fires") {
  const std::string text = Plot("Lone").call("open_active").timeout("retransmission").timeout("retransmission").told();
  CHECK(text.find("// timeout retransmission: X05n, X02s (3.10.8)\n+1 > S 0:0(0)\n") != std::string::npos);
  CHECK(text.find("\n+2 > S 0:0(0)\n") != std::string::npos);
}

TEST_CASE("Who listens and closes or aborts closes the listener, and a refused call is none") {
  CHECK(Plot("Lone").call("open_passive").call("close").told().find("+0 close(3) = 0\n// close: C02 (3.10.4)\n") != std::string::npos);
  CHECK(Plot("Lone").call("open_passive").call("abort").told().find("+0 close(3) = 0\n// abort: B02 (3.10.5)\n") != std::string::npos);
  CHECK(Plot("Lone").call("open_passive").call("open_passive").told().find("// open_passive: O09p (3.10.1), refused\n+0 %{") != std::string::npos);
}

TEST_CASE("What no script can say is said to be so") {
  CHECK(Plot("Pair").call("open_active").crash().told() == "A suffers a crash, which no script can say");
  CHECK(Plot("Pair").call("open_active").crash().told(1) == "nothing happens to it");
  CHECK(Plot("Lone").call("open_active").timeout("user").told() ==
        "the timer user of E fires where the timer retransmission is due earlier");
  CHECK(Plot("Lone").call("open_passive").call("open_active").told() == "E makes an active OPEN of what listens, which no socket does");
  CHECK(Plot("Lone").call("open_active").call("send", {{"length", 5}}).told() ==
        "E makes a SEND before the connection is established, where sockets wait");
  CHECK(Plot("Lone").call("open_active").call("release").told() == "E makes a half-duplex CLOSE, which sockets make together with CLOSE");
  CHECK(Plot("Lone").timeout("user").told().find("the trace does not replay: ") == 0);
}

TEST_CASE("A machine that is no TCP has no script") {
  const auto model = load("spec/examples/traffic_light.synfin");
  model::Trace trace;
  trace.parameters = model::default_parameters(model);
  trace.start = model::initial(model, model.systems.front());
  const auto told = trace_script(model, trace, 0, {});
  REQUIRE(std::holds_alternative<std::string>(told));
  CHECK(std::get<std::string>(told).find("its machine is no TCP: it has no ") == 0);
}

}  // namespace
