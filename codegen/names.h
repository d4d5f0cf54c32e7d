// Names that C++ accepts: made from the names and texts of a specification, each once in its scope.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace codegen {

/// Letters, digits and single underscores: "connection already exists" becomes connection_already_exists.
/// Keywords get a trailing `_`.
std::string identifier(std::string_view text);

std::string lower_case(std::string_view text);

/// One scope of C++. Deterministic: the first to ask for a name gets it, later ones get trailing underscores.
class Names {
 public:
  Names() = default;
  explicit Names(std::set<std::string> taken) : taken_(std::move(taken)) {}
  std::string take(std::string_view wanted);

 private:
  std::set<std::string> taken_;
};

}  // namespace codegen
