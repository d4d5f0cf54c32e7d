#include "cli/certificates/opinions.h"

#include <atomic>
#include <mutex>
#include <thread>

namespace cli::certificates {

using checker::smt::Status;

Opinions ask(const std::map<std::string, std::string>& files, const Asking& asking) {
  struct Query {
    const std::string* text;
    Status* answer;
    const std::string* solver;
  };
  Opinions opinions;
  std::vector<Query> queries;
  for (const auto& [file, text] : files) {
    auto& answers = opinions[file];
    answers.assign(asking.solvers.size(), Status::Unknown);
    for (std::size_t i = 0; i < answers.size(); ++i) queries.push_back({&text, &answers[i], &asking.solvers[i]});
  }
  std::atomic<std::size_t> next = 0;
  std::size_t done = 0;
  std::mutex telling;
  const auto work = [&] {
    for (std::size_t i = next++; i < queries.size() && !asking.stop.stop_requested(); i = next++) {
      *queries[i].answer = checker::smt::run_solver(*queries[i].solver, *queries[i].text, {asking.timeout, 0, asking.stop});
      const std::lock_guard lock(telling);
      if (asking.progress) asking.progress(++done, queries.size());
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned t = 1; t < asking.jobs; ++t) threads.emplace_back(work);
  work();
  threads.clear();  // joins
  return opinions;
}

}  // namespace cli::certificates
