#include "grammar/syntax_error.h"

#include <algorithm>

#include <fmt/format.h>

namespace grammar {
namespace {

using synfin_parser::SynfinParser;
using Types = antlr4::misc::IntervalSet;

constexpr std::size_t longest_shown = 40;     // of an unexpected token
constexpr std::size_t most_alternatives = 5;  // a longer list tells nobody anything

/// What stands in each place where a dozen words could.
std::string place(std::size_t rule) {
  if (is_one_of(rule, {SynfinParser::RuleFile, SynfinParser::RuleItem})) {
    return "a declaration ('machine', 'system', 'invariant', 'variant', …)";
  }
  if (is_one_of(rule, {SynfinParser::RuleMachine, SynfinParser::RuleExtend, SynfinParser::RuleMachineItem})) {
    return "an item of a machine ('state', 'variable', 'let', 'on', …)";
  }
  if (is_one_of(rule, {SynfinParser::RuleSystem, SynfinParser::RuleSystemItem})) {
    return "an item of a system ('endpoint', 'network', 'ghost', 'assume', …)";
  }
  if (is_one_of(rule, {SynfinParser::RuleVariant, SynfinParser::RuleChange})) {
    return "a change ('replace', 'remove', 'insert', 'policy', …)";
  }
  if (is_one_of(rule, {SynfinParser::RuleRun, SynfinParser::RuleRunStep})) {
    return "a step of a run ('call', 'deliver', 'expect', …)";
  }
  return {};
}

bool is_word(std::size_t type) { return type < SynfinParser::AND || type == SynfinParser::ID; }

bool is_operator(std::size_t type) {
  return (type >= SynfinParser::AND && type <= SynfinParser::IN) ||
         (type >= SynfinParser::EQUAL && type <= SynfinParser::TIMES) || type == SynfinParser::DOT ||
         type == SynfinParser::POWER;
}

bool begins_expression(std::size_t type) {
  return is_word(type) || type == SynfinParser::NUMBER || type == SynfinParser::LPAREN ||
         type == SynfinParser::LESS || type == SynfinParser::NOT || type == SynfinParser::IF ||
         type == SynfinParser::TRUE || type == SynfinParser::FALSE;
}

std::string named(const antlr4::dfa::Vocabulary& vocabulary, std::size_t type) {
  if (type == antlr4::Token::EOF) return "the end of the file";
  if (type == SynfinParser::STRING) return "a text in quotes";
  if (type == SynfinParser::NUMBER) return "a number";
  return vocabulary.getDisplayName(type);
}

std::string joined(const std::vector<std::string>& alternatives) {
  std::string result;
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    if (i > 0) result += i + 1 == alternatives.size() ? " or " : ", ";
    result += alternatives[i];
  }
  return result;
}

/// The tokens that could stand here, in words: few, and the general before the particular.
std::string in_words(antlr4::Parser& parser, const Types& expected) {
  std::vector<std::string> alternatives;
  std::vector<ssize_t> rest = expected.toList();
  const auto take = [&](const std::string& phrase, bool (*belongs)(std::size_t)) {
    alternatives.push_back(phrase);
    std::erase_if(rest, [&](ssize_t type) { return belongs(static_cast<std::size_t>(type)); });
  };
  const bool value = expected.contains(static_cast<std::size_t>(SynfinParser::NUMBER)) &&
                     expected.contains(static_cast<std::size_t>(SynfinParser::LPAREN));
  const bool operand_before = expected.contains(static_cast<std::size_t>(SynfinParser::AND));
  if (operand_before) take("an operator", is_operator);
  if (value && !operand_before) {
    take("an expression", begins_expression);
  } else if (expected.contains(static_cast<std::size_t>(SynfinParser::ID))) {
    const bool effect = expected.contains(static_cast<std::size_t>(SynfinParser::RBRACE)) &&
                        parser.getContext()->getRuleIndex() != SynfinParser::RuleHandler;
    take(effect ? "an effect" : "a name", is_word);
  }
  const std::string here = place(parser.getContext()->getRuleIndex());
  if (rest.size() > most_alternatives && !here.empty()) take(here, is_word);
  for (const ssize_t type : rest) {
    if (alternatives.size() < most_alternatives)
      alternatives.push_back(named(parser.getVocabulary(), static_cast<std::size_t>(type)));
  }
  return joined(alternatives);
}

/// The token before this one, comments apart, or null.
const antlr4::Token* visible_before(antlr4::Parser& parser, const antlr4::Token& token) {
  for (std::size_t i = token.getTokenIndex(); i > 0; --i) {
    const antlr4::Token* before = parser.getTokenStream()->get(i - 1);
    if (before->getChannel() == antlr4::Token::DEFAULT_CHANNEL) return before;
  }
  return nullptr;
}

/// A word misspelt, or an effect that looks like the beginning of the next rule.
std::string remedy(antlr4::Parser& parser, const antlr4::Token& token, const Types& expected) {
  if (is_word(token.getType()) && !expected.contains(static_cast<std::size_t>(SynfinParser::ID))) {
    std::vector<std::string> words;
    for (const ssize_t type : expected.toList()) {
      if (!is_word(static_cast<std::size_t>(type))) continue;
      const std::string quoted = parser.getVocabulary().getLiteralName(static_cast<std::size_t>(type));
      words.push_back(quoted.substr(1, quoted.size() - 2));
    }
    const std::string word = nearest(token.getText(), words);
    if (!word.empty()) return fmt::format("did you mean '{}'?", word);
  }
  const antlr4::Token* last = visible_before(parser, token);
  if (token.getType() == SynfinParser::NUMBER && last != nullptr && last->getText() == "lifetime")
    return fmt::format(
        "a lifetime is a constant by name: declare 'const LIFE : u8 = {0}' and write 'lifetime LIFE'",
        token.getText());
  const antlr4::Token* first = &token;
  for (const antlr4::Token* before = first; before != nullptr && before->getLine() == token.getLine();) {
    first = before;
    before = visible_before(parser, *before);
  }
  const bool in_effects = parser.getContext()->getRuleIndex() == SynfinParser::RuleEffects;
  return in_effects && first->getText() == "rule" ? "is a '}' missing before this line?" : "";
}

}  // namespace

std::string SyntaxErrors::shown(const antlr4::Token& token) const {
  if (token.getType() == antlr4::Token::EOF) return "end of the file";
  const Span span = text_.span(token);
  const auto characters =
      source_.substr(span.begin, std::min<std::size_t>(span.end - span.begin, longest_shown));
  return fmt::format("'{}{}'", characters, characters.size() < span.end - span.begin ? "…" : "");
}

/// A stray character at the end of the line before or on this line was reported, and may well be the cause.
bool SyntaxErrors::explained(const antlr4::Token& token) const {
  return std::any_of(diagnostics_.all().begin(), diagnostics_.all().end(), [&](const Diagnostic& each) {
    if (each.code != Code::UnexpectedCharacter || each.span.begin > token.getStartIndex()) return false;
    const std::string_view between = source_.substr(each.span.end, token.getStartIndex() - each.span.end);
    return between.find('\n') == std::string_view::npos ||
           between.find_first_not_of(" \t\r\n") == std::string_view::npos;
  });
}

void SyntaxErrors::report(const antlr4::Token& token, const std::string& expectation, std::string help) {
  reported_ = token.getTokenIndex();
  if (explained(token)) return;
  diagnostics_.error(Code::UnexpectedToken, text_.span(token),
                     fmt::format("unexpected {}{}", shown(token), expectation), {}, std::move(help));
}

void SyntaxErrors::report_expected(antlr4::Parser& parser, const antlr4::Token& token) {
  const Types expected = parser.getExpectedTokens();
  report(token, ", expected " + in_words(parser, expected), remedy(parser, token, expected));
}

void SyntaxErrors::recover(antlr4::Parser* /*parser*/, std::exception_ptr /*e*/) {
  throw SyntaxErrorReported{reported_};
}

void SyntaxErrors::reportNoViableAlternative(antlr4::Parser* parser, const antlr4::NoViableAltException& e) {
  const antlr4::Token& token = *e.getOffendingToken();
  if (e.getStartToken() == e.getOffendingToken()) {
    report_expected(*parser, token);
  } else {
    report(token, " after " + shown(*visible_before(*parser, token)), "");
  }
}

void SyntaxErrors::reportInputMismatch(antlr4::Parser* parser, const antlr4::InputMismatchException& e) {
  report_expected(*parser, *e.getOffendingToken());
}

}  // namespace grammar
