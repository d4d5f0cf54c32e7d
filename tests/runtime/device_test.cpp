#include <catch2/catch.hpp>

#include <pcap/pcap.h>

#include <unistd.h>

#include <filesystem>

#include "runtime/clock.h"
#include "runtime/faulty_link.h"
#include "runtime/pcap.h"
#include "runtime/pipe.h"

using namespace runtime;
using namespace std::chrono_literals;

namespace {

Octets numbered(std::uint32_t seq) {
  Packet p;
  p.source = {1, 1};
  p.destination = {2, 2};
  p.seq = seq;
  Octets datagram;
  build(p, datagram);
  return datagram;
}

std::vector<std::uint32_t> drain(Device& device) {
  std::vector<std::uint32_t> seen;
  while (const auto datagram = device.receive()) seen.push_back(std::get<Packet>(parse(*datagram)).seq);
  return seen;
}

}  // namespace

TEST_CASE("a pipe carries datagrams both ways in order") {
  Pipe pipe;
  for (std::uint32_t i = 0; i < 3; ++i) pipe.left().send(numbered(i));
  pipe.right().send(numbered(9));
  CHECK(drain(pipe.right()) == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(drain(pipe.left()) == std::vector<std::uint32_t>{9});
  CHECK(pipe.empty());
}

TEST_CASE("a faulty link loses exactly what it was told to lose") {
  Pipe pipe;
  FaultyLink link(pipe.left());
  link.drop_next([](Direction d, const Packet& p) { return d == Direction::Out && p.seq == 1; });
  link.drop_next([](Direction d, const Packet&) { return d == Direction::In; }, 2);
  for (const std::uint32_t seq : {0U, 1U, 1U, 2U}) link.send(numbered(seq));
  CHECK(drain(pipe.right()) == std::vector<std::uint32_t>{0, 1, 2});
  for (const std::uint32_t seq : {5U, 6U, 7U}) pipe.right().send(numbered(seq));
  CHECK(drain(link) == std::vector<std::uint32_t>{7});
  CHECK(link.dropped() == 3);
}

TEST_CASE("what a faulty link holds arrives when it is released") {
  Pipe pipe;
  FaultyLink link(pipe.left());
  link.hold_next([](Direction, const Packet& p) { return p.seq == 0; });
  link.send(numbered(0));
  link.send(numbered(1));
  CHECK(link.held() == 1);
  link.release();
  CHECK(drain(pipe.right()) == std::vector<std::uint32_t>{1, 0});
}

TEST_CASE("a seeded link does the same faults again, and all three kinds") {
  const auto run = [](std::uint64_t seed, Faults faults) {
    Pipe pipe;
    FaultyLink link(pipe.left(), faults, seed);
    for (std::uint32_t i = 0; i < 1000; ++i) link.send(numbered(i));
    return drain(pipe.right());
  };
  CHECK(run(7, {10, 10, 10}) == run(7, {10, 10, 10}));
  CHECK(run(7, {10, 10, 10}) != run(8, {10, 10, 10}));
  CHECK(run(7, {20, 0, 0}).size() < 900);
  CHECK(run(7, {0, 20, 0}).size() > 1100);
  const auto reordered = run(7, {0, 0, 20});
  CHECK(reordered.size() >= 999);
  CHECK_FALSE(std::is_sorted(reordered.begin(), reordered.end()));
}

TEST_CASE("a recorder leaves a capture of raw datagrams with their times") {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("synfin-device-test-" + std::to_string(getpid()) + ".pcap"))
          .string();
  {
    Pipe pipe;
    VirtualClock clock;
    Capture capture(path);
    Recorder recorder(pipe.left(), capture, clock);
    clock.set(3s + 5us);
    recorder.send(numbered(42));
    pipe.right().send(numbered(43));
    clock.advance(1s);
    REQUIRE(recorder.receive());
  }
  char error[PCAP_ERRBUF_SIZE];
  pcap_t* file = pcap_open_offline(path.c_str(), error);
  REQUIRE(file != nullptr);
  CHECK(pcap_datalink(file) == DLT_RAW);
  for (const long second : {3L, 4L}) {
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    REQUIRE(pcap_next_ex(file, &header, &data) == 1);
    CHECK(header->ts.tv_sec == second);
    CHECK(header->ts.tv_usec == 5);
    CHECK(std::holds_alternative<Packet>(parse(View(data, header->caplen))));
  }
  pcap_close(file);
  std::filesystem::remove(path);
}
