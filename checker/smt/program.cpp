#include "checker/smt/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

extern char** environ;

namespace checker::smt {

namespace {

using Clock = std::chrono::steady_clock;

struct Child {
  pid_t pid = -1;
  int output = -1;
};

/// A file in memory, to be read from its beginning: it leaves nothing behind, however this program ends.
std::optional<int> in_memory(const std::string& text) {
  const int file = memfd_create("synfin", MFD_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = write(file, text.data() + written, text.size() - written);
    if (count <= 0) break;
    written += static_cast<std::size_t>(count);
  }
  if (written == text.size() && lseek(file, 0, SEEK_SET) == 0) return file;
  close(file);
  return std::nullopt;
}

/// Signals reach the program although this thread may not want them.
pid_t spawn(std::vector<char*> argv, int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t pid = -1;
  const int failed = posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? pid : -1;
}

std::optional<Child> start(const std::vector<std::string>& command, int input) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  std::vector<char*> argv;
  for (const auto& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const Child child{spawn(std::move(argv), input, ends[1]), ends[0]};
  close(ends[1]);
  if (child.pid > 0) return child;
  close(ends[0]);
  return std::nullopt;
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

std::optional<std::string> run_program(const std::vector<std::string>& command, const std::string& input,
                                       std::chrono::milliseconds limit, const std::stop_token& stop) {
  const auto file = in_memory(input);
  if (!file) return std::nullopt;
  const auto child = start(command, *file);
  close(*file);
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

}  // namespace checker::smt
