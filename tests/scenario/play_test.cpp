// Every script of tests/scenarios on every system that it is for; and bent a little it fails there, where it
// was bent.
#include <catch2/catch.hpp>

#include <functional>
#include <regex>
#include <set>

#include "runtime/wire.h"
#include "tests/scenario/stage.h"

using namespace scenario_test;

namespace {

std::string verdict(const Played& played) {
  if (!played.mismatch) return "as written";
  std::string text = std::to_string(played.mismatch->place.line) + ": expected " + played.mismatch->expected +
                     ", instead " + played.mismatch->instead + "\n";
  for (const auto& line : played.chart) text += line + "\n";
  return text;
}

/// Every event of the script that `system` plays.
void each_event(std::vector<Statement>& statements, System system,
                const std::function<void(Event&, Place)>& visit) {
  for (Statement& each : statements) {
    if (auto* event = std::get_if<Event>(&each.what)) visit(*event, each.place);
    if (auto* block = std::get_if<Block>(&each.what)) {
      const bool there =
          std::find(block->systems.begin(), block->systems.end(), system) != block->systems.end();
      each_event(there ? block->there : block->elsewhere, system, visit);
    }
  }
}

/// A change of one event, if it applies to it.
using Bend = std::function<bool(Event&)>;

Bend bend_packet(const std::function<bool(ScriptPacket&)>& bend) {
  return [bend](Event& event) {
    auto* packet = std::get_if<ScriptPacket>(&event.what);
    return packet != nullptr && packet->expected && bend(*packet);
  };
}

const std::vector<std::pair<const char*, Bend>> Bends = {
    {"SEQ", bend_packet([](ScriptPacket& p) { return ++p.seq, true; })},
    {"ACK", bend_packet([](ScriptPacket& p) { return ++p.ack, (p.flags & runtime::flag::Ack) != 0; })},
    {"length", bend_packet([](ScriptPacket& p) { return ++p.length, true; })},
    {"FIN", bend_packet([](ScriptPacket& p) { return p.flags ^= runtime::flag::Fin, true; })},
    {"RST", bend_packet([](ScriptPacket& p) { return p.flags ^= runtime::flag::Rst, true; })},
    {"time",
     [](Event& e) {
       const auto* packet = std::get_if<ScriptPacket>(&e.what);
       e.when.at += runtime::Duration{1};
       return packet != nullptr && packet->expected && e.when.from != When::From::Any && !e.when.latest;
     }},
    {"state",
     [](Event& e) {
       const auto* assertion = std::get_if<Assertion>(&e.what);
       if (assertion == nullptr || !std::holds_alternative<StateIs>(*assertion)) return false;
       const auto state = std::get<StateIs>(*assertion).state;
       e.what = Assertion{
           StateIs{state == tcp::State::ESTABLISHED ? tcp::State::CLOSE_WAIT : tcp::State::ESTABLISHED}};
       return true;
     }},
    {"result",
     [](Event& e) {
       auto* call = std::get_if<CallLine>(&e.what);
       if (call == nullptr || call->result.any) return false;
       call->result = call->result.value < 0 ? Expected{false, 0, 0} : Expected{false, -1, 1};
       return call->call.operation != Operation::GetError;
     }},
};

}  // namespace

TEST_CASE("every script goes as it is written") {
  REQUIRE(scripts().size() >= 20);
  for (const auto& path : scripts()) {
    const Script it = script(text_of(path));
    const Stage stage(it);
    CHECK_FALSE(systems_for(it).empty());
    for (const System system : systems_for(it)) {
      CAPTURE(path, name(system));
      CHECK(verdict(stage.play(it, system)) == "as written");
    }
  }
}

TEST_CASE("a script whose expectation is bent anywhere fails there") {
  std::size_t bent = 0;
  for (const auto& path : scripts()) {
    const Script it = script(text_of(path));
    const Stage stage(it);
    for (const System system : systems_for(it)) {
      for (const auto& [what, bend] : Bends) {
        for (std::size_t which = 0;; ++which) {
          Script copy = it;
          std::size_t seen = 0;
          std::optional<Place> place;
          each_event(copy.statements, system, [&](Event& event, Place at) {
            Event other = event;
            if (!bend(other) || seen++ != which) return;
            event = other;
            place = at;
          });
          if (!place) break;
          ++bent;
          const auto played = stage.play(copy, system);
          CAPTURE(path, name(system), what, place->line);
          REQUIRE(played.mismatch);
          CHECK(played.mismatch->place.line == place->line);
        }
      }
    }
  }
  CHECK(bent > 1000);
}

TEST_CASE("a script that leaves out an expected packet fails") {
  for (const auto& path : scripts()) {
    const Script it = script(text_of(path));
    const Stage stage(it);
    for (const System system : systems_for(it)) {
      for (std::size_t which = 0;; ++which) {
        Script copy = it;
        std::size_t seen = 0;
        bool found = false;
        each_event(copy.statements, system, [&](Event& event, Place) {
          const auto* packet = std::get_if<ScriptPacket>(&event.what);
          if (packet == nullptr || !packet->expected || seen++ != which) return;
          found = true;
          // What takes its place happens at the same time and says nothing.
          event.what = CallLine{{Operation::Socket}, {false, static_cast<std::int64_t>(900 + which), 0}};
          event.when.latest.reset();
        });
        if (!found) break;
        CAPTURE(path, name(system), which);
        CHECK(stage.play(copy, system).mismatch);
      }
    }
  }
}

TEST_CASE("a script covers what it says: on the specification these rules apply") {
  for (const auto& path : scripts()) {
    const Script it = script(text_of(path));
    std::set<std::string> applied;
    const auto note = [&](const model::Rule& rule) { applied.insert(rule.ids.begin(), rule.ids.end()); };
    Stage(it).play(it, System::Evaluate, note);
    for (const auto& row : it.options.covers) {
      CAPTURE(path, row);
      CHECK(applied.contains(row));
    }
  }
}

TEST_CASE("names of scripts say a state and a stimulus, and what they cover is written down") {
  for (const auto& path : scripts()) {
    CAPTURE(path);
    CHECK(
        std::regex_match(path.filename().string(), std::regex("([a-z0-9]+-)*[a-z0-9]+(_[a-z0-9]+)+\\.pkt")));
    CHECK_FALSE(script(text_of(path)).options.covers.empty());
  }
}

TEST_CASE("every script prints as a script that says the same") {
  for (const auto& path : scripts()) {
    const Script it = script(text_of(path));
    CAPTURE(path);
    CHECK(script(print(it)) == it);
  }
}

TEST_CASE("bugs of the museum fail the scripts that know better") {
  struct Exhibit {
    const char *file, *variant, *script;
  };
  for (const auto& [file, variant, name] :
       {Exhibit{"m01-two-way-handshake", "M01", "listen_syn"},
        Exhibit{"m02-no-time-wait", "M02", "established_close"},
        Exhibit{"m05-no-2msl-restart", "M05", "time_wait_fin"},
        Exhibit{"m06-assassination", "M06", "time_wait_rst"},
        Exhibit{"m25-syn-received-for-ever", "M25", "syn_received_silence"}}) {
    CAPTURE(variant, name);
    const Script it = script(text_of(std::string("tests/scenarios/") + name + ".pkt"));
    const Stage stage(it, std::string("spec/variants/") + file + ".synfin", variant);
    CHECK(stage.play(it, System::Evaluate).mismatch);
  }
}
