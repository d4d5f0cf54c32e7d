"""docs/kernel-conformance.md names each difference that a script states for the kernel, with its script, and no other; its rules are the specification's."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "kernel-conformance.md"
ROW = re.compile(r"^\| \[[^\]]+\]\(\.\./(tests/scenarios/\S+\.pkt)\) \| (.+?) \| (.+) \|$", re.MULTILINE)


def rows():
    """Script, difference, the other cells."""
    return [(script, said, rest.split(" | ")) for script, said, rest in ROW.findall(PAGE.read_text())]


def blocks(*systems):
    """Script and reason of each block that is for these systems."""
    for path in sorted((ROOT / "tests" / "scenarios").rglob("*.pkt")):
        for names, reason in re.findall(r'^on ([a-z, ]+) "([^"]+)" \{', path.read_text(), re.MULTILINE):
            if names.split(", ") == list(systems):
                yield path.relative_to(ROOT).as_posix(), reason


class Conformance(unittest.TestCase):
    def test_the_page_says_what_the_scripts_say(self):
        of_linux = {(script, said) for script, said, rest in rows() if len(rest) == 2}
        self.assertEqual(of_linux, set(blocks("kernel")))
        self.assertGreater(len(of_linux), 20)

    def test_where_we_depart_a_script_says_so(self):
        ours = {(script, said) for script, said, rest in rows() if len(rest) == 1}
        self.assertLessEqual(ours, set(blocks("evaluate", "generated", "runtime")))
        self.assertTrue(ours)

    def test_the_rules_are_those_of_the_specification(self):
        spec = "\n".join(path.read_text() for path in (ROOT / "spec").rglob("*.synfin"))
        for script, _, rest in rows():
            if len(rest) == 2:
                self.assertRegex(spec, rf"\brule {rest[1]}\b", script)


if __name__ == "__main__":
    unittest.main()
