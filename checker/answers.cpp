#include "checker/answers.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <utility>

namespace checker {
namespace {

/// A line is some 90 octets: half a million answers. Then the file begins anew.
constexpr std::uintmax_t kMost = 48u << 20;
constexpr std::size_t kDigest = 64;

/// One call, so that lines of several processes do not mix; a line that is cut is none when it is read.
void append(const std::string& path, const std::string& line) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return;
  [[maybe_unused]] const auto written = ::write(file, line.data(), line.size());
  ::close(file);
}

bool begins_with_digest(const std::string& line) {
  return line.size() > kDigest + 1 && line[kDigest] == ' ' &&
         std::all_of(line.begin(), line.begin() + kDigest,
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

Answers::Answers(std::string path) : path_(std::move(path)) {
  std::error_code error;
  if (const auto size = std::filesystem::file_size(path_, error); !error && size > kMost)
    std::filesystem::remove(path_, error);
  read();
}

void Answers::read() {
  std::ifstream file(path_);
  for (std::string line; std::getline(file, line) && !file.eof();) {  // the last line has no end: it is cut
    const auto space = line.rfind(' ');
    if (!begins_with_digest(line) || space <= kDigest) continue;
    const auto word = line.substr(space + 1);
    if (word != "sat" && word != "unsat") continue;
    answers_.insert_or_assign(line.substr(0, space),
                              Known{word == "sat" ? smt::Status::Sat : smt::Status::Unsat, false});
  }
}

Answers::Key Answers::key(const std::string& solver, const Obligation& question) {
  return question.digest + " " + solver;
}

std::optional<smt::Status> Answers::find(const std::string& solver, const Obligation& question) const {
  const auto wanted = key(solver, question);
  const std::lock_guard lock(mutex_);
  const auto found = answers_.find(wanted);
  if (found == answers_.end()) return std::nullopt;
  if (!std::exchange(found->second.fresh, true)) ++remembered_;
  return found->second.status;
}

void Answers::keep(const std::string& solver, const Obligation& question, smt::Status status) {
  if (status == smt::Status::Unknown) return;
  const auto known = key(solver, question);
  const std::lock_guard lock(mutex_);
  if (!answers_.emplace(known, Known{status, true}).second || path_.empty()) return;
  append(path_, known + (status == smt::Status::Sat ? " sat\n" : " unsat\n"));
}

}  // namespace checker
