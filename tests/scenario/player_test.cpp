// What the player notices: at which line, what was expected and what came instead.
#include <catch2/catch.hpp>

#include "tests/scenario/stage.h"

using namespace scenario_test;

namespace {

const std::string Listening = R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
)";
const std::string Opened = Listening + R"(+0 < S 0:0(0) win 65535 <mss 1460>
+0 > S. 0:0(0) ack 1
+.1 < . 1:1(0) ack 1 win 65535
+0 accept(3, ..., ...) = 4
)";
constexpr int AfterOpened = 8;

/// "line: expected | instead" on the generated code, which says what all say.
std::string mismatch(const std::string& text) {
  const auto played = play(script(text), System::Generated, *generated_system(script(text).options));
  if (!played.mismatch) return "";
  return std::to_string(played.mismatch->place.line) + ": " + played.mismatch->expected + " | " +
         played.mismatch->instead;
}
std::string after_opening(const std::string& text) {
  const std::string found = mismatch(Opened + text);
  const auto colon = found.find(':');
  return found.empty() ? "" : std::to_string(std::stoi(found) - AfterOpened + 1) + found.substr(colon);
}

}  // namespace

TEST_CASE("a packet that nobody expects is told, before the next one or at the end") {
  CHECK(mismatch(Listening + "+0 < S 5:5(0) win 1000\n") ==
        "0: nothing more | > S. 0:0(0) ack 6 win 65535 <mss 1460> at 0.000");
  CHECK(after_opening("+0 < R 9:9(0)\n+0 close(4) = 0\n+0 > F. 1:1(0) ack 1\n") ==
        "3: > F. 1:1(0) ack 1 at 0.100 | > . 1:1(0) ack 1 win 65535 at 0.100");
}

TEST_CASE("a packet that does not come, or at another time") {
  CHECK(after_opening("+1 > F. 1:1(0) ack 1\n") == "1: > F. 1:1(0) ack 1 at 1.100 | ");
  CHECK(after_opening("+0 close(4) = 0\n+.5 > F. 1:1(0) ack 1\n") ==
        "2: > F. 1:1(0) ack 1 at 0.600 | > F. 1:1(0) ack 1 win 65535 at 0.100");
  CHECK(after_opening("+0 close(4) = 0\n+0 > F. 1:1(0) ack 1\n+.9 > F. 1:1(0) ack 1\n") ==
        "3: > F. 1:1(0) ack 1 at 1.000 | ");
  CHECK(after_opening("+0 close(4) = 0\n+0 > F. 1:1(0) ack 1\n+.9~+1.1 > F. 1:1(0) ack 1\n").empty());
  CHECK(after_opening("+0 close(4) = 0\n+0 > F. 1:1(0) ack 1\n+.1~+.9 > F. 1:1(0) ack 1\n") ==
        "3: > F. 1:1(0) ack 1 at 0.200~1.000 | ");
  CHECK(after_opening("+0 close(4) = 0\n* > F. 1:1(0) ack 1\n* > F. 1:1(0) ack 1\n+2 > F. 1:1(0) ack 1\n")
            .empty());
}

TEST_CASE("windows and options count where they are written") {
  const std::string syn = Listening + "+0 < S 5:5(0) win 1000\n+0 > S. 0:0(0) ack 6";
  CHECK(mismatch(syn + " win 65535 <mss 1460>\n").empty());
  CHECK(mismatch(syn + " <...>\n").empty());
  CHECK(mismatch(syn + "\n").empty());
  CHECK_FALSE(mismatch(syn + " win 65534\n").empty());
  CHECK_FALSE(mismatch(syn + " <mss 1459>\n").empty());
  CHECK_FALSE(mismatch(syn + " <>\n").empty());
  CHECK(mismatch("--mss=1000\n--window=7\n" + syn + " win 7 <mss 1000>\n").empty());
}

TEST_CASE("calls: their results, and descriptors that nobody has") {
  CHECK(after_opening("+0 fcntl(4, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n+0 read(4, ..., 9) = 9\n") ==
        "2: read(4, ..., 9) = 9 | = -1 EAGAIN");
  CHECK(after_opening("+0 read(7, ..., 9) = 9\n") == "1: descriptor 7 to be open | it is not");
  CHECK(after_opening("+0 close(4) = 0\n+0 > F. 1:1(0) ack 1\n+0 close(4) = 0\n") ==
        "3: descriptor 4 to be open | it is not");
  CHECK(after_opening("+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 4\n") ==
        "1: a new descriptor | descriptor 4 is open already");
  CHECK(after_opening("+0 getsockopt(4, SOL_SOCKET, SO_ERROR, [EPIPE], [4]) = 0\n") ==
        "1: getsockopt(4, SOL_SOCKET, SO_ERROR, [EPIPE], [4]) = 0 | getsockopt(4, SOL_SOCKET, SO_ERROR, [0], "
        "[4]) = 0");
  CHECK(after_opening("+0 fcntl(4, F_GETFL) = 2\n+0 fcntl(4, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n+0 fcntl(4, "
                      "F_GETFL) = 0x802\n")
            .empty());
}

TEST_CASE("a call that blocks returns when the script says, neither earlier nor later") {
  const std::string text = "+.1 < P. 1:6(5) ack 1 win 65535\n+0 > . 1:1(0) ack 6\n";
  CHECK(after_opening("+0...0.1 read(4, ..., 9) = 5\n" + text).empty());
  CHECK(after_opening("+0...0.2 read(4, ..., 9) = 5\n" + text) ==
        "1: read(4, ..., 9) = 5 to return at 0.300 | it returned at 0.200");
  CHECK(after_opening("+0...0.05 read(4, ..., 9) = 5\n" + text) ==
        "1: read(4, ..., 9) = 5 to return at 0.150 | it still blocks");
  CHECK(after_opening("+0...0.1 read(4, ..., 9) = 6\n" + text) == "1: read(4, ..., 9) = 6 | = 5");
  CHECK(after_opening("+0...1 read(4, ..., 9) = 5\n") ==
        "1: read(4, ..., 9) = 5 to return at 1.100 | it still blocks");
  CHECK(after_opening("+0...1 read(4, ..., 9) = 5\n+0...1 read(4, ..., 9) = 5\n")
            .starts_with("2: one call that blocks at a time"));
  CHECK(after_opening("+0 read(4, ..., 9) = 5\n")
            .starts_with("1: read(4, ..., 9) = 5 | it blocks: a blocking call is written a...b"));
}

TEST_CASE("assertions: the state, and numbers that begin anew") {
  CHECK(after_opening("+0 %{ assert tcpi_state == TCP_CLOSE }%\n") == "1: TCP_CLOSE | TCP_ESTABLISHED");
  CHECK(after_opening("+0 %{ assert iss > old_nxt }%\n") ==
        "1: iss > old_nxt | there was no connection before");
  CHECK(mismatch(Listening + "+0 %{ assert tcpi_state == TCP_CLOSE }%\n").empty());
  CHECK(mismatch("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 %{ assert tcpi_state == TCP_LISTEN }%\n") ==
        "2: TCP_LISTEN | TCP_CLOSE");
}

TEST_CASE("what is written for other systems is left out") {
  const std::string text =
      "on kernel, runtime \"why\" {\n  +0 close(9) = 0\n} otherwise {\n  +0 close(8) = 0\n}\n";
  CHECK(mismatch(text).starts_with("4: descriptor 8"));
  const auto other = script(text);
  CHECK(play(other, System::Runtime, *runtime_system(other.options)).mismatch->place.line == 2);
  CHECK(not_for(script("--not-on=kernel:\"it is too slow\"\n"), System::Kernel) == "it is too slow");
  CHECK(not_for(script("--not-on=kernel:\"it is too slow\"\n"), System::Runtime).empty());
  CHECK_FALSE(out_of_reach(System::Runtime, script("--policy=a=b\n").options).empty());
  CHECK(out_of_reach(System::Evaluate, script("--policy=a=b\n").options).empty());
}

TEST_CASE("the chart shows the dialogue up to the mismatch, in the script's notation") {
  const auto text = script(Listening + "+0 < S 7:7(0) win 1000\n+0 > S. 0:0(0) ack 9\n+0 < . 8:8(0) ack 1\n");
  const auto played = play(text, System::Generated, *generated_system(text.options));
  REQUIRE(played.mismatch);
  CHECK(played.mismatch->place.column == 1);
  std::string chart;
  for (const auto& line : played.chart) chart += line + "\n";
  CHECK(chart ==
        "      0.000 │ socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
        "      0.000 │ bind(3, ..., ...) = 0\n"
        "      0.000 │ listen(3, 1) = 0\n"
        "      0.000 LISTEN\n"
        "      0.000 │◀─────────────────────────────── S 7:7(0) win 1000 ──│\n"
        "      0.000 SYN_RECEIVED\n"
        "      0.000 │── S. 0:0(0) ack 8 win 65535 <mss 1460> ────────────▶│\n");
}

TEST_CASE("sockets answer as Linux does, over the bare machine and over our stack") {
  const std::string connecting = R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0 read(3, ..., 9) = -1 ENOTCONN
+0 write(3, ..., 9) = -1 EPIPE
+0 shutdown(3, SHUT_WR) = -1 ENOTCONN
+0 accept(3, ..., ...) = -1 EINVAL
+0 connect(3, ..., ...) = -1 EINPROGRESS
+0 > S 0:0(0)
+0 connect(3, ..., ...) = -1 EALREADY
+0 listen(3, 1) = -1 EINVAL
+0 write(3, ..., 9) = -1 EAGAIN
+0 read(3, ..., 9) = -1 EAGAIN
+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 4
+0 fcntl(4, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0 connect(4, ..., ...) = -1 EADDRNOTAVAIL
)";
  const std::string accepted = R"(+0 < S. 0:0(0) ack 1 win 65535
+0 > . 1:1(0) ack 1
+0 connect(3, ..., ...) = 0
+0 connect(3, ..., ...) = -1 EISCONN
+0 shutdown(3, SHUT_RD) = 0
+0 read(3, ..., 9) = 0
+0 shutdown(3, SHUT_RDWR) = 0
+0 > F. 1:1(0) ack 1
+0 shutdown(3, SHUT_WR) = 0
+0 write(3, ..., 9) = -1 EPIPE
)";
  const std::string refused = R"(+0 < R. 0:0(0) ack 1
+0 connect(3, ..., ...) = -1 ECONNREFUSED
+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0
+0 read(3, ..., 9) = 0
+0 write(3, ..., 9) = -1 EPIPE
)";
  const std::string listening = Listening + R"(+0 listen(3, 1) = 0
+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 4
+0 listen(4, 1) = -1 EADDRINUSE
+0 connect(3, ..., ...) = -1 EISCONN
+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0 accept(3, ..., ...) = -1 EAGAIN
)";
  for (const std::string& text : {connecting + accepted, connecting + refused, listening}) {
    const Script it = script(text);
    const auto bare = play(it, System::Generated, *generated_system(it.options)).mismatch;
    const auto ours = play(it, System::Runtime, *runtime_system(it.options)).mismatch;
    CHECK((bare ? bare->expected + " | " + bare->instead : "").empty());
    CHECK((ours ? ours->expected + " | " + ours->instead : "").empty());
  }
}
