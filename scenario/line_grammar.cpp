#include "scenario/line_grammar.h"

#include <boost/spirit/home/x3.hpp>

#include <algorithm>
#include <optional>

#include "runtime/wire.h"
#include "scenario/words.h"

/// What is expected is what the action acts on.
template <class Subject, class Action>
struct boost::spirit::x3::get_info<boost::spirit::x3::action<Subject, Action>> {
  using result_type = std::string;
  std::string operator()(const action<Subject, Action>& it) const { return what(it.subject); }
};

namespace scenario {
namespace {

namespace x3 = boost::spirit::x3;
namespace flag = runtime::flag;

using Iterator = std::string_view::const_iterator;
using Text = boost::iterator_range<Iterator>;

std::string string(const Text& text) { return {text.begin(), text.end()}; }

/// For messages.
constexpr std::ptrdiff_t LongestQuote = 40;
std::string quote(const Text& text) {
  return {text.begin(), text.begin() + std::min(text.end() - text.begin(), LongestQuote)};
}

// ---- a line under construction --------------------------------------------------------------------

struct Draft {
  std::optional<Line> line;
  Event event;
  ScriptPacket packet;
  TcpOptions tcp_options;
  CallLine call;
  BlockBegins block;
  Assignment assignment;
  NotOn not_on;
  std::vector<std::string> rows;
  Iterator start{}, list{}, mark{};  // where the line, its list of options and the last thing of interest begin
  bool acknowledges = false;
};
struct DraftTag;

/// Leaves the grammar with a message of our own.
struct Refusal {
  Iterator where;
  std::string message;
};

/// A semantic action: what is done with the line in hand and what was matched.
template <class Action>
auto then(Action action) {
  return [action](auto& context) { action(x3::get<DraftTag>(context).get(), x3::_attr(context)); };
}
const auto mark_list = x3::eps[([](auto& context) { x3::get<DraftTag>(context).get().list = x3::_where(context).begin(); })];
const auto mark = x3::eps[([](auto& context) { x3::get<DraftTag>(context).get().mark = x3::_where(context).begin(); })];

[[noreturn]] void refuse(const Draft& draft, std::string message) { throw Refusal{draft.mark, std::move(message)}; }
[[noreturn]] void refuse_line(const Draft& draft, std::string message) { throw Refusal{draft.start, std::move(message)}; }

template <class Message>
auto not_supported(Message message) {
  return then([message](auto& draft, const auto& text) { refuse(draft, std::string("not supported: ") + message(quote(text))); });
}

// ---- words ----------------------------------------------------------------------------------------

template <class Number>
auto number(const char* what) {
  return x3::rule<struct NumberTag, Number>{what} = x3::uint_parser<Number>{};
}
const auto u32 = number<std::uint32_t>("a number up to 4294967295");
const auto u16 = number<std::uint16_t>("a number up to 65535");
const auto u8 = number<std::uint8_t>("a number up to 255");
const auto descriptor = number<std::uint16_t>("a file descriptor");

const auto word_letter = x3::char_("a-zA-Z0-9_");
const auto letters = x3::raw[x3::lexeme[+word_letter]];
const auto word = x3::rule<struct WordTag, Text>{"a name"} = letters;

/// The word and no longer one.
auto keyword(const char* text) {
  return x3::rule<struct KeywordTag, x3::unused_type>{text} = x3::lexeme[x3::lit(text) >> !word_letter];
}

template <class Value>
x3::symbols<Value> table(const std::vector<std::pair<const char*, Value>>& entries) {
  x3::symbols<Value> symbols;
  for (const auto& [text, value] : entries) symbols.add(text, value);
  return symbols;
}
template <class Value>
auto one_of(const char* what, const std::vector<std::pair<const char*, Value>>& entries) {
  return x3::rule<struct OneOfTag, Value>{what} = x3::lexeme[table(entries) >> !word_letter];
}
const auto state = one_of<tcp::State>("a state, such as TCP_ESTABLISHED", linux_states());
const auto errno_word = one_of<int>("an error, such as ECONNREFUSED", errno_names());
const auto system_word = one_of<System>("who plays: evaluate, generated, runtime or kernel",
                                        {{"evaluate", System::Evaluate},
                                         {"generated", System::Generated},
                                         {"runtime", System::Runtime},
                                         {"kernel", System::Kernel}});

const auto quoted = x3::rule<struct QuotedTag, Text>{"a reason in quotation marks"} =
    x3::lexeme['"' >> x3::raw[+(x3::char_ - '"')] >> '"'];
const auto end_of_line = x3::rule<struct EndTag, x3::unused_type>{"the end of the line"} = x3::eoi;

// The grammar is set by hand: an alternative a line.
// clang-format off

// ---- times ----------------------------------------------------------------------------------------

constexpr std::size_t MostDigits = 7, Decimals = 6;

/// Exactly, in microseconds.
Duration microseconds(Iterator where, const std::string& text) {
  const auto point = text.find('.');
  const std::string whole = text.substr(0, point);
  std::string fraction = point == std::string::npos ? "" : text.substr(point + 1);
  if (whole.size() > MostDigits) throw Refusal{where, "expected at most 9999999 seconds"};
  if (fraction.size() > Decimals) throw Refusal{where, "expected at most six decimals: microseconds"};
  fraction.resize(Decimals, '0');
  return Duration{std::stoll("0" + whole) * 1'000'000 + std::stoll(fraction)};
}

const auto seconds = x3::rule<struct SecondsTag, Duration>{"seconds, such as 1 or .25"} =
    x3::raw[x3::lexeme[(+x3::digit >> -('.' >> +x3::digit)) | ('.' >> +x3::digit)]]
           [([](auto& context) { x3::_val(context) = microseconds(x3::_attr(context).begin(), string(x3::_attr(context))); })];

const auto from = [](When::From kind) { return then([kind](Draft& d, auto&&) { d.event.when.from = kind; }); };
const auto at = then([](Draft& d, Duration t) { d.event.when.at = t; });
const auto returns = then([](Draft& d, Duration t) { d.event.when.returns = t; });
const auto latest = then([](Draft& d, Duration t) { d.event.when.latest = t; });

const auto span = (x3::lit("...") > -x3::lit('+') > seconds[returns]) | (x3::lit('~') > -x3::lit('+') > seconds[latest]);
const auto time = x3::lexeme[x3::lit('*')[from(When::From::Any)]
                             | x3::lit('+')[from(When::From::Previous)] >> -(seconds[at] >> -span)
                             | seconds[at] >> x3::eps[from(When::From::Start)] >> -span];

// ---- packets --------------------------------------------------------------------------------------

std::uint8_t flag_of(char letter) {
  switch (letter) {
    case 'S': return flag::Syn;
    case 'F': return flag::Fin;
    case 'R': return flag::Rst;
    case 'P': return flag::Psh;
    case '.': return flag::Ack;
    default: return 0;
  }
}

void set_flags(Draft& draft, const std::string& text) {
  for (const char letter : text) {
    if (letter == '-' && text.size() == 1) return;
    const auto bit = flag_of(letter);
    if (bit == 0) refuse(draft, std::string("not supported: the flag ") + letter + "; there are S F R P . and - for none");
    if ((draft.packet.flags & bit) != 0) refuse(draft, std::string("the flag ") + letter + " twice");
    draft.packet.flags |= bit;
  }
}

std::size_t size_of(const TcpOption& option) {
  struct Size {
    std::size_t operator()(Mss) const { return 4; }
    std::size_t operator()(Nop) const { return 1; }
    std::size_t operator()(Eol) const { return 1; }
    std::size_t operator()(SackOk) const { return 2; }
    std::size_t operator()(WindowScale) const { return 3; }
    std::size_t operator()(const Timestamps&) const { return 10; }
  };
  return std::visit(Size{}, option);
}

void keep_options(Draft& draft) {
  std::size_t size = 0;
  for (const TcpOption& option : draft.tcp_options) size += size_of(option);
  if (size > 40) throw Refusal{draft.list, "options of " + std::to_string(size) + " octets, expected at most 40"};
  draft.packet.options = draft.tcp_options;
}

const auto direction = [](bool expected) { return then([expected](Draft& d, auto&&) { d.packet.expected = expected; }); };
const auto flags = x3::rule<struct FlagsTag, x3::unused_type>{"flags: S F R P . or - for none"} =
    x3::lexeme[mark >> x3::raw[+x3::char_("A-Z.-")][then([](Draft& d, const Text& t) { set_flags(d, string(t)); })] >>
               !word_letter];
const auto seq = then([](Draft& d, std::uint32_t n) { d.packet.seq = n; });
/// Held until the length is known.
const auto seq_end = then([](Draft& d, std::uint32_t n) { d.packet.ack = n; });
/// What one datagram carries beside its headers and 40 octets of options.
constexpr std::uint16_t LongestText = 65535 - 20 - 60;
const auto length = then([](Draft& d, std::uint16_t n) {
  if (n > LongestText) refuse(d, "expected at most " + std::to_string(LongestText) + " octets of text");
  d.packet.length = n;
  const std::uint32_t end = d.packet.seq + n;
  if (d.packet.ack != end) {
    refuse(d, std::to_string(d.packet.seq) + " and " + std::to_string(n) + " more are " + std::to_string(end) + ", not " +
                  std::to_string(d.packet.ack));
  }
  d.packet.ack = 0;
});
const auto ack = then([](Draft& d, std::uint32_t n) {
  if ((d.packet.flags & flag::Ack) == 0) refuse(d, "ack without the flag .");
  d.packet.ack = n, d.acknowledges = true;
});
const auto window = then([](Draft& d, std::uint16_t n) { d.packet.window = n; });

const auto push = [](auto make) { return then([make](Draft& d, const auto& value) { d.tcp_options.push_back(make(value)); }); };
const auto two = then([](Draft& d, std::uint32_t n) { std::get<Timestamps>(d.tcp_options.back()).echo = n; });
const auto tcp_option = x3::rule<struct TcpOptionTag, x3::unused_type>{"an option: mss, nop, eol, sackOK, wscale or TS"} =
    mark >> ((keyword("mss") > u16[push([](std::uint16_t n) { return Mss{n}; })])
             | keyword("nop")[push([](auto) { return Nop{}; })]
             | keyword("eol")[push([](auto) { return Eol{}; })]
             | keyword("sackOK")[push([](auto) { return SackOk{}; })]
             | (keyword("wscale") > u8[push([](std::uint8_t n) { return WindowScale{n}; })])
             | (keyword("TS") > keyword("val") > u32[push([](std::uint32_t n) { return Timestamps{n, 0}; })] >
                keyword("ecr") > u32[two])
             | letters[not_supported([](const std::string& it) { return "the option " + it; })]);
const auto tcp_options =
    (x3::lit('<') >> mark_list) >
    (x3::lit("...") | (-(tcp_option % ',') >> x3::eps[then([](Draft& d, auto&&) { keep_options(d); })])) > '>';

const auto finish_packet = then([](Draft& d, auto&&) {
  if ((d.packet.flags & flag::Ack) != 0 && !d.acknowledges) refuse(d, "the flag . without ack: expected ack and a number");
  d.event.what = d.packet;
});
const auto packet =
    (x3::lit('<')[direction(false)] | x3::lit('>')[direction(true)]) > flags > mark > u32[seq] > ':' > u32[seq_end] > '(' >
    u16[length] > ')' > mark > -(keyword("ack") > u32[ack]) > mark > -(keyword("win") > u16[window]) >
    -(mark >> x3::raw[keyword("urg")][not_supported([](const std::string&) { return "urgent data"; })]) > -tcp_options >
    x3::eps[finish_packet];

const auto code = one_of<std::uint8_t>("what is unreachable, such as port_unreachable", unreachable_codes());
const auto unreachable = (x3::lit('<') >> keyword("icmp")) > keyword("unreachable") >
                         code[then([](Draft& d, std::uint8_t it) { d.event.what = Unreachable{it}; })];

// ---- calls ----------------------------------------------------------------------------------------

constexpr std::uint32_t MostOctets = 1 << 20;

const auto operation = [](Operation which) { return then([which](Draft& d, auto&&) { d.call.call.operation = which; }); };
const auto fd = then([](Draft& d, std::uint16_t n) { d.call.call.descriptor = n; });
const auto value = then([](Draft& d, auto n) { d.call.call.value = static_cast<std::int64_t>(n); });
const auto constant = [](std::int64_t n) { return then([n](Draft& d, auto&&) { d.call.call.value = n; }); };
const auto socket_option = [](SocketOption which) { return then([which](Draft& d, auto&&) { d.call.call.option = which; }); };
const auto octets = then([](Draft& d, std::uint32_t n) {
  if (n > MostOctets) refuse(d, "expected at most 1048576 octets");
  d.call.call.value = n;
});
const auto with_flags = then([](Draft& d, auto&&) { d.call.call.with_flags = true; });

const auto dots = x3::lit("...");
const auto first = x3::lit('(') > descriptor[fd];
const auto address = x3::lit(',') > dots > ',' > dots;
const auto buffer = x3::lit(',') > dots > ',' > mark > u32[octets];

const auto socket_call = keyword("socket")[operation(Operation::Socket)] > '(' > dots > ',' > keyword("SOCK_STREAM") > ',' >
                         keyword("IPPROTO_TCP");
const auto bind_call = keyword("bind")[operation(Operation::Bind)] > first > address;
const auto listen_call = keyword("listen")[operation(Operation::Listen)] > first > ',' > u16[value];
const auto accept_call = keyword("accept")[operation(Operation::Accept)] > first > address;
const auto connect_call = keyword("connect")[operation(Operation::Connect)] > first > address;
const auto read_call = keyword("read")[operation(Operation::Read)] > first > buffer;
const auto recv_call = keyword("recv")[operation(Operation::Read)] > x3::eps[with_flags] > first > buffer > ',' > '0';
const auto write_call = keyword("write")[operation(Operation::Write)] > first > buffer;
const auto send_call = keyword("send")[operation(Operation::Write)] > x3::eps[with_flags] > first > buffer > ',' > '0';
const auto how = one_of<How>("SHUT_RD, SHUT_WR or SHUT_RDWR",
                             {{"SHUT_RD", How::Read}, {"SHUT_WR", How::Write}, {"SHUT_RDWR", How::Both}});
const auto shutdown_call = keyword("shutdown")[operation(Operation::Shutdown)] > first > ',' > how[value];
const auto close_call = keyword("close")[operation(Operation::Close)] > first;

const auto file_flags = x3::rule<struct FileFlagsTag, x3::unused_type>{"O_RDWR or O_RDWR|O_NONBLOCK"} =
    keyword("O_RDWR")[constant(0)] >> -('|' >> keyword("O_NONBLOCK")[constant(1)]);
const auto fcntl_what = x3::rule<struct FcntlTag, x3::unused_type>{"F_GETFL, or F_SETFL with its flags"} =
    keyword("F_GETFL")[operation(Operation::GetFlags)]
    | (keyword("F_SETFL")[operation(Operation::SetFlags)] > ',' > file_flags);
const auto fcntl_call = keyword("fcntl") > first > ',' > fcntl_what;

const auto error_value = x3::rule<struct ErrorTag, x3::unused_type>{"an error, such as [0] or [ECONNREFUSED]"} =
    errno_word[value] | x3::uint_parser<std::uint16_t>{}[value];
const auto getsockopt_call = keyword("getsockopt")[operation(Operation::GetError)] > first > ',' > keyword("SOL_SOCKET") > ',' >
                             keyword("SO_ERROR") > ',' > '[' > error_value > ']' > ',' > '[' > '4' > ']';

const auto boolean = x3::lit(',') > '[' > u16[value] > ']' > ',' > '4';
/// The value is the time if it lingers, else -1.
const auto linger = x3::lit(',') > '{' > keyword("onoff") > '=' > u8[value] > ',' > keyword("linger") > '=' >
                    u16[then([](Draft& d, std::uint16_t n) { d.call.call.value = d.call.call.value != 0 ? n : -1; })] > '}' > ',' > '8';
const auto socket_level = keyword("SOL_SOCKET") > ',' > mark >
                          ((keyword("SO_REUSEADDR")[socket_option(SocketOption::ReuseAddress)] > boolean)
                           | (keyword("SO_KEEPALIVE")[socket_option(SocketOption::KeepAlive)] > boolean)
                           | (keyword("SO_LINGER")[socket_option(SocketOption::Linger)] > linger)
                           | letters[not_supported([](const std::string& it) {
                               return it + "; there are SO_REUSEADDR, SO_KEEPALIVE, SO_LINGER, and TCP_NODELAY of IPPROTO_TCP";
                             })]);
const auto tcp_level = (keyword("IPPROTO_TCP") | keyword("SOL_TCP")) > ',' > mark >
                       ((keyword("TCP_NODELAY")[socket_option(SocketOption::NoDelay)] > boolean)
                        | letters[not_supported([](const std::string& it) { return it + "; there is TCP_NODELAY"; })]);
const auto level = x3::rule<struct LevelTag, x3::unused_type>{"SOL_SOCKET or IPPROTO_TCP"} = socket_level | tcp_level;
const auto setsockopt_call = keyword("setsockopt")[operation(Operation::SetOption)] > first > ',' > level;

const auto unknown_call = letters[not_supported([](const std::string& it) {
  return "the call " + it +
         "; there are socket bind listen accept connect read write recv send shutdown close fcntl getsockopt setsockopt";
})];
const auto call = mark >> (socket_call | bind_call | listen_call | accept_call | connect_call | read_call | recv_call
                           | write_call | send_call | shutdown_call | close_call | fcntl_call | getsockopt_call
                           | setsockopt_call | unknown_call);

const auto result = then([](Draft& d, auto n) { d.call.result.value = static_cast<std::int64_t>(n); });
const auto hexadecimal = x3::lexeme["0x" >> x3::uint_parser<std::uint32_t, 16>{}];
const auto remark = x3::lit('(') >> *(x3::char_ - ')') >> ')';
const auto failed = x3::lit("-1") > errno_word[then([](Draft& d, int error) { d.call.result = {false, -1, error}; })];
const auto returned = x3::rule<struct ReturnedTag, x3::unused_type>{"a result: a number, -1 and an error, or ..."} =
    dots[then([](Draft& d, auto&&) { d.call.result.any = true; })] | failed | hexadecimal[result]
    | x3::uint_parser<std::uint32_t>{}[result];
const auto call_line =
    call > ')' > '=' > returned > -x3::omit[remark] > x3::eps[then([](Draft& d, auto&&) { d.event.what = d.call; })];

// ---- assertions -----------------------------------------------------------------------------------

const auto claim = [](auto make) { return then([make](Draft& d, const auto& it) { d.event.what = Assertion{make(it)}; }); };
const auto condition = x3::rule<struct ConditionTag, x3::unused_type>{"tcpi_state == and a state, iss > old_nxt, or time_wait_left == and seconds"} =
    (keyword("tcpi_state") > "==" > state[claim([](tcp::State it) { return StateIs{it}; })])
    | (keyword("iss") > '>' > keyword("old_nxt")[claim([](auto&&) { return IssIsLater{}; })])
    | (keyword("time_wait_left") > "==" > seconds[claim([](Duration it) { return TimeWaitLeft{it}; })]);
const auto assertion = x3::lit("%{") > keyword("assert") > condition > "}%";

// ---- lines ----------------------------------------------------------------------------------------

const auto shell = mark >> x3::raw[x3::lit('`')][not_supported([](const std::string&) { return "shell commands"; })];
const auto check_event = then([](Draft& d, auto&&) {
  const auto* sent = std::get_if<ScriptPacket>(&d.event.what);
  if (d.event.when.latest && !(sent != nullptr && sent->expected)) refuse_line(d, "a range of times (~) is for packets that are expected");
  if (d.event.when.returns && !std::holds_alternative<CallLine>(d.event.what)) refuse_line(d, "a...b is for calls: they block");
  if (d.event.when.latest.value_or(d.event.when.at) < d.event.when.at || d.event.when.returns.value_or(d.event.when.at) < d.event.when.at)
    refuse_line(d, "the time ends before it begins");
  d.line = d.event;
});
const auto what = x3::rule<struct WhatTag, x3::unused_type>{"a packet (< or >), a call, or %{ assert … }%"} =
    unreachable | packet | assertion | shell | call_line;
const auto event = time > what > x3::eps[check_event];

const auto block_begins = keyword("on") > system_word[then([](Draft& d, System s) { d.block.systems.push_back(s); })] >
                          *(',' > system_word[then([](Draft& d, System s) { d.block.systems.push_back(s); })]) >
                          quoted[then([](Draft& d, const Text& t) { d.block.reason = string(t); })] > '{' >
                          x3::eps[then([](Draft& d, auto&&) { d.line = d.block; })];
const auto block_ends =
    x3::lit('}') >> ((keyword("otherwise") > x3::lit('{')[then([](Draft& d, auto&&) { d.line = BlockTurns{}; })])
                     | x3::eps[then([](Draft& d, auto&&) { d.line = BlockEnds{}; })]);

// ---- options --------------------------------------------------------------------------------------

template <class Set>
auto option(Set set) {
  return then([set](Draft& d, const auto& given) {
    d.line = Option([set, given](Options& options) { set(options, given); });
  });
}
auto name_of(const char* text) { return x3::lexeme[x3::lit(text) >> '=']; }

const auto row = x3::rule<struct RowTag, Text>{"a row of the catalogue, such as A72"} = letters;
const auto covers = name_of("--covers") > (row[then([](Draft& d, const Text& t) { d.rows.push_back(string(t)); })] % ',') >
                    x3::eps[then([](Draft& d, auto&&) {
                      d.line = Option([rows = d.rows](Options& o) { o.covers.insert(o.covers.end(), rows.begin(), rows.end()); });
                    })];
const auto not_on = name_of("--not-on") > system_word[then([](Draft& d, System s) { d.not_on.system = s; })] > ':' >
                    quoted[then([](Draft& d, const Text& t) {
                      d.line = Option([it = NotOn{d.not_on.system, string(t)}](Options& o) { o.not_on.push_back(it); });
                    })];
const auto setting_name = then([](Draft& d, const Text& t) { d.assignment.name = string(t); });
const auto policy = name_of("--policy") > word[setting_name] > '=' > word[then([](Draft& d, const Text& t) {
                      d.line = Option([it = Assignment{d.assignment.name, string(t)}](Options& o) { o.policies.push_back(it); });
                    })];
const auto dotted = x3::rule<struct DottedTag, Text>{"a setting of the kernel, such as net.ipv4.tcp_rfc1337"} =
    x3::raw[x3::lexeme[+word_letter >> +('.' >> +word_letter)]];
const auto sysctl_value = x3::rule<struct SysctlValueTag, Text>{"a value"} = x3::raw[x3::lexeme[+x3::char_("a-zA-Z0-9_.-")]];
const auto sysctl = name_of("--sysctl") > dotted[setting_name] > '=' > sysctl_value[then([](Draft& d, const Text& t) {
                      d.line = Option([it = Assignment{d.assignment.name, string(t)}](Options& o) { o.sysctls.push_back(it); });
                    })];

/// Within bounds, or refused.
template <class Number, class Set>
auto within(Number least, Number most, Set set) {
  return then([=](Draft& d, Number given) {
    if (given < least || given > most) refuse(d, "expected a value from " + std::to_string(least) + " to " + std::to_string(most));
    d.line = Option([set, given](Options& options) { set(options, given); });
  });
}
constexpr std::uint16_t LeastMss = 64, MostMss = 65495, Headers = 40;
const auto msl = then([](Draft& d, Duration given) {
  constexpr std::int64_t Most = std::int64_t{1000} << 30;  // the specification's largest, in its ticks of a millisecond
  if (given < Duration{1000} || given.count() > Most || given.count() % 1000 != 0) refuse(d, "expected whole milliseconds, from 0.001 to 1073741");
  d.line = Option([given](Options& o) { o.msl = given; });
});
const auto options =
    covers | not_on | policy | sysctl
    | (name_of("--profile") > word[then([](Draft& d, const Text& t) { d.line = Option([it = string(t)](Options& o) { o.profile = it; }); })])
    | (name_of("--msl") > mark > seconds[msl])
    | (name_of("--r2") > mark > u8[within<std::uint8_t>(1, 100, [](Options& o, std::uint8_t n) { o.r2 = n; })])
    | (name_of("--window") > u16[option([](Options& o, std::uint16_t n) { o.window = n; })])
    | (name_of("--mss") > mark > u16[within<std::uint16_t>(LeastMss, MostMss, [](Options& o, std::uint16_t n) { o.mss = n; })])
    | (name_of("--mtu") > mark > u16[within<std::uint16_t>(LeastMss + Headers, MostMss + Headers, [](Options& o, std::uint16_t n) {
         o.mss = static_cast<std::uint16_t>(n - Headers);
       })])
    | (name_of("--iss") > u32[option([](Options& o, std::uint32_t n) { o.iss = n; })])
    | (name_of("--tolerance_usecs") > u32[option([](Options& o, std::uint32_t n) { o.tolerance = Duration{n}; })])
    | (name_of("--peer") > keyword("self") > x3::eps[then([](Draft& d, auto&&) { d.line = Option([](Options& o) { o.own_peer = true; }); })])
    | (name_of("--ip_version") > keyword("ipv4") > x3::eps[then([](Draft& d, auto&&) { d.line = Option([](Options&) {}); })]);
const auto option_line =
    mark >> &x3::lit("--") >>
    (options | x3::raw[x3::lexeme[+x3::char_("a-zA-Z0-9_-")]][not_supported([](const std::string& it) {
       return "the option " + it +
              "; there are --covers --not-on --policy --profile --sysctl --msl --r2 --window --mss --mtu --iss --tolerance_usecs --peer --ip_version";
     })]);

const auto line = x3::rule<struct LineTag, x3::unused_type>{
    "an option (--name=value), a time, or a block (on … {)"} = option_line | block_begins | block_ends | shell | event;

/// Literals come in their own quotation marks.
std::string expected(const std::string& what_) { return "expected " + what_; }

std::string found(Iterator where, Iterator end) {
  if (where == end) return "the line ends";
  const auto stop = std::find_if(where, where + std::min(end - where, LongestQuote), [](char c) { return c == ' ' || c == '\t'; });
  return "found '" + std::string(where, stop) + "'";
}

// clang-format on

}  // namespace

std::variant<Line, LineError> parse_line(std::string_view text) {
  Draft draft;
  auto position = text.begin();
  draft.start = draft.mark = position;
  const auto offset = [&](Iterator where) {
    return static_cast<std::size_t>(std::find_if(where, text.end(), [](char c) { return c != ' ' && c != '\t'; }) - text.begin());
  };
  try {
    x3::phrase_parse(position, text.end(), x3::with<DraftTag>(std::ref(draft))[x3::expect[line] > end_of_line], x3::blank);
  } catch (const x3::expectation_failure<Iterator>& failure) {
    const auto where = offset(failure.where());
    return LineError{where, expected(failure.which()) + "; " + found(text.begin() + static_cast<std::ptrdiff_t>(where), text.end())};
  } catch (const Refusal& refusal) {
    return LineError{offset(refusal.where), refusal.message};
  }
  return std::move(*draft.line);
}

}  // namespace scenario
