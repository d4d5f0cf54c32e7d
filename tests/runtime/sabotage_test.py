#!/usr/bin/env python3
"""The wire tests notice a machine without TIME-WAIT: with the code of variant M02 they fail, and only where they should.

usage: sabotage_test.py KERNEL_TESTS SCENARIO_TESTS SABOTAGED (the tests of the first two, with the code of M02)"""

import re
import subprocess
import sys

# test -> the assertion that fails: TIME-WAIT is not reached, and on the wire the FIN that comes again is answered with a reset.
NOTICE = {
    "kernel: TIME-WAIT lasts 2MSL": r"REQUIRE\( .*TIME_WAIT",
    "kernel: our last ACK is lost, its FIN comes again, is acknowledged again and restarts 2MSL": r"REQUIRE\( .*TIME_WAIT",
    "the dialogue's capture, decoded by tshark, opens, half-closes and acknowledges the last FIN twice": r"CHECK\( .*Rst",
}
# What comes before TIME-WAIT works as ever: the sabotaged build is sound but for the variant.
UNTOUCHED = ["kernel: a lost SYN or SYN,ACK, its or ours, is sent again"]


def run(executable, test):
    name = test.replace(",", "\\,")  # a comma separates names for Catch2
    return subprocess.run([executable, name], capture_output=True, text=True, timeout=90)


def passes(outcome):
    return outcome.returncode == 0 and "All tests passed" in outcome.stdout


def fails(outcome, assertion):
    """The assertion failed, as an assertion: the process neither crashed nor threw."""
    return (
        outcome.returncode > 0
        and re.search(r"assertions:.*\b[1-9]\d* failed", outcome.stdout) is not None
        and re.search(r"FAILED:\n\s*" + assertion, outcome.stdout) is not None
        and "fatal error condition" not in outcome.stdout
        and "unexpected exception" not in outcome.stdout
    )


def main(kernel_tests, scenario_tests, sabotaged):
    wrong = []

    def expect(holds, outcome, what):
        if not holds:
            print(outcome.stdout, outcome.stderr)
            wrong.append(what)

    for test in [*NOTICE, *UNTOUCHED]:
        outcome = run(kernel_tests if test.startswith("kernel:") else scenario_tests, test)
        if "SKIPPED:" in outcome.stdout:
            print("\n".join(wrong) or outcome.stdout)
            return 1 if wrong else 0
        expect(passes(outcome), outcome, f"the healthy machine fails: {test}")
    for test, assertion in NOTICE.items():
        outcome = run(sabotaged, test)
        expect(fails(outcome, assertion), outcome, f"the sabotage goes unnoticed, or fails otherwise than it should: {test}")
    for test in UNTOUCHED:
        outcome = run(sabotaged, test)
        expect(passes(outcome), outcome, f"the sabotage breaks more than it should: {test}")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
