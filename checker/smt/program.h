// Another program, run for a bounded time: how cvc5 is asked.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace checker::smt {

/// What the program (found in PATH) wrote to its standard output when `input` was its standard input. Empty if it
/// cannot be started, fails, is stopped or takes too long; it is then killed. Never throws.
std::optional<std::string> run_program(const std::vector<std::string>& command, const std::string& input,
                                       std::chrono::milliseconds limit, const std::stop_token& stop);

}  // namespace checker::smt
