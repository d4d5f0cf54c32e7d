"""The shape of the house: who may include whom, where protocol words may stand, which doors lead to third-party code."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# folder -> folders that it may include besides itself
MAY_INCLUDE = {
    "grammar": set(),
    "model": {"grammar"},
    "checker": {"grammar", "model"},
    "codegen": {"grammar", "model"},
    "validate": {"grammar", "model", "checker", "codegen"},
    "generated": set(),
    "runtime": {"generated"},
    "scenario": {"generated", "runtime", "model"},
    "cli": {"grammar", "model", "checker", "codegen", "validate", "generated", "runtime", "scenario"},
}
FOLDERS = "|".join(MAY_INCLUDE)

# third-party header -> the only places that may include it
DOORS = {
    r"z3\+\+\.h|z3\.h|cadical\.hpp": r"checker/smt/",
    r"antlr4-runtime\.h|SynfinParser\.h|SynfinLexer\.h|SynfinBaseVisitor\.h|SynfinVisitor\.h": r"grammar/",
    r"CLI/": r"cli/",
    r"boost/spirit": r"scenario/line_grammar\.cpp$",
    r"llvm/": r"validate/",
    r"pcap": r"runtime/",
}


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".h", ".hpp", ".cpp"}:
                yield path


def relative(path):
    return path.relative_to(ROOT).as_posix()


class Architecture(unittest.TestCase):
    def test_folders_include_only_what_lies_below_them(self):
        seen = 0
        for folder, allowed in MAY_INCLUDE.items():
            for path in sources(folder):
                seen += 1
                for target in re.findall(rf'#include "({FOLDERS})/', path.read_text()):
                    self.assertTrue(target == folder or target in allowed, f"{relative(path)} includes {target}/")
        self.assertGreater(seen, 40)

    def test_third_party_code_stays_behind_its_door(self):
        for path in sources(*MAY_INCLUDE):
            for header in re.findall(r'#include [<"]([^>"]+)[>"]', path.read_text()):
                for pattern, door in DOORS.items():
                    if re.match(pattern, header):
                        self.assertRegex(relative(path), "^" + door, f"{relative(path)} includes {header}")

    def test_the_general_folders_know_no_protocol(self):
        words = re.compile(r"\b(tcp|syn|fin|ack|rst|rfc ?9293|time.?wait)\b", re.IGNORECASE)
        for path in sources("grammar", "model", "checker", "codegen", "validate"):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                self.assertIsNone(words.search(line), f"{relative(path)}:{number}: {line.strip()}")

    def test_the_runtime_names_states_in_one_place_only(self):
        naming = [relative(p) for p in sources("runtime") if re.search(r"\bState::", p.read_text())]
        self.assertLessEqual(len(naming), 1, naming)

    def test_switches_over_our_enums_have_no_default(self):
        for path in sources("grammar", "model", "checker", "codegen", "cli"):
            if relative(path) in {"grammar/build_expression.cpp", "grammar/layout.cpp"}:
                continue  # switches over ANTLR's token numbers, which are no enum of ours
            self.assertIsNone(re.search(r"\n\s*default\s*:", path.read_text()), f"{relative(path)} has a default label")

    def test_ctest_can_run_every_test(self):
        """CMake reads ';' as the end of a list's item: a test with one in its name would silently never run."""
        for path in sorted((ROOT / "tests").rglob("*_test.cpp")):
            for name in re.findall(r'TEST_CASE\(\s*"([^"]*)"', path.read_text()):
                self.assertNotIn(";", name, relative(path))


if __name__ == "__main__":
    unittest.main()
