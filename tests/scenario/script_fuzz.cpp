// Packet scripts from any octets: a libFuzzer target (./dev fuzz).
#include <cstdlib>
#include <string_view>

#include "scenario/parse.h"

/// What is a script prints as a script that says the same; what is none has an error with a place.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = scenario::parse({reinterpret_cast<const char*>(data), size});
  if (const auto* errors = std::get_if<std::vector<scenario::ScriptError>>(&parsed)) {
    if (errors->empty() || errors->size() > scenario::MostErrors) std::abort();
    for (const auto& error : *errors) {
      if (error.place.line == 0 || error.place.column == 0 || scenario::describe("", error).size() > 2000)
        std::abort();
    }
    return 0;
  }
  const auto& script = std::get<scenario::Script>(parsed);
  const auto again = scenario::parse(scenario::print(script));
  const auto* second = std::get_if<scenario::Script>(&again);
  if (second == nullptr || !(*second == script)) std::abort();
  return 0;
}
