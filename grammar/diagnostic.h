// Everything that Synfin can tell a user about a text: collected values with spans and stable codes.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "grammar/source.h"

namespace grammar {

// A line each, what it stands for beside it.
// clang-format off

/// Stable codes: docs/errors.md explains each with an example that is a test. 0xx reading, 1xx names, 2xx types, 3xx structure.
enum class Code : std::uint16_t {
  UnexpectedToken = 1,     // a word or sign that cannot stand here
  UnexpectedCharacter = 2, // a character outside the language
  NestedTooDeep = 3,
  FileTooLarge = 4,
  CannotRead = 5,          // a file that is missing or cannot be opened
  ImportCycle = 6,
  NumberTooLarge = 7,
  EmptyFile = 8,
  UnknownName = 101,
  DuplicateName = 102,
  WrongKindOfName = 103,   // a state where a variable is expected, …
  RecursiveLet = 104,
  TypeMismatch = 201,
  NotAssignable = 202,
  WrongArguments = 203,    // number of arguments of a let, call or signal
  SpaceMismatch = 204,     // numbers of two sequence spaces compared or mixed
  MissingDeclaration = 301,  // a machine without states, a system without endpoints, …
  MisplacedConstruct = 302,  // old(..) in an invariant, `otherwise` that is not last, …
  UnknownRule = 303,       // a variant changes a rule that is not there
  UnknownPolicyValue = 304,
  ValueOutOfRange = 305,
  TooManyStates = 306,
};

struct Note { Span span; std::string message; };

struct Diagnostic {
  Code code;
  Span span;
  std::string message;               // what is wrong and what was expected, one sentence
  std::vector<Note> notes;           // related places
  std::string help;                  // a remedy: "did you mean 'una'?"; may be empty
};

/// Collects; never throws, never prints. Passes go on after an error.
class Diagnostics {
 public:
  void error(Code code, Span span, std::string message, std::vector<Note> notes = {}, std::string help = {}) {
    list_.push_back({code, span, std::move(message), std::move(notes), std::move(help)});
  }
  bool empty() const { return list_.empty(); }
  const std::vector<Diagnostic>& all() const { return list_; }
  /// There are more errors than anyone reads.
  void leave_off() { left_off_ = true; }
  bool left_off() const { return left_off_; }

 private:
  std::vector<Diagnostic> list_;
  bool left_off_ = false;
};

/// file:line:col: error[E101]: message, then the source line with carets, the notes and the help; at last whether more were left off.
void print(std::ostream& out, const Sources& sources, const Diagnostics& diagnostics, bool colour);

/// The candidate nearest to a misspelt name, or empty if none is near.
std::string nearest(const std::string& name, const std::vector<std::string>& candidates);

// clang-format on

}  // namespace grammar
