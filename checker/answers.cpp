#include "checker/answers.h"

#include <string_view>

namespace checker {
namespace {

/// FNV-1a, and a multiplicative hash of its own; where a text ends counts.
void add(Answers::Key& key, std::string_view text) {
  constexpr std::uint64_t kPrime = 0x100000001b3;
  for (const char c : text) {
    key[0] = (key[0] ^ static_cast<unsigned char>(c)) * kPrime;
    key[1] = (key[1] + static_cast<unsigned char>(c)) * 0x9e3779b97f4a7c15 ^ (key[1] >> 29);
  }
  key[0] = (key[0] ^ 0x100) * kPrime;
  key[1] = (key[1] + 0x100) * 0x9e3779b97f4a7c15 ^ (key[1] >> 29);
}

}  // namespace

Answers::Key Answers::key(const Obligation& obligation) {
  Key key{0xcbf29ce484222325, 0x6c62272e07bb0142};
  add(key, obligation.declarations);
  for (const auto& premise : obligation.premises) add(key, premise);
  add(key, "=>");
  add(key, obligation.goal);
  return key;
}

std::optional<smt::Status> Answers::find(const Key& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = answers_.find(key);
  if (found == answers_.end()) return std::nullopt;
  return found->second;
}

void Answers::keep(const Key& key, smt::Status status) {
  if (status == smt::Status::Unknown) return;
  const std::lock_guard lock(mutex_);
  answers_.emplace(key, status);
}

}  // namespace checker
