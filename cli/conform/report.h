// What synfin conform found, as text and as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "scenario/conform.h"

namespace cli::conformance {

/// Who was asked what, and how long it took.
struct Question {
  std::string system;  // "Linux 6.18.44, this machine's kernel"
  std::string spec;    // the specification's file
  double seconds = 0;
};

/// "A73 (3.10.7.4 fifth)"
std::string rule(const scenario::Deviation&);
/// "SYN_RECEIVED, ESTABLISHED"
std::string states(const scenario::Deviation&);
/// "p=a, q=b"
std::string list(const std::vector<scenario::Assignment>&);
/// What came instead; "nothing".
std::string instead(const scenario::Deviation&);

/// How many no choice of policies allows.
std::size_t allowed_by_none(const scenario::Conformance&);

void show(const Question&, const scenario::Conformance&);
nlohmann::json json(const Question&, const scenario::Conformance&);

}  // namespace cli::conformance
