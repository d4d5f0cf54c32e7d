// The specifications of a folder: which there are, which of them are to be checked, and in which order.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/checking/file.h"

namespace cli::checking {

struct Folder {
  std::vector<File> files;  // by name, but what a file imports before it
  Exit worst = Exit::Ok;    // of those whose texts have errors, which are printed
};

/// Reads all of them; what is skipped is noted on standard error. Or, with a message, why nothing is to be checked.
std::variant<Folder, Exit> open_folder(const CheckArguments& arguments);

/// Of two files: what a user has to look at first.
Exit worse(Exit a, Exit b);

}  // namespace cli::checking
