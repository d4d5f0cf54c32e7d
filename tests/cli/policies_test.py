"""`synfin policies`: what each choice costs, one at a time."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
LAMP = """machine Lamp {
  policy bright : { no, yes } = no
  policy bell : { silent, loud } = silent
  signal rang
  state OFF initial
  state ON, BRIGHT
  on call press {
    rule L1 in OFF { goto ON }
    rule L2 in ON when bright = yes { goto BRIGHT }
    rule L3 otherwise { }
  }
  on call ring {
    rule L4 when bell = loud { signal rang }
    rule L5 otherwise { }
  }
}
system Room {
  endpoint E : Lamp
  calls press
}
invariant C1 Dim in Room: E.state != BRIGHT
profile festive { bright = yes; bell = loud }
profile usual { bright = no }
"""


def policies(*arguments, where=ROOT):
    return subprocess.run([SYNFIN, "policies", *arguments], cwd=where, capture_output=True, text=True, timeout=900)


class Policies(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "lamp.synfin").write_text(LAMP)

    def cells(self, done):
        return {it["choice"]: {cell["property"]: cell for cell in it["cells"]} for it in json.loads(done.stdout)["choices"]}

    def test_each_value_and_profile_has_its_column(self):
        cells = self.cells(policies("lamp.synfin", "--json", where=self.folder))
        self.assertEqual(list(cells), ["default", "bright=yes", "bell=loud", "profile festive"])
        self.assertEqual([it["C1"]["verdict"] for it in cells.values()], ["proved", "refuted", "proved", "refuted"])
        self.assertEqual(cells["bright=yes"]["C1"]["depth"], 2)
        self.assertTrue(cells["bell=loud"]["C1"]["same"])  # nobody rings in the Room
        self.assertEqual(cells["bright=yes"]["C1"]["slice"], cells["profile festive"]["C1"]["slice"])

    def test_what_differs_stands_out(self):
        done = policies("lamp.synfin", where=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("  default\n    1 proved\n  bright=yes\n    C1     refuted ", done.stdout)
        self.assertIn("  bell=loud\n    as by default: 1 proved, 1 of them out of its reach\n", done.stdout)
        table = policies("lamp.synfin", "--markdown", where=self.folder).stdout
        self.assertIn("| C1 | ✓ | **✗** | · | **✗** |\n", table)
        table = policies("lamp.synfin", "--policy", "bell", "--markdown", where=self.folder).stdout
        self.assertEqual(table, "As by default under each of these choices: C1.\n")

    def test_a_record_is_not_asked_again(self):
        first = policies("lamp.synfin", "-o", "record.json", where=self.folder)
        before = json.loads((self.folder / "record.json").read_text())
        before["choices"][1]["cells"][0]["why"] = "remembered"
        (self.folder / "record.json").write_text(json.dumps(before))
        again = policies("lamp.synfin", "-o", "record.json", where=self.folder)
        self.assertIn("remembered", again.stdout)
        (self.folder / "lamp.synfin").write_text(LAMP.replace("in ON when bright = yes", "in OFF when bright = yes"))
        changed = policies("lamp.synfin", "-o", "record.json", where=self.folder)
        self.assertNotIn("remembered", changed.stdout)
        self.assertEqual(first.returncode, 0)

    def test_errors_have_their_exit_codes(self):
        done = policies("lamp.synfin", "--policy", "brigt", where=self.folder)
        self.assertEqual(done.returncode, 4)
        self.assertIn("did you mean 'bright'?", done.stderr)
        self.assertEqual(policies("lamp.synfin", "-p", "C9", where=self.folder).returncode, 4)
        (self.folder / "record.json").write_text("[1]")
        self.assertEqual(policies("lamp.synfin", "-o", "record.json", where=self.folder).returncode, 3)


class Tcp(unittest.TestCase):
    def test_without_rfc_5961_resets_are_blind(self):
        done = policies("spec/tcp.synfin", "--policy", "rfc5961", "-p", "P41", "--timeout", "600", "--json")
        columns = json.loads(done.stdout)["choices"]
        self.assertEqual([it["choice"] for it in columns], ["default", "rfc5961=off"])
        self.assertEqual([it["cells"][0]["verdict"] for it in columns], ["proved", "refuted"])
        self.assertIn("A46", columns[1]["cells"][0]["why"])


class Table(unittest.TestCase):
    """docs/policies.md shows what docs/policies.json holds, and names the choices that nobody has asked about yet."""

    @classmethod
    def setUpClass(cls):
        record = json.loads((ROOT / "docs" / "policies.json").read_text())
        cls.verdicts = {it["choice"]: {cell["property"]: cell["verdict"] for cell in it["cells"]} for it in record["choices"]}
        cls.text = (ROOT / "docs" / "policies.md").read_text()
        cls.open = re.findall(r"`([^`]+)`", cls.text.partition("## Not asked yet")[2])
        cls.young = set(re.findall(r"P\w+", cls.text.partition("younger than this record:")[2].partition(".")[0]))

    def test_no_choice_and_no_claim_is_left_out(self):
        choices = json.loads(policies("spec/tcp.synfin", "-p", "P60", "--json").stdout)["choices"]
        self.assertEqual(set(self.verdicts) | set(self.open), {it["choice"] for it in choices})
        texts = [ROOT / "spec" / "tcp.synfin", *(ROOT / "spec" / "tcp").glob("*.synfin")]
        claims = re.findall(r"^(?:invariant|transition|response|reachable|deterministic) (\w+)", "\n".join(it.read_text() for it in texts), re.MULTILINE)
        for choice, cells in self.verdicts.items():
            with self.subTest(choice=choice):
                self.assertEqual(set(cells) | self.young, set(claims))

    def test_the_table_is_the_record(self):
        signs = {"proved": ("✓", "·"), "refuted": ("**✗**",), "unknown": ("**?**",)}
        head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\|.*\|$", self.text, re.MULTILINE)]
        self.assertEqual(head[1:], list(self.verdicts))
        for claim, *row in rows:
            for choice, sign in zip(head[1:], row):
                with self.subTest(claim=claim, choice=choice):
                    self.assertIn(sign, signs[self.verdicts[choice][claim]])
        told = {claim for claim, *_ in rows}
        for choice, cells in self.verdicts.items():
            costs = {claim for claim, verdict in cells.items() if verdict != "proved"} - self.young
            self.assertLessEqual(costs, told)
            self.assertIn(f"- `{choice}`: " if costs else f"`{choice}`" if choice != "default" else "default", self.text)

    def test_some_cells_asked_again(self):
        asked = policies("spec/tcp.synfin", "-p", "P32,P47,P41", "--policy", "other_syn,seqval", "--timeout", "600", "--json")
        for it in json.loads(asked.stdout)["choices"]:
            for cell in it["cells"]:
                with self.subTest(choice=it["choice"], claim=cell["property"]):
                    self.assertEqual(cell["verdict"], self.verdicts[it["choice"]][cell["property"]])


if __name__ == "__main__":
    unittest.main()
