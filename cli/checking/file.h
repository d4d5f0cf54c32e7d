// A specification that is to be checked: its models, and what is asked of each.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/check.h"

namespace cli::checking {

/// One model of a file: its own, of one of its variants, or under a profile under which it claims something.
struct Part {
  model::Model model;
  std::vector<std::string> properties;  // their ids; empty: all, or those that a variant refutes
  std::string folder;                   // below those that are asked for; empty: the file has no other part
  bool whole = true;                    // not a selection of its claims
};

struct File {
  std::string path;
  Loaded loaded;
  std::vector<Part> parts;
  std::vector<model::Elsewhere> left_out;  // by the policies that the command line chooses
};

/// Why nothing is asked of a file.
struct Refusal {
  Exit exit;
  std::string why;  // empty: the text has errors, which are printed
};

/// Properties are not looked for yet.
std::variant<File, Refusal> open(const CheckArguments& arguments, const std::string& path, Loaded loaded);

/// It has a machine and a meaning by itself, not only where it is imported. Prints nothing.
bool stands_alone(const Loaded& loaded);

/// The ids and names of the claims that are asked.
std::vector<std::string> known(const File& file);

/// Says why nothing of that name is asked.
void unknown(const File& file, const std::string& name);

/// Only these of the claims, by id or name: parts without any go. What is none of the file's is ignored.
void select(File& file, const std::vector<std::string>& properties);

}  // namespace cli::checking
