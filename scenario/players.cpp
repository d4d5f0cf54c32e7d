#include "scenario/players.h"

namespace scenario {

Players::Players(const MakeGround& make, unsigned count) {
  for (unsigned i = 0; i < count; ++i) threads_.emplace_back([this, make] { work(make); });
  std::unique_lock lock(mutex_);
  news_.wait(lock, [&] { return ready_ == threads_.size(); });
  if (!failure_) return;
  ends_ = true;
  news_.notify_all();
  lock.unlock();
  for (auto& thread : threads_) thread.join();
  std::rethrow_exception(failure_);
}

Players::~Players() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  news_.notify_all();
  for (auto& thread : threads_) thread.join();
}

std::vector<Played> Players::play(const std::vector<const Script*>& scripts, const std::function<void()>& told) {
  std::vector<Played> results(scripts.size());
  {
    const std::lock_guard lock(mutex_);
    tasks_.clear();
    next_ = done_ = 0;
    for (std::size_t i = 0; i < scripts.size(); ++i) tasks_.push_back({scripts[i], nullptr, &results[i]});
  }
  finish(told);
  return results;
}

Played Players::play(const Script& script, runtime::Capture* capture) {
  Played result;
  {
    const std::lock_guard lock(mutex_);
    tasks_ = {{&script, capture, &result}};
    next_ = done_ = 0;
  }
  finish([] {});
  return result;
}

void Players::finish(const std::function<void()>& told) {
  news_.notify_all();
  std::unique_lock lock(mutex_);
  for (std::size_t known = 0; known < tasks_.size();) {
    news_.wait(lock, [&] { return done_ != known; });
    for (; known < done_; ++known) told();
  }
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Players::work(const MakeGround& make) {
  std::unique_ptr<Ground> ground;
  try {
    ground = make();
  } catch (...) {
    fail();
  }
  std::unique_lock lock(mutex_);
  ++ready_;
  news_.notify_all();
  for (;;) {
    news_.wait(lock, [&] { return ends_ || next_ < tasks_.size(); });
    if (ends_) return;
    const Task task = tasks_[next_++];
    play_one(*ground, task, lock);
    ++done_;
    news_.notify_all();
  }
}

void Players::play_one(Ground& ground, const Task& task, std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  try {
    *task.result = ground.play(*task.script, task.capture);
  } catch (...) {
    fail();
  }
  lock.lock();
}

/// Keeps the first exception.
void Players::fail() {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::current_exception();
}

}  // namespace scenario
