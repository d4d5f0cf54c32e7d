// Scripts derived from the specification reach what sockets can reach of it, and go as written on every system.
#include <catch2/catch.hpp>

#include "scenario/cover.h"
#include "tests/scenario/stage.h"

using namespace scenario_test;
