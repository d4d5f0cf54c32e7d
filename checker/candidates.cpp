#include "checker/candidates.h"

#include <algorithm>

#include "checker/atoms.h"

namespace checker {

using model::Expr;
using model::Op;

namespace {

/// More are a matter of hours: those that come first in the text.
constexpr std::size_t kAtoms = 300;

/// `x = 3`, or a truth value.
Expr subject_of(Expr atom) {
  if (atom.op() == Op::Variable) return atom;
  if (atom.op() != Op::Equal) return {};
  for (const std::size_t side : {0, 1})
    if (atom.arg(side).op() == Op::Variable && atom.arg(1 - side).op() == Op::Constant) return atom.arg(side);
  return {};
}

}  // namespace

Candidates::Candidates(const model::Model& model, std::uint16_t system, std::optional<std::uint16_t> from,
                       const Samples& samples)
    : pool_(*model.pool), from_(from), everywhere_(samples.everywhere(from)) {
  for (const Expr atom : atoms_of_text(model, system, from))
    if (atoms_.size() < kAtoms) add(atom, samples);
}

void Candidates::add(Expr term, const Samples& samples) {
  Atom atom{term, subject_of(term), {samples.truth(term, from_), everywhere_}};
  for (std::size_t w = 0; w < everywhere_.size(); ++w) atom.truth[1][w] &= ~atom.truth[0][w];
  atoms_.push_back(std::move(atom));
}

/// One search: the clauses of one literal, of two, of three.
class Candidates::Search {
 public:
  Search(const Candidates& candidates, std::size_t most, const std::set<Clause>& given_up)
      : atoms_(candidates.atoms_), everywhere_(candidates.everywhere_), most_(most), given_up_(given_up) {
    const Truth nowhere(everywhere_.size());
    for (std::uint32_t l = 0; l < 2 * atoms_.size(); ++l)
      if (truth(l) != nowhere) literals_.push_back(l);  // what is never so adds nothing
  }

  Found run() {
    for (const auto a : literals_) add({a});
    for (const auto a : literals_)
      for (const auto b : literals_)
        if (a < b && may_meet(a, b)) add({a, b});
    for (const auto a : literals_)
      for (const auto b : literals_)
        if (a < b && is_premise(a) && is_premise(b) && may_meet(a, b))
          for (const auto c : literals_)
            if ((c > b || !is_premise(c)) && may_meet(a, c) && may_meet(b, c)) add({a, b, c});
    return std::move(found_);
  }

 private:
  const Truth& truth(std::uint32_t literal) const { return atoms_[literal / 2].truth[literal % 2]; }
  bool is_premise(std::uint32_t literal) const { return literal % 2 == 1 && atoms_[literal / 2].subject; }

  /// Of one subject nothing is said twice.
  bool may_meet(std::uint32_t a, std::uint32_t b) const {
    const Expr subject = atoms_[a / 2].subject;
    return a / 2 != b / 2 && (!subject || subject != atoms_[b / 2].subject);
  }

  void add(Clause clause) {
    if (found_.tried >= most_) return;
    ++found_.tried;
    if (!is_true(clause)) return void(++found_.untrue);
    std::sort(clause.begin(), clause.end());
    if (true_.insert(clause).second && !has_part(clause)) found_.clauses.push_back(std::move(clause));
  }

  bool is_true(const Clause& clause) const {
    for (std::size_t w = 0; w < everywhere_.size(); ++w) {
      std::uint64_t word = 0;
      for (const auto literal : clause) word |= truth(literal)[w];
      if (word != everywhere_[w]) return false;
    }
    return true;
  }

  bool has_part(const Clause& clause) const {
    for (std::uint32_t mask = 1; mask + 1 < (1u << clause.size()); ++mask) {
      Clause part;
      for (std::size_t i = 0; i < clause.size(); ++i)
        if (mask >> i & 1) part.push_back(clause[i]);
      if (true_.contains(part) && !given_up_.contains(part)) return true;
    }
    return false;
  }

  const std::vector<Atom>& atoms_;
  const Truth& everywhere_;
  std::size_t most_;
  const std::set<Clause>& given_up_;
  std::vector<std::uint32_t> literals_;
  std::set<Clause> true_;
  Found found_;
};

Candidates::Found Candidates::find(std::size_t most, const std::set<Clause>& given_up) const {
  return Search(*this, most, given_up).run();
}

/// As people write it: `p and q => r`.
model::Quantified Candidates::statement(const Clause& clause) const {
  std::vector<Expr> premises, conclusions;
  for (const auto literal : clause)
    (literal % 2 == 1 ? premises : conclusions).push_back(atoms_[literal / 2].term);
  model::Quantified statement;
  if (from_) statement.from.push_back(*from_);
  statement.body = premises.empty() ? pool_.disjoin(std::move(conclusions))
                                    : pool_.implies(pool_.conjoin(std::move(premises)),
                                                    pool_.disjoin(std::move(conclusions)));
  return statement;
}

}  // namespace checker
