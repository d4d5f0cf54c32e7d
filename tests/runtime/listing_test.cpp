#include "runtime/listing.h"

#include "tests/runtime/two_stacks.h"

using namespace runtime_test;

TEST_CASE("the listing names listeners and then connections with their states") {
  TwoStacks net;
  net.open();
  net.a.send(net.at_a, octets("abc"));
  net.a.shutdown_write(net.at_a);
  net.settle();
  const auto rows = list(net.b);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].state == "LISTEN");
  CHECK(rows[0].local.port == TwoStacks::Port);
  CHECK(rows[1].state == "CLOSE_WAIT");
  CHECK(rows[1].remote.address == TwoStacks::AddressA);
  CHECK(rows[1].readable == 3);
  REQUIRE(list(net.a).size() == 1);
  CHECK(list(net.a)[0].state == "FIN_WAIT_2");
}

TEST_CASE("whoever watches sees every event of the machine with its rule") {
  TwoStacks net;
  std::string seen;
  net.a.observe([&](const Step& step) {
    seen += std::string(tcp::name(step.before.state)) + ">" + tcp::name(step.after.state) + " ";
  });
  net.open();
  net.a.shutdown_write(net.at_a);
  net.settle();
  net.b.shutdown_write(net.at_b);
  net.pass(60s);
  CHECK(seen ==
        "CLOSED>SYN_SENT SYN_SENT>ESTABLISHED ESTABLISHED>FIN_WAIT_1 FIN_WAIT_1>FIN_WAIT_2 "
        "FIN_WAIT_2>TIME_WAIT "
        "TIME_WAIT>CLOSED ");
}
