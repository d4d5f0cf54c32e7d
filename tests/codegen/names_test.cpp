#include "codegen/names.h"

#include <catch2/catch.hpp>

#include "codegen/record.h"
#include "model/digest.h"

using codegen::identifier;
using codegen::Names;

TEST_CASE("a text becomes a name that C++ accepts") {
  CHECK(identifier("connection already exists") == "connection_already_exists");
  CHECK(identifier("one--two") == "one_two");
  CHECK(identifier("42") == "n42");
  CHECK(identifier("") == "n");
  CHECK(identifier("send!") == "send");
  CHECK(identifier("kept_") == "kept_");
}

TEST_CASE("a keyword gets an underscore") {
  CHECK(identifier("class") == "class_");
  CHECK(identifier("xor_eq") == "xor_eq_");
  CHECK(identifier("co_await") == "co_await_");
  CHECK(identifier("NULL") == "NULL_");
}

TEST_CASE("a name that is taken gets underscores until it is free") {
  Names names({"kind"});
  CHECK(names.take("kind") == "kind_");
  CHECK(names.take("kind") == "kind__");
  CHECK(names.take("other") == "other");
}

TEST_CASE("SHA-256 is that of FIPS 180-4") {
  CHECK(model::sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(model::sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(model::sha256(std::string(200, 'a')) ==
        "c2a908d98f5df987ade41b5fce213067efbcc21ef2240212a41e54b5e7c28ae5");
}

TEST_CASE("a record has its wide members first and no hidden padding") {
  const auto record = codegen::laid_out(
      "R",
      {codegen::number("a", 1, "0", ""), codegen::number("b", 8, "0", ""), codegen::number("c", 2, "0", "")},
      "");
  REQUIRE(record.members.size() == 4);
  CHECK(record.members[0].name == "b");
  CHECK(record.members[1].offset == 8);
  CHECK(record.members[2].offset == 10);
  CHECK(record.members[3].name == "reserved");
  CHECK(record.members[3].count == 5);
  CHECK(record.size == 16);
}
