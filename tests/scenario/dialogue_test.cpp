// The tutorial's dialogue with the kernel, read back from its capture by tshark, which shares no code with
// us.
#include "scenario/dialogue.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "scenario/kernel_host.h"

namespace {

constexpr std::uint32_t Fin = 0x01, Syn = 0x02, Rst = 0x04, Ack = 0x10, OpenOrClose = Fin | Syn | Rst | Ack;
const std::string Ours = "10.9.0.2", Kernels = "10.9.0.1";

/// A line of tshark's.
struct Decoded {
  std::string source;
  std::uint32_t seq = 0, ack = 0, flags = 0, length = 0;
  std::string ip_checksum, tcp_checksum;  // tshark's words: "1" is good
};

/// The shell's answer when it does not find a command.
constexpr int NotFound = 127;

struct Output {
  int status = 0;
  std::string text;
};

Output run(const std::string& command) {
  Output output;
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  char buffer[4096];
  while (const auto count = fread(buffer, 1, sizeof buffer, pipe)) output.text.append(buffer, count);
  const int status = pclose(pipe);
  output.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return output;
}

Output tshark(const std::string& capture) {
  return run(
      "timeout 60 tshark -n -r '" + capture +
      "' -o tcp.relative_sequence_numbers:FALSE -o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE"
      " -T fields -e ip.src -e tcp.seq_raw -e tcp.ack_raw -e tcp.flags -e tcp.len -e ip.checksum.status"
      " -e tcp.checksum.status 2>/dev/null");
}

std::vector<Decoded> segments_in(const std::string& text) {
  std::vector<Decoded> segments;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    std::istringstream words(line);
    Decoded segment;
    std::string flags;
    words >> segment.source >> segment.seq >> segment.ack >> flags >> segment.length >> segment.ip_checksum >>
        segment.tcp_checksum;
    REQUIRE(words);
    segment.flags = static_cast<std::uint32_t>(std::stoul(flags, nullptr, 16)) & OpenOrClose;
    segments.push_back(segment);
  }
  return segments;
}

/// Reads a capture from its beginning to its end; what a busy machine sends again in between is passed over.
class Reader {
 public:
  explicit Reader(std::vector<Decoded> segments) : segments_(std::move(segments)) {}

  /// The next segment of this end with these flags and, as the case may be, text.
  Decoded next(const std::string& source, std::uint32_t flags, bool text = false) {
    const auto found = std::find_if(segments_.begin() + position_, segments_.end(), [&](const Decoded& s) {
      return s.source == source && s.flags == flags && (s.length > 0) == text;
    });
    INFO("from " << source << ", flags " << flags << ", after segment " << position_);
    REQUIRE(found != segments_.end());
    position_ = found - segments_.begin() + 1;
    return *found;
  }

 private:
  std::vector<Decoded> segments_;
  std::ptrdiff_t position_ = 0;
};

void check_opening_and_closing(Reader reader) {
  const auto syn = reader.next(Ours, Syn);
  const auto syn_ack = reader.next(Kernels, Syn | Ack);
  CHECK(syn_ack.ack == syn.seq + 1);
  const auto third = reader.next(Ours, Ack);
  CHECK(third.seq == syn.seq + 1);
  CHECK(third.ack == syn_ack.seq + 1);

  const auto our_fin = reader.next(Ours, Fin | Ack);
  CHECK(our_fin.seq == syn.seq + 1);
  const auto fin_acked = reader.next(Kernels, Ack);
  CHECK(fin_acked.ack == our_fin.seq + 1);
  const auto text = reader.next(Kernels, Ack, true);
  CHECK(text.seq == syn_ack.seq + 1);
  const auto text_acked = reader.next(Ours, Ack);
  CHECK(text_acked.seq == our_fin.seq + 1);
  CHECK(text_acked.ack == text.seq + text.length);

  const auto its_fin = reader.next(Kernels, Fin | Ack);
  CHECK(its_fin.seq == text.seq + text.length);
  CHECK(its_fin.ack == our_fin.seq + 1);
  const auto lost = reader.next(Ours, Ack);
  CHECK(lost.seq == our_fin.seq + 1);
  CHECK(lost.ack == its_fin.seq + 1);
  const auto fin_again = reader.next(Kernels, Fin | Ack);
  CHECK(fin_again.seq == its_fin.seq);
  CHECK(fin_again.ack == its_fin.ack);
  const auto ack_again = reader.next(Ours, Ack);
  CHECK(ack_again.seq == lost.seq);
  CHECK(ack_again.ack == lost.ack);
}

}  // namespace

TEST_CASE(
    "the dialogue's capture, decoded by tshark, opens, half-closes and acknowledges the last FIN twice") {
  const auto capture =
      std::filesystem::temp_directory_path() / ("synfin-dialogue-" + std::to_string(getpid()) + ".pcap");
  const std::shared_ptr<const void> removed(nullptr, [&](const void*) { std::filesystem::remove(capture); });
  try {
    const auto result =
        scenario::run_dialogue(capture, [](const std::string& line) { std::puts(line.c_str()); });
    CHECK(result.ok());
  } catch (const std::system_error& error) {
    if (!scenario::kernel_out_of_reach(error.code())) throw;
    WARN("SKIPPED: " << error.what());
    return;
  }

  const auto decoded = tshark(capture);
  if (decoded.status == NotFound) {
    WARN("SKIPPED: no tshark here");
    return;
  }
  CAPTURE(decoded.text);
  REQUIRE(decoded.status == 0);
  const auto segments = segments_in(decoded.text);
  for (const auto& segment : segments) {
    CHECK(segment.ip_checksum == "1");
    CHECK(segment.tcp_checksum == "1");
    CHECK((segment.flags & Rst) == 0);
  }
  check_opening_and_closing(Reader(segments));
}
