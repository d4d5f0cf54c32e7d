"""`synfin mutate`: edits are judged, counted, sampled, written after each, and gone on with."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
VERDICTS = ["killed", "unproved", "equivalent", "survived"]


def mutate(*arguments):
    return subprocess.run([SYNFIN, "mutate", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=600)


def results(*arguments):
    done = mutate(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def keys(section):
    """Of docs/json.md: what an object must have, and what it may."""
    text = (ROOT / "docs" / "json.md").read_text().split(f"\n## {section}\n")[1].split("\n## ")[0]
    rows = [key for key in re.findall(r"^\| (\w+\??) \|", text, re.MULTILINE) if key != "key"]
    return {key for key in rows if not key.endswith("?")}, {key.rstrip("?") for key in rows}


class Examples(unittest.TestCase):
    def check_counts(self, report):
        for verdict in VERDICTS:
            self.assertEqual(report[verdict], sum(m["verdict"] == verdict for m in report["mutants"]))
            self.assertEqual(report["both_endpoints"][verdict],
                             sum(m["verdict_of_both_endpoints"] == verdict for m in report["mutants"]))
        self.assertEqual(len(report["mutants"]), sum(report[v] for v in VERDICTS) + report["no_mutants"])

    def test_most_mutants_of_the_mutual_exclusion_are_killed(self):
        report = results("spec/examples/mutex.synfin")
        self.check_counts(report)
        self.assertEqual(len(report["mutants"]), report["of"])
        self.assertGreater(report["killed"], 40)
        for mutant in report["mutants"]:
            with self.subTest(mutant=mutant["id"]):
                self.assertEqual("by" in mutant, mutant["verdict"] == "killed")
                self.assertRegex(mutant["place"], r"^spec/examples/mutex\.synfin:\d+:\d+$")

    def test_the_results_are_as_the_page_says(self):
        report = results("spec/examples/mutex.synfin", "--sample", "12")
        for section, it in [("Mutation", report), ("Counts", report["both_endpoints"]), *[("Mutant", m) for m in report["mutants"]]]:
            needed, known = keys(section)
            self.assertLessEqual(needed, set(it))
            self.assertLessEqual(set(it), known)

    def test_mutants_of_the_alternating_bit_are_killed_by_claims_of_both_ends(self):
        report = results("spec/examples/alternating_bit.synfin", "--timeout", "20", "--sample", "40", "--seed", "3")
        self.check_counts(report)
        self.assertGreater(report["both_endpoints"]["killed"], 5)
        self.assertIn("F1", {m.get("by_of_both_endpoints") for m in report["mutants"]})

    def test_a_mutant_of_tcp_that_does_not_answer_a_syn_is_killed(self):
        report = results("spec/tcp.synfin", "--proved", "--mutant", "A13 drop-send 1")
        self.check_counts(report)
        self.assertEqual(report["mutants"][0]["verdict"], "killed")
        self.assertEqual(report["mutants"][0]["by"], "P20s")


class Going(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file = self.folder / "results.json"

    def test_a_sample_is_the_same_each_time_and_another_for_another_seed(self):
        ids = [[m["id"] for m in results("spec/examples/mutex.synfin", "--sample", "5", "--seed", seed)["mutants"]] for seed in "112"]
        self.assertEqual(len(ids[0]), 5)
        self.assertEqual(ids[0], ids[1])
        self.assertNotEqual(ids[0], ids[2])

    def test_what_a_file_holds_is_not_judged_again(self):
        first = results("spec/examples/mutex.synfin", "--sample", "3", "-o", str(self.file))
        self.assertEqual(json.loads(self.file.read_text()), first)
        marked = json.loads(self.file.read_text())
        for mutant in marked["mutants"]:
            mutant["seconds"] = 1234.5
        self.file.write_text(json.dumps(marked))
        second = results("spec/examples/mutex.synfin", "--sample", "6", "-o", str(self.file))
        kept = [m for m in second["mutants"] if m["seconds"] == 1234.5]
        self.assertEqual([m["id"] for m in kept], [m["id"] for m in first["mutants"]])
        self.assertEqual(len(second["mutants"]), 6)

    def test_a_file_of_another_specification_is_not_touched(self):
        mutate("spec/examples/mutex.synfin", "--sample", "1", "-o", str(self.file))
        before = self.file.read_bytes()
        done = mutate("spec/examples/traffic_light.synfin", "--sample", "1", "-o", str(self.file))
        self.assertEqual(done.returncode, 4)
        self.assertIn("another specification", done.stderr)
        self.assertEqual(self.file.read_bytes(), before)

    def test_a_proof_of_equivalence_is_written_and_any_solver_confirms_it(self):
        spec = self.folder / "count.synfin"
        spec.write_text("""machine M { state S initial  variable n : u8  variable k : u8
  on call go { rule R1 when n < 5 { n := n + 1 }  rule R2 otherwise { k := u8(n > 6);  n := 0 } } }
system One { endpoint E : M }
deterministic D1 OneRule: M
invariant D2 Few in One: E.n <= 5
""")
        folder = self.folder / "proofs"
        report = results(str(spec), "--mutant", "R2 boundary 1", "--certificates", str(folder))
        self.assertEqual(report["equivalent"], 1)
        files = list(folder.glob("R2_boundary_1-*.smt2"))
        self.assertEqual(len(files), report["mutants"][0]["obligations"])
        for file in files:
            self.assertEqual(subprocess.run(["z3", file], capture_output=True, text=True).stdout.strip(), "unsat")

    def test_a_specification_that_is_not_proved_has_no_mutants(self):
        spec = self.folder / "wrong.synfin"
        spec.write_text("machine M { state S initial  variable n : u8  on call go { rule R1 otherwise { n := n + 1 } } }\n"
                        "system One { endpoint E : M }\ninvariant D2 Few in One: E.n <= 5\n")
        done = mutate(str(spec))
        self.assertEqual(done.returncode, 1)
        self.assertTrue(re.search(r"wrong\.synfin:3:1: error: D2 Few is refuted", done.stderr), done.stderr)

    def test_a_misspelt_mutant_is_told(self):
        done = mutate("spec/examples/mutex.synfin", "--mutant", "A1 negat 1")
        self.assertEqual(done.returncode, 4)
        self.assertIn("did you mean", done.stderr)


class Record(unittest.TestCase):
    """docs/mutation.md says what docs/mutation.json holds, and explains each mutant that no claim refutes."""

    @classmethod
    def setUpClass(cls):
        cls.record = json.loads((ROOT / "docs" / "mutation.json").read_text())
        cls.text = (ROOT / "docs" / "mutation.md").read_text()

    def test_the_numbers_are_the_record_s(self):
        both = self.record["both_endpoints"]
        rows = {row[0]: row[1:] for row in ([cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\|.*\|$", self.text, re.MULTILINE))}
        for verdict in VERDICTS:
            self.assertEqual(rows[verdict], [str(self.record[verdict]), str(both[verdict])])
        share = [f"{100 * each['killed'] / (each['killed'] + each['unproved'] + each['survived']):.1f} %" for each in (self.record, both)]
        self.assertEqual(rows["killed of those that are not equivalent"], share)
        judged = len(self.record["mutants"])
        self.assertIn(f"{judged} of {self.record['of']} edits", self.text)
        self.assertIn(f"`{self.record['spec'][:12]}`", self.text)

    def test_each_that_is_left_is_explained(self):
        left = [mutant["id"] for mutant in self.record["mutants"] if mutant["verdict"] in ("unproved", "survived")]
        explained = re.findall(r"^- ((?:`[^`]+`(?:, )?)+): ", self.text, re.MULTILINE)
        self.assertEqual(sorted(re.findall(r"`([^`]+)`", " ".join(explained))), sorted(left))


if __name__ == "__main__":
    unittest.main()
