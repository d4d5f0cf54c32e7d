// Which of the written lemmas the claims of a system need: a least set of those that will do, none of which can be left out.
#pragma once

#include <string>
#include <vector>

#include "checker/supports.h"

namespace checker {

/// What became of one lemma, or of one claim.
struct Need {
  enum class Verdict : std::uint8_t {
    Needed,        // without it a claim is not proved
    NotNeeded,     // the others will do
    NotInductive,  // not kept by some step, even with all others
    Unknown,       // no solver could say, or there was no time
  };
  std::string lemma;
  Verdict verdict = Verdict::Unknown;
  std::string claim;                 // Needed: which one is lost …
  std::string step;                  // … and where; NotInductive: where
  std::vector<std::string> through;  // Needed: lemmas that are lost on the way
};

/// A claim that the steps do not show even with all lemmas.
struct Unproved {
  std::string claim;        // its id
  std::string step;         // where it is lost; empty: it has no measure over the state
  bool unanswered = false;  // no solver could say, of it or of what was lost before
};

struct Minimal {
  std::vector<Need> needs;          // as in the text
  std::vector<std::string> proved;  // claims, by id: with all lemmas
  std::vector<Unproved> unproved;   // the others; if nothing is proved, nothing is known of the lemmas
  std::size_t questions = 0;
  bool confirmed =
      false;  // with the needed lemmas alone (and the unknown ones) all that was proved is, by the engines
  bool interrupted = false;
  std::vector<std::string> left() const;  // the lemmas that stay: needed and unknown
};

/// Of these claims of the system, and of its invariants, on which all its proofs rest; none named: of all. Later lemmas are tried first.
Minimal minimize(const model::Model& model, std::uint16_t system, const std::vector<std::string>& claims,
                 const Limits& limits);

/// The same for some elements only, in a proof that is there: which of `from` can go, so that all `required` is still shown.
struct Reduced {
  Elements left, unknown;  // of `from`: what stays, and of what of it no solver could say whether it must
  std::vector<Supports::Kept> without;  // by element: what was lost when it was left out
};
Reduced reduced(Supports& supports, Elements there, const Elements& from, const Elements& required,
                const Limits& limits);

/// The engines that `check` asks prove these claims, by id, of a system; without those of its invariants that are known not to be, for nothing is
/// proved beside one that fails.
bool are_proved(model::Model model, std::uint16_t system, const std::vector<std::string>& claims,
                const std::vector<std::string>& but_for, const Limits& limits);

/// The model with these of the system's lemmas alone.
model::Model with_lemmas(model::Model model, std::uint16_t system, const std::vector<std::string>& names);

}  // namespace checker
