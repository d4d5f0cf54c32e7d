#include "model/expr.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace model {

namespace {

std::size_t mix(std::size_t seed, std::uint64_t value) {
  return seed ^ (value + 0x9e3779b97f4a7c15ULL + (seed << 6) + (seed >> 2));
}

std::size_t hash_of(const Node& node) {
  std::size_t seed = static_cast<std::size_t>(node.op);
  seed = mix(seed, node.sort.width);
  seed = mix(seed, node.value);
  seed = mix(seed, (std::uint64_t{static_cast<std::uint8_t>(node.place.owner)} << 32) |
                       (std::uint64_t{node.place.which} << 16) | node.place.field);
  for (Expr arg : node.args) seed = mix(seed, arg.id());
  return seed;
}

bool same(const Node& a, const Node& b) {
  return a.op == b.op && a.sort == b.sort && a.value == b.value && a.place == b.place && a.args == b.args;
}

/// A number for each node, by its id: a table that a thread keeps, since a search in it begins for every few nodes.
std::vector<std::uint32_t>& numbers(std::size_t most) {
  thread_local std::vector<std::uint32_t> table;
  if (table.size() < most) table.resize(most + most / 2);
  return table;
}

}  // namespace

Expr ExprPool::intern(Op op, Sort sort, std::uint64_t value, Place place, std::vector<Expr> args) {
  Node node{op, sort, value, place, std::move(args), static_cast<std::uint32_t>(nodes_.size())};
  std::size_t hash = hash_of(node);
  auto [begin, end] = index_.equal_range(hash);
  for (auto it = begin; it != end; ++it)
    if (same(*it->second, node)) return Expr(it->second);
  nodes_.push_back(std::move(node));
  index_.emplace(hash, &nodes_.back());
  return Expr(&nodes_.back());
}

Expr ExprPool::rebuild(Expr like, std::vector<Expr> args) {
  switch (like.op()) {
    case Op::Constant:
    case Op::Variable: return like;
    case Op::Not: return negate(args[0]);
    case Op::And: return conjoin(std::move(args));
    case Op::Or: return disjoin(std::move(args));
    case Op::Equal: return equal(args[0], args[1]);
    case Op::Less: return less(args[0], args[1]);
    case Op::LessEqual: return less_equal(args[0], args[1]);
    case Op::SerialLess: return serial_less(args[0], args[1]);
    case Op::Add: return add(args[0], args[1]);
    case Op::Subtract: return subtract(args[0], args[1]);
    case Op::Multiply: return multiply(args[0], args[1]);
    case Op::Ite: return ite(args[0], args[1], args[2]);
    case Op::Resize: return resize(like.sort(), args[0]);
  }
  throw std::logic_error("rebuild: unknown operator");
}

std::vector<Expr> subterms(std::span<const Expr> terms) {
  thread_local std::uint32_t round = 0;
  thread_local std::vector<std::uint32_t> seen;  // in which round, by id
  if (++round == 0) std::ranges::fill(seen, 0), round = 1;
  std::vector<Expr> open, found;
  const auto meet = [&](Expr e) {
    if (seen.size() <= e.id()) seen.resize(e.id() + e.id() / 2 + 1, 0);
    if (std::exchange(seen[e.id()], round) != round) open.push_back(e);
  };
  for (const Expr e : terms) meet(e);
  while (!open.empty()) {
    found.push_back(open.back());
    open.pop_back();
    for (const Expr arg : found.back().args()) meet(arg);
  }
  std::sort(found.begin(), found.end());  // ids grow with creation
  return found;
}

Expr substitute(ExprPool& pool, Expr e, const Substitution& by) {
  const std::vector<Expr> order = subterms({&e, 1});
  std::vector<std::uint32_t> operands;  // of all terms, one after the other: where they stand in the order
  auto& place = numbers(e.id() + std::size_t{1});
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    place[order[i].id()] = i;
    for (const Expr arg : order[i].args()) operands.push_back(place[arg.id()]);
  }
  std::vector<Expr> done;
  done.reserve(order.size());
  std::size_t next = 0;  // `by` may substitute, too: the table is not looked at any more
  for (const Expr term : order) {
    Expr result = term;
    if (term.op() == Op::Variable) {
      if (const Expr replacement = by(term)) result = replacement;
    } else if (!term.args().empty()) {
      std::vector<Expr> args;
      args.reserve(term.args().size());
      for (std::size_t i = 0; i < term.args().size(); ++i) args.push_back(done[operands[next++]]);
      if (!std::equal(args.begin(), args.end(), term.args().begin()))
        result = pool.rebuild(term, std::move(args));
    }
    done.push_back(result);
  }
  return done.back();
}

std::vector<Expr> variables_of(Expr e) {
  std::vector<Expr> found;
  for (Expr term : subterms({&e, 1}))
    if (term.op() == Op::Variable) found.push_back(term);
  std::sort(found.begin(), found.end(), [](Expr a, Expr b) { return a.place() < b.place(); });
  return found;
}

std::uint64_t apply(Op op, Sort sort, std::span<const Sort> arg_sorts, std::span<const std::uint64_t> args) {
  switch (op) {
    case Op::Constant:
    case Op::Variable: break;
    case Op::Not: return args[0] ^ 1;
    case Op::And: return std::all_of(args.begin(), args.end(), [](std::uint64_t a) { return a != 0; });
    case Op::Or: return std::any_of(args.begin(), args.end(), [](std::uint64_t a) { return a != 0; });
    case Op::Equal: return args[0] == args[1];
    case Op::Less: return args[0] < args[1];
    case Op::LessEqual: return args[0] <= args[1];
    case Op::SerialLess: {
      std::uint8_t width = arg_sorts[0].width;
      std::uint64_t ahead = truncate(args[1] - args[0], width);
      return ahead != 0 && ahead < (std::uint64_t{1} << (width - 1));
    }
    case Op::Add: return truncate(args[0] + args[1], sort.width);
    case Op::Subtract: return truncate(args[0] - args[1], sort.width);
    case Op::Multiply: return truncate(args[0] * args[1], sort.width);
    case Op::Ite: return args[0] ? args[1] : args[2];
    case Op::Resize: return truncate(args[0], sort.width);
  }
  throw std::logic_error("apply: not an operator");
}

}  // namespace model
