// What a reader is told where the parser cannot go on: "unexpected 'x', expected ...". Private to grammar/.
#pragma once

#include "grammar/text.h"

namespace grammar {

/// Thrown after an error was reported, and caught where the parser was started.
struct SyntaxErrorReported {
  std::size_t token;  // index in the stream
};

/// Reports the first error and gives up: where to go on is decided by who started the parser, so that one
/// slip gives one message.
class SyntaxErrors : public antlr4::DefaultErrorStrategy {
 public:
  SyntaxErrors(const Text& text, std::string_view source, Diagnostics& diagnostics)
      : text_(text), source_(source), diagnostics_(diagnostics) {}

  void recover(antlr4::Parser* parser, std::exception_ptr e) override;

 protected:
  void reportNoViableAlternative(antlr4::Parser* parser, const antlr4::NoViableAltException& e) override;
  void reportInputMismatch(antlr4::Parser* parser, const antlr4::InputMismatchException& e) override;
  void reportUnwantedToken(antlr4::Parser* parser) override { throw antlr4::InputMismatchException(parser); }
  antlr4::Token* singleTokenDeletion(antlr4::Parser* /*parser*/) override { return nullptr; }
  bool singleTokenInsertion(antlr4::Parser* /*parser*/) override { return false; }

 private:
  void report(const antlr4::Token& token, const std::string& expectation, std::string help);
  void report_expected(antlr4::Parser& parser, const antlr4::Token& token);
  bool explained(const antlr4::Token& token) const;
  std::string shown(const antlr4::Token& token) const;

  const Text& text_;
  std::string_view source_;
  Diagnostics& diagnostics_;
  std::size_t reported_ = 0;  // index of the token
};

/// After the error at token `last`: reads the declarations and rules behind it by themselves, for the first
/// error in each.
void report_later_errors(synfin_parser::SynfinParser& parser, Text& text, std::size_t last,
                         const Diagnostics& diagnostics);

}  // namespace grammar
