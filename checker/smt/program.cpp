#include "checker/smt/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>

extern char** environ;

namespace checker::smt {

namespace {

using Clock = std::chrono::steady_clock;

struct Child {
  pid_t pid = -1;
  int output = -1;
};

std::optional<Child> start(const std::vector<std::string>& command) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  std::vector<char*> argv;
  for (const auto& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  Child child;
  const int failed = posix_spawnp(&child.pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (failed != 0) {
    close(ends[0]);
    return std::nullopt;
  }
  child.output = ends[0];
  return child;
}

/// Reads until the program closes its output; false when the time is over or somebody asks to stop.
bool read_all(int from, Clock::time_point deadline, const std::stop_token& stop, std::string& text) {
  std::array<char, 4096> buffer{};
  while (Clock::now() < deadline && !stop.stop_requested()) {
    pollfd ready{from, POLLIN, 0};
    if (poll(&ready, 1, 50) <= 0) continue;
    const ssize_t count = read(from, buffer.data(), buffer.size());
    if (count == 0) return true;
    if (count < 0) return false;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return false;
}

}  // namespace

std::optional<std::string> run_program(const std::vector<std::string>& command,
                                       std::chrono::milliseconds limit, const std::stop_token& stop) {
  const auto child = start(command);
  if (!child) return std::nullopt;
  std::string text;
  const bool complete = read_all(child->output, Clock::now() + limit, stop, text);
  if (!complete) kill(child->pid, SIGKILL);
  close(child->output);
  int status = 0;
  while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) {}
  if (!complete || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
  return text;
}

std::optional<std::string> temporary_file(const std::string& text) {
  std::error_code failed;
  const auto folder = std::filesystem::temp_directory_path(failed);
  if (failed) return std::nullopt;
  std::string path = (folder / "synfin-XXXXXX").string();
  const int file = mkostemp(path.data(), O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = write(file, text.data() + written, text.size() - written);
    if (count <= 0) break;
    written += static_cast<std::size_t>(count);
  }
  close(file);
  if (written == text.size()) return path;
  remove_file(path);
  return std::nullopt;
}

void remove_file(const std::string& path) { unlink(path.c_str()); }

}  // namespace checker::smt
