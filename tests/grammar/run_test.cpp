#include "tests/grammar/text.h"

using namespace grammar;

TEST_CASE("a run is a dialogue: what happens, what is named and what is expected") {
  CHECK(tree("/// d\nrun R \"c\" in S with w = 1, m = 2^4 { call open of A with isn = 1000; timeout t of B "
             "environment crash of A"
             " deliver to B with w = 0 deliver again to A lose to B tick name x = A.iss + 1 expect A.state = "
             "X and y }") ==
        "[][(run R \"c\" S [(given w 1) (given m 16)] [(call open A [(given isn 1000)] \"null\") (timeout t "
        "B [] \"null\")"
        " (environment crash A [] \"null\") (deliver - B [(given w 0)] \"null\") (repeat - A [] \"null\") "
        "(lose - B [] \"null\")"
        " (tick - - [] \"null\") (name x - [] (+ (member A iss) 1)) (expect - - [] (and (= (member A state) "
        "X) y))] \"d\")]");
  CHECK(tree("run R in S { }") == "[][(run R \"\" S [] [] \"\")]");
}

TEST_CASE("the words of runs may be names") {
  CHECK(item("let name = expect  let lose = to + again") ==
        "(let name [] expect \"\") (let lose [] (+ to again) \"\")");
}
