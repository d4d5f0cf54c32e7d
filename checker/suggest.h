// Lemmas that nobody has written: candidates that are true as far as a search goes and are kept by every step, and what they prove.
#pragma once

#include <string>
#include <vector>

#include "checker/engine.h"

namespace checker {

struct Scope {
  std::uint64_t states = 20'000;   // that the search looks at
  std::size_t tried = 2'000'000;   // candidates, of each reading
  std::size_t candidates = 1'000;  // that go to the solvers at once: the shortest
  bool all = false;                // also what follows from the written lemmas, or is not needed
};

struct Suggestion {
  std::uint64_t states = 0;
  std::size_t tried = 0, untrue = 0;     // candidates; those that are false in some state
  std::size_t asked = 0, inductive = 0;  // those that went to the solvers; those that every step keeps
  std::size_t known = 0;                 // of the inductive: they follow from what is written
  bool cut = false;                      // there were more than may be tried or asked
  bool doubtful = false;                 // some were given up as no solver could say
  std::vector<model::Lemma> lemmas;      // suggested_1 …
  std::vector<std::string> open,
      proved;              // claims that the written lemmas do not prove; those of them that these prove
  bool confirmed = false;  // the engines say so, too
  std::size_t questions = 0;
  std::string why;  // nothing could be done
};

/// If claims are open, a least set that proves as many as can be; else what is new and does not follow from the rest.
Suggestion suggest(const model::Model& model, std::uint16_t system, const Scope& scope, const Limits& limits);

/// "lemma suggested_1 in Pair for s from B: s.PRICE = 3 => A.state = OPEN".
std::string written(const model::Model& model, const model::Lemma& lemma);

}  // namespace checker
