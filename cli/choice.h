// What the command line chooses of what a specification leaves open, by the names that it declares.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/load.h"

namespace cli {

/// "no policy named seqvel; did you mean 'seqval'?"
std::string misspelling(const std::string& what, const std::string& name, const std::vector<std::string>& known);

/// Says so.
void misspelt(const char* what, const std::string& name, const std::vector<std::string>& known);

/// Policies as policy=value, over the profile; a variant by its id or name. Or what of it the specification does not declare, in words.
std::variant<model::Choice, std::string> chosen(const Loaded& loaded, const std::vector<std::string>& policies, const std::string& profile,
                                                const std::string& variant);

/// The same; empty, with a message, if the specification declares no such thing.
std::optional<model::Choice> choice(const Loaded& loaded, const std::vector<std::string>& policies, const std::string& profile = {},
                                    const std::string& variant = {});

/// A specification as the command line chooses it.
struct Opened {
  Loaded loaded;
  model::Choice choice;
  model::Model model;
};

/// What a command on one model begins with. On an error prints it: bad input, or names that the specification does not declare (usage).
std::variant<Opened, Exit> opened(const std::string& path, const std::vector<std::string>& policies, const std::string& profile = {},
                                  const std::string& variant = {});

}  // namespace cli
