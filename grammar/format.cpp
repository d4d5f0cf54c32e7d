#include "grammar/format.h"

#include <algorithm>

#include "grammar/layout.h"
#include "grammar/parse.h"

namespace grammar {
namespace {

constexpr std::size_t block_indent = 2;
constexpr std::size_t continuation_indent = 4;

bool is_comment(const antlr4::Token& token) { return token.getChannel() != antlr4::Token::DEFAULT_CHANNEL; }

/// Writes one text token by token; "author" is what the source has, without it what the result has.
class Printer {
 public:
  Printer(Tree& tree, std::string_view source)
      : tokens_(tree.text().tokens().getTokens()), placements_(layout(tree)), source_(source) {
    visible_from_.resize(tokens_.size());
    for (std::size_t i = tokens_.size(); i-- > 0;)
      visible_from_[i] =
          is_comment(*tokens_[i]) ? visible_from_[i + 1] : i;  // the end of the file is no comment
  }

  std::string print() {
    for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) put(i);  // the last one is the end of the file
    if (!result_.empty()) result_ += '\n';
    return std::move(result_);
  }

 private:
  void put(std::size_t i);
  void begin_line(std::size_t i);
  std::size_t indent(std::size_t i) const;
  std::string_view text(std::size_t i) const;
  std::string_view gap_before(std::size_t i) const;
  std::string blanks_before(std::size_t i) const;

  std::vector<antlr4::Token*> tokens_;
  std::vector<Placement> placements_;
  std::vector<std::size_t> visible_from_;  // for each token: it, or the first after it that is no comment
  std::string_view source_;
  std::string result_;
  std::size_t depth_ = 0;        // braces open
  std::size_t author_line_ = 0;  // indentation of the current line
  std::size_t line_ = 0;
  std::size_t author_statement_ = 0;  // indentation of the line on which the current statement begins
  std::size_t statement_ = 0;
};

std::string_view Printer::text(std::size_t i) const {
  const std::string_view whole = source_.substr(tokens_[i]->getStartIndex(),
                                                tokens_[i]->getStopIndex() + 1 - tokens_[i]->getStartIndex());
  const std::size_t last = whole.find_last_not_of(" \t");  // comments may end in blanks
  return whole.substr(0, last + 1);
}

std::string_view Printer::gap_before(std::size_t i) const {
  const std::size_t begin = i == 0 ? 0 : tokens_[i - 1]->getStopIndex() + 1;
  return source_.substr(begin, tokens_[i]->getStartIndex() - begin);
}

/// Comments stand as what follows them does, but inside the block at whose end they are.
std::size_t Printer::indent(std::size_t i) const {
  const std::size_t next = visible_from_[i];
  const std::size_t type = tokens_[next]->getType();
  const bool margin =
      type == Parser::RBRACE || type == antlr4::Token::EOF || placements_[next].begins_statement;
  if (margin) return block_indent * (next == i && type == Parser::RBRACE && depth_ > 0 ? depth_ - 1 : depth_);
  const bool deeper = author_line_ >= author_statement_ + block_indent;
  return statement_ + (deeper ? author_line_ - author_statement_ : continuation_indent);
}

void Printer::begin_line(std::size_t i) {
  const std::string_view gap = gap_before(i);
  const bool empty_line =
      std::count(gap.begin(), gap.end(), '\n') > 1 && tokens_[i]->getType() != Parser::RBRACE;
  if (!result_.empty()) result_ += empty_line ? "\n\n" : "\n";
  const std::size_t after_newline = gap.find_last_of('\n') + 1;  // 0 at the beginning of the file
  author_line_ = gap.size() - after_newline;
  line_ = indent(i);
  result_.append(line_, ' ');
}

std::string Printer::blanks_before(std::size_t i) const {
  if (is_comment(*tokens_[i])) return std::string(std::max<std::size_t>(gap_before(i).size(), 2), ' ');
  if (placements_[i - 1].closes_up_right || placements_[i].closes_up_left) return "";
  const std::size_t left = tokens_[i - 1]->getType(), right = tokens_[i]->getType();
  const bool wide = (left == Parser::SEMICOLON && right != Parser::RBRACE) || left == Parser::LEADS_TO ||
                    right == Parser::LEADS_TO;
  return wide ? "  " : " ";
}

void Printer::put(std::size_t i) {
  const std::size_t type = tokens_[i]->getType();
  if (i == 0 || gap_before(i).find('\n') != std::string_view::npos) {
    begin_line(i);
  } else {
    result_ += blanks_before(i);
  }
  if (type == Parser::LBRACE) ++depth_;
  if (type == Parser::RBRACE && depth_ > 0) --depth_;
  if (placements_[i].begins_statement) {
    author_statement_ = author_line_;
    statement_ = line_;
  }
  result_ += text(i);
}

}  // namespace

std::optional<std::string> format(std::uint32_t file, const Sources& sources, Diagnostics& diagnostics) {
  const std::string& source = sources.at(file).text();
  if (source.size() > kMostBytes) {
    diagnostics.error(Code::FileTooLarge, {file, 0, 0}, "larger than 1 MiB: " + sources.at(file).name());
    return std::nullopt;
  }
  if (!parse(file, sources, diagnostics)) return std::nullopt;
  Tree tree(file, source, diagnostics);
  return Printer(tree, source).print();
}

}  // namespace grammar
