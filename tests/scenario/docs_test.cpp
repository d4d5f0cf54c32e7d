// Every example of docs/scripts.md is a script; those that are meant to be played go as they are written.
#include <catch2/catch.hpp>

#include <regex>

#include "tests/scenario/stage.h"

using namespace scenario_test;

TEST_CASE("the examples of docs/scripts.md are scripts, and those to be played are played") {
  const std::string text = text_of("docs/scripts.md");
  const std::regex fence("```pkt( play)?\\n([^`]*)```");
  std::size_t read = 0, played = 0;
  for (auto block = std::sregex_iterator(text.begin(), text.end(), fence); block != std::sregex_iterator();
       ++block) {
    CAPTURE((*block)[2].str());
    const Script it = script((*block)[2]);
    CHECK(script(print(it)) == it);
    ++read;
    if (!(*block)[1].matched) continue;
    for (const System system : systems_for(it)) {
      CAPTURE(name(system));
      const auto result = Stage(it).play(it, system);
      CHECK_FALSE(result.mismatch);
      ++played;
    }
  }
  CHECK(read >= 7);
  CHECK(played >= 6);
}
