"""`synfin coverage`: the catalogue of this project is answered, its pages tell the truth, and each fault is found."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))


def coverage(*arguments, cwd=ROOT):
    return subprocess.run([SYNFIN, "coverage", *arguments], cwd=cwd, capture_output=True, text=True, timeout=60)


def table(page, first):
    """The rows of the tables of a page whose first column has this heading, as dictionaries."""
    result, header = [], None
    for line in (ROOT / "docs" / page).read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else None
        if cells is None:
            header = None
        elif header is None:
            header = cells
        elif header[0] == first and not set(line) <= set("|-: "):
            result.append(dict(zip(header, cells)))
    return result


class ThisProject(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.done = coverage("spec/tcp.synfin", "--json", "--scenarios", "tests/scenarios")
        cls.report = json.loads(cls.done.stdout)

    def test_every_row_has_a_rule_or_a_reason(self):
        self.assertEqual(self.report["open"], [])
        self.assertEqual(self.done.returncode, 0, self.done.stderr)

    def test_nothing_else_is_at_fault(self):
        self.assertEqual(self.report["contradictory"], [])
        self.assertEqual(self.report["unknown"], [])
        self.assertLessEqual(sum("reason" in row for row in self.report["rows"]), 15)
        kinds = ("urgent text:", "security/compartment", "addresses:", "ICMP:", "quiet time")
        self.assertEqual([row["id"] for row in self.report["rows"] if not row.get("reason", "ICMP:").startswith(kinds)], [])
        self.assertEqual(self.done.stderr, "")

    def test_the_catalogue_is_whole(self):
        required = [row for row in self.report["rows"] if row["required"]]
        self.assertEqual(len(required), 157)
        self.assertTrue(all(row["clause"] for row in required))
        self.assertEqual([row["id"] for row in table("catalogue.md", "id") if row["id"].startswith("D")], [f"D{n:02}" for n in range(1, 19)])

    def test_what_a_reason_gives_to_the_runtime_is_there_and_tested(self):
        tests = "".join(path.read_text() for path in sorted((ROOT / "tests").rglob("*_test.cpp")))
        given = 0
        for reason in table("coverage.md", "rows"):
            with self.subTest(reason=reason["rows"]):
                self.assertEqual(bool(reason["where"]), bool(reason["shown by"]))
                if reason["where"]:
                    given += 1
                    self.assertTrue((ROOT / reason["where"]).is_file(), reason["where"])
                    case = r'TEST_CASE\(\s*"' + re.escape(reason["shown by"]) + '"'
                    self.assertTrue(re.search(case, tests), "no test is called: " + reason["shown by"])
        self.assertGreaterEqual(given, 5)

    def test_what_decides_a_question_is_in_the_specification(self):
        text = "".join(path.read_text() for path in sorted((ROOT / "spec").rglob("*.synfin")))
        policies, rules = set(re.findall(r"policy (\w+) :", text)), set(re.findall(r"rule (\w+)", text))
        for row in table("catalogue.md", "id"):
            decided = row.get("decided by", "")
            with self.subTest(row=row["id"]):
                for policy in re.findall(r"policy `(\w+)`", decided):
                    self.assertIn(policy, policies)
                for names in re.findall(r"rules? ((?:\w+, )*\w+)", decided):
                    self.assertLessEqual(set(names.split(", ")), rules)


SPEC = """
machine Light {
  policy hurry : { on, off } = off
  state RED initial
  state GREEN
  on call press {
    rule L1 in RED when hurry = off { goto GREEN }
    rule L1h [L3] in RED when hurry = on { goto GREEN }
    rule L2x [L2] in GREEN { goto RED }
  }
}
system Crossing { endpoint E : Light }
reachable C1 Green [L1] in Crossing: E.state = GREEN
"""
CATALOGUE = """
# A light

| id | state | event or condition | required action | clause |
|---|---|---|---|---|
| L1 | RED | a button | green | 1 |
| L2 | GREEN | a button | red | 2 |
| L3 | RED | somebody in a hurry \\| an ambulance | green | 3 |
| L4 | RED | fog | blink | 4 |

```
| id | required action |
| L9 | in a fence, no table |
```

| id | says |
|:---|---:|
| C1 | a claim |
| E1 | an extension |
"""
REASONS = "| rows | why no rule |\n|---|---|\n| L4 | there is no fog here |\n"


class EachFault(unittest.TestCase):
    def run_on(self, spec=SPEC, catalogue=CATALOGUE, reasons=REASONS, scripts=None, arguments=()):
        with tempfile.TemporaryDirectory() as folder:
            if scripts is not None:
                (pathlib.Path(folder) / "scripts" / "fast").mkdir(parents=True)
                for name, text in scripts.items():
                    (pathlib.Path(folder) / "scripts" / name).write_text(text)
                arguments = [*arguments, "--scenarios", "scripts"]
            for name, text in (("light.synfin", spec), ("catalogue.md", catalogue), ("reasons.md", reasons)):
                if text is not None:
                    (pathlib.Path(folder) / name).write_text(text)
            return coverage("light.synfin", "--catalogue", "catalogue.md", "--reasons", "reasons.md", *arguments, cwd=folder)

    def bad_input(self, message, **texts):
        done = self.run_on(**texts)
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertIn(message, done.stderr)
        self.assertEqual(done.stdout, "")

    def fault(self, message, **texts):
        done = self.run_on(**texts)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn(message, done.stdout + done.stderr)

    def test_a_catalogue_that_is_answered_is_well(self):
        done = self.run_on()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "")
        self.assertRegex(done.stdout, r"  L1 +L1 +C1\n")
        self.assertRegex(done.stdout, r"  L2 +L2x\n")
        self.assertRegex(done.stdout, r"  L3 +\(L1h\)\n")
        self.assertIn("no rule: there is no fog here", done.stdout)
        self.assertIn("4 requirements: 3 have a rule, 0 are the host's, 1 have a reason (1 in all, at most 15), 0 neither\nclaims speak of 1, scripts cover 0\n", done.stdout)
        self.assertNotIn("E1", done.stdout)
        self.assertNotIn("L9", done.stdout)

    def test_json_has_a_line_for_every_row(self):
        report = json.loads(self.run_on(arguments=["--json"]).stdout)
        rows = {row.pop("id"): row for row in report["rows"]}
        self.assertEqual(list(rows), ["L1", "L2", "L3", "L4", "C1", "E1"])
        self.assertEqual(rows["L1"], {"clause": "1", "required": True, "rules": ["L1"], "claims": ["C1"], "scripts": []})
        self.assertEqual(rows["L4"], {"clause": "4", "required": True, "rules": [], "claims": [], "scripts": [], "reason": "there is no fog here"})
        self.assertEqual((report["open"], report["contradictory"], report["unknown"], report["reasons"]), ([], [], [], 1))

    def test_what_the_host_does_is_no_reason(self):
        host = "| rows | what the host does |\n|---|---|\n| L4 | its lamp blinks |\n"
        done = self.run_on(reasons=host)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"  L4 +the host: its lamp blinks\n")
        self.assertIn("3 have a rule, 1 are the host's, 0 have a reason (0 in all, at most 15), 0 neither", done.stdout)
        row = json.loads(self.run_on(reasons=host, arguments=["--json"]).stdout)["rows"][3]
        self.assertEqual((row["id"], row["host"], "reason" in row), ("L4", "its lamp blinks", False))
        self.fault("both a rule and a reason (a fault): L2\n", reasons=host.replace("L4", "L4, L2"))

    def test_a_row_without_rule_and_reason(self):
        self.fault("neither a rule nor a reason (a fault): L2\n", spec=SPEC.replace(" [L2]", ""))

    def test_a_row_with_both(self):
        self.fault("both a rule and a reason (a fault): L2\n", reasons=REASONS.replace("L4", "L4, L2"))

    def test_more_than_fifteen_reasons(self):
        rows = [f"| F{n} | fog | fog | blink | 4 |\n" for n in range(15)]
        catalogue = CATALOGUE.replace("| L4 |", "".join(rows) + "| L4 |")
        reasons = REASONS + "".join(f"| F{n} | no fog |\n" for n in range(15))
        self.fault("16 reasons (a fault): at most 15\n", catalogue=catalogue, reasons=reasons)

    def test_an_id_that_the_catalogue_does_not_have(self):
        misspelt = SPEC.replace("[L3]", "[L3, L33]")
        self.fault("light.synfin:8:19: error[E101]: the catalogue has no row 'L33'", spec=misspelt)
        self.fault("help: did you mean 'L3'?", spec=misspelt)
        self.fault("error[E101]: the catalogue has no row 'Walking'", spec=SPEC.replace("Green [L1]", "Green [L1, Walking]"))
        self.fault("reasons.md:3:7: error[E101]: the catalogue has no row 'L44'", reasons=REASONS.replace("L4", "L4, L44"))

    def test_bad_tables_are_named_with_their_place(self):
        self.bad_input("catalogue.md:8:1: error[E001]: a row of 6 cells in a table of 5 columns", catalogue=CATALOGUE.replace("\\|", "|"))
        self.bad_input("catalogue.md:6:1: error[E001]: a row of a table that does not end with '|'", catalogue=CATALOGUE.replace("green | 1 |", "green | 1"))
        self.bad_input("catalogue.md:4:1: error[E001]: the header of a table without a line |---| below it", catalogue=CATALOGUE.replace("|---|---|---|---|---|\n", ""))
        self.bad_input("catalogue.md:7:3: error[E001]: 'L-2' is no id", catalogue=CATALOGUE.replace("| L2 |", "| L-2 |"))
        self.bad_input("catalogue.md:7:3: error[E102]: row 'L1' stands here a second time", catalogue=CATALOGUE.replace("| L2 |", "| L1 |"))
        self.bad_input("reasons.md:4:3: error[E102]: row 'L4' stands here a second time", reasons=REASONS + "| L4 | no fog |\n")
        self.bad_input("reasons.md:3:3: error[E001]: rows without a reason", reasons=REASONS.replace("there is no fog here", ""))

    def test_pages_that_are_missing_or_say_nothing(self):
        self.bad_input("catalogue.md:1:1: error[E005]: cannot be read: catalogue.md", catalogue=None)
        self.bad_input("reasons.md:1:1: error[E005]: cannot be read: reasons.md", reasons=None)
        self.bad_input("error[E301]: no requirements", catalogue="# nothing\n")
        self.bad_input("light.synfin:", spec=SPEC.replace("machine", "machin"))

    def test_scripts_cover_rows(self):
        scripts = {f"p{n}.pkt": "--covers=L2\n" for n in range(5)} | {"fast/one.pkt": "// a head\n--covers=L1,E1\n", "notes.txt": "--covers=X"}
        done = self.run_on(scripts=scripts)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"  L1 +L1 +C1 +fast/one\n")
        self.assertRegex(done.stdout, r"  L2 +L2x +p0 p1 p2 \+2\n")
        self.assertRegex(done.stdout, r"  E1 +fast/one\n")
        self.assertIn("scripts cover 2\n", done.stdout)
        rows = {row["id"]: row for row in json.loads(self.run_on(scripts=scripts, arguments=["--json"]).stdout)["rows"]}
        self.assertEqual(rows["L2"]["scripts"], ["p0", "p1", "p2", "p3", "p4"])

    def test_scripts_with_faults(self):
        self.fault("scripts/p.pkt:2:13: error[E101]: the catalogue has no row 'L11'", scripts={"p.pkt": "\n--covers=L1,L11\n"})
        self.bad_input("scripts/p.pkt:1:1: error: ", scripts={"p.pkt": "what is this?\n"})
        self.bad_input("error[E005]: no packet scripts (*.pkt) in scripts", scripts={})
        self.bad_input("error[E005]: no packet scripts (*.pkt) in nowhere", arguments=["--scenarios", "nowhere"])

    def test_any_octets_do_no_harm(self):
        texts = ["|", "||", "|\n|", "|-|\n|-|", "```", "|\\|", "\r\n|\r\n", "| id |\n|---|\n|  |\n", "# \n#\n| required action |"]
        for text in texts:
            with self.subTest(text=text):
                self.assertEqual(self.run_on(catalogue=text).returncode, 3)
                self.assertIn(self.run_on(reasons=text).returncode, {1, 3})


if __name__ == "__main__":
    unittest.main()
