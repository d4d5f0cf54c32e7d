#include "scenario/trace_script.h"

#include <catch2/catch.hpp>
TEST_CASE("placeholder") { CHECK(true); }
