#include "scenario/repertoire.h"

#include <algorithm>
#include <set>

namespace scenario {

Duration length(const Script& script) {
  Duration all{0};
  for (const Statement& statement : script.statements)
    if (const auto* event = std::get_if<Event>(&statement.what)) all += event->when.at;
  return all;
}

std::string Repertoire::text_of(Script script) {
  script.options.policies.clear();
  return print(script);
}

void Repertoire::play(const std::vector<const Script*>& scripts) {
  std::vector<const Script*> fresh;
  std::set<std::string> chosen;
  for (const Script* script : scripts) {
    const std::string text = text_of(*script);
    if (!outcomes_.contains(text) && chosen.insert(text).second) fresh.push_back(script);
  }
  keep(std::move(fresh));
}

/// The longest first, so that none is waited for at the end.
void Repertoire::keep(std::vector<const Script*> scripts) {
  std::stable_sort(scripts.begin(), scripts.end(), [](const Script* a, const Script* b) { return length(*a) > length(*b); });
  known_ += scripts.size();
  std::vector<Scene> scenes;
  for (const Script* script : scripts) scenes.push_back({script});
  auto played = players_.play(scenes, [&] { told_(++done_, known_); });
  for (std::size_t i = 0; i < scripts.size(); ++i) outcomes_.insert_or_assign(text_of(*scripts[i]), std::move(played[i]));
}

}  // namespace scenario
