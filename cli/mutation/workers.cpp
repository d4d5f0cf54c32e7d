#include "cli/mutation/workers.h"

#include <atomic>
#include <mutex>
#include <thread>

namespace cli::mutation {
namespace {

std::string word(checker::Fate fate) {
  switch (fate) {
    case checker::Fate::Same: return "none";
    case checker::Fate::Killed: return "killed";
    case checker::Fate::Unproved: return "unproved";
    case checker::Fate::Equivalent: return "equivalent";
    case checker::Fate::Survived: return "survived";
  }
  return {};
}

/// One thread's models. A pool of expressions only grows, so that it is thrown away from time to time.
class Worker {
 public:
  Worker(const Work& work, std::shared_ptr<checker::Repertoire> repertoire)
      : work_(work), repertoire_(std::move(repertoire)), mutants_(work.loaded.specification, work.loaded.sources) {}

  checker::Judgement judge(std::size_t number) {
    constexpr std::size_t kNodes = 4'000'000;
    if (!original_ || original_->pool->size() > kNodes) refresh();
    grammar::Diagnostics diagnostics;
    const auto mutant = model::elaborate(mutants_.specification(number), work_.choice, diagnostics, original_->pool);
    if (mutant) return test_->judge(*mutant);
    checker::Judgement none;
    none.fate = none.by_both_ends = checker::Fate::Same;
    return none;
  }

 private:
  void refresh() {
    grammar::Diagnostics diagnostics;
    test_.reset();
    original_ = model::elaborate(work_.loaded.specification, work_.choice, diagnostics);
    test_.emplace(*original_, work_.limits, repertoire_);
  }

  const Work& work_;
  std::shared_ptr<checker::Repertoire> repertoire_;
  model::Mutants mutants_;
  std::optional<model::Model> original_;
  std::optional<checker::MutationTest> test_;
};

Result result_of(const Work& work, const model::Mutant& mutant, const checker::Judgement& judgement, double seconds) {
  return {mutant.id, place(work.loaded, mutant.place), mutant.mutation, mutant.before, mutant.after, word(judgement.fate), judgement.killer,
          word(judgement.by_both_ends), judgement.killer_of_both_ends, judgement.unproved, judgement.equivalence.obligations.size(), seconds};
}

/// Of a model of its own, in a pool of its own.
std::shared_ptr<checker::Repertoire> repertoire(const Work& work) {
  constexpr std::uint64_t kSteps = 2'000'000;
  grammar::Diagnostics diagnostics;
  return std::make_shared<checker::Repertoire>(*model::elaborate(work.loaded.specification, work.choice, diagnostics), kSteps, work.limits.stop);
}

}  // namespace

void judge(const Work& work, std::span<const std::size_t> numbers, const Told& told) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> over = false;
  std::mutex telling;
  const auto known = repertoire(work);
  const auto go = [&] {
    Worker worker(work, known);
    for (std::size_t i = next++; i < numbers.size() && !over; i = next++) {
      const auto begin = std::chrono::steady_clock::now();
      const auto judgement = worker.judge(numbers[i]);
      if (work.limits.stop.stop_requested()) return;
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      const std::lock_guard lock(telling);
      if (!told(numbers[i], result_of(work, work.mutants[numbers[i]], judgement, seconds), judgement.equivalence)) over = true;
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned t = 1; t < work.workers; ++t) threads.emplace_back(go);
  go();
}

}  // namespace cli::mutation
