#include "checker/smt/recheck.h"

#include <z3.h>

#include <algorithm>

#include "checker/smt/program.h"
#include "checker/smt/text.h"

namespace checker::smt {

namespace {

template <typename Ask>
void confirm(Opinion& opinion, const Certificate& certificate, Ask ask) {
  for (const Obligation& obligation : certificate.obligations) {
    const Status status = ask(obligation.text);
    if (status == expected(obligation))
      ++opinion.confirmed;
    else if (status == Status::Unknown)
      opinion.unanswered.push_back(obligation.name);
    else
      opinion.contradicted.push_back(obligation.name);
  }
}

/// What the first way has no answer to in so long goes the next way.
constexpr std::chrono::milliseconds kFirstWay{10'000};

/// How the program reads a text from its standard input. cvc5 is quick with most texts; with the longest it is two to three
/// times quicker when it makes clauses of everything at once.
std::vector<std::vector<std::string>> ways(const std::string& solver) {
  if (solver == "z3") return {{"z3", "-smt2", "-in"}};
  return {{"cvc5", "--lang=smt2", "-"}, {"cvc5", "--lang=smt2", "--bitblast=eager", "-"}};
}

Status status(const std::string& output) {
  const auto first_line = output.substr(0, output.find('\n'));
  if (first_line == "unsat") return Status::Unsat;
  return first_line == "sat" ? Status::Sat : Status::Unknown;
}

}  // namespace

std::string z3_name() {
  unsigned major = 0, minor = 0, build = 0, revision = 0;
  Z3_get_version(&major, &minor, &build, &revision);
  return "z3 " + std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(build);
}

Opinion ask_z3(const Certificate& certificate, const Effort& per_obligation) {
  Opinion opinion;
  opinion.solver = z3_name();
  confirm(opinion, certificate,
          [&](const std::string& text) { return solve_text(text, per_obligation).status; });
  return opinion;
}

Opinion ask_cvc5(const Certificate& certificate, const Effort& per_obligation) {
  Opinion opinion;
  opinion.solver = solver_name("cvc5");
  if (opinion.solver.empty()) return opinion;
  confirm(opinion, certificate,
          [&](const std::string& text) { return run_solver("cvc5", text, per_obligation); });
  return opinion;
}

std::string solver_name(const std::string& solver) {
  const auto output = run_program({solver, "--version"}, {}, std::chrono::seconds(10), {});
  if (!output) return {};
  const auto at = output->find("version ");
  if (at == std::string::npos) return {};
  const auto begin = at + std::string_view("version ").size();
  return solver + " " + output->substr(begin, output->find_first_of(" \n[", begin) - begin);
}

Status run_solver(const std::string& solver, const std::string& smtlib, const Effort& effort) {
  auto left = effort.timeout;
  const auto all = ways(solver);
  for (const auto& command : all) {
    const auto limit = command == all.back() ? left : std::min(left, kFirstWay);
    const auto output = run_program(command, smtlib, limit, effort.stop);
    if (output) return status(*output);
    if (effort.stop.stop_requested() || (left -= limit).count() <= 0) break;
  }
  return Status::Unknown;
}

}  // namespace checker::smt
