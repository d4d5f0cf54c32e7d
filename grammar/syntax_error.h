// What a reader is told where the parser cannot go on: "unexpected 'x', expected ...". Private to grammar/.
#pragma once

#include "grammar/text.h"

namespace grammar {

/// Thrown at the last error that a run reports, and caught where the parser was started.
struct EnoughErrors {};

/// ANTLR's own recovery with our sentences, at most one for each line.
class SyntaxErrors : public antlr4::DefaultErrorStrategy {
 public:
  SyntaxErrors(const Text& text, std::string_view source, Diagnostics& diagnostics)
      : text_(text), source_(source), diagnostics_(diagnostics) {}

 protected:
  void reportNoViableAlternative(antlr4::Parser* parser, const antlr4::NoViableAltException& e) override;
  void reportInputMismatch(antlr4::Parser* parser, const antlr4::InputMismatchException& e) override;
  void reportUnwantedToken(antlr4::Parser* parser) override;
  void reportMissingToken(antlr4::Parser* parser) override;

 private:
  void report(const antlr4::Token& token, const std::string& expectation);
  std::string shown(const antlr4::Token& token) const;

  const Text& text_;
  std::string_view source_;
  Diagnostics& diagnostics_;
  std::size_t last_line_ = 0;
};

}  // namespace grammar
