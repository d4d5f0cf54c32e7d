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

std::vector<Played> Players::play(const std::vector<Scene>& scenes, const std::function<void()>& told) {
  std::vector<Played> results(scenes.size());
  std::unique_lock lock(mutex_);
  tasks_.clear();
  next_ = done_ = 0;
  for (std::size_t i = 0; i < scenes.size(); ++i) tasks_.push_back({scenes[i], &results[i]});
  news_.notify_all();
  for (std::size_t known = 0; known < tasks_.size();) {
    news_.wait(lock, [&] { return done_ != known; });
    for (; known < done_; ++known) told();
  }
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  return results;
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
    *task.result = ground.play(*task.scene.script, task.scene.capture);
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
