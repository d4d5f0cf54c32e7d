"""What solvers have answered is not asked again, and only what has changed is."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
MUTEX = (ROOT / "spec" / "examples" / "mutex.synfin").read_text()


class Cache(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file = self.folder / "cache" / "synfin" / "answers"
        self.spec = self.folder / "mutex.synfin"
        self.spec.write_text(MUTEX)

    def check(self, *options, cache=None):
        environment = dict(os.environ, XDG_CACHE_HOME=str(cache or self.folder / "cache"))
        done = subprocess.run([SYNFIN, "check", str(self.spec), "--json", *options], env=environment, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.stderr, "")
        return json.loads(done.stdout)

    def verdicts(self, report):
        return [(p["id"], p["verdict"], p["rechecked_by"], p.get("obligations")) for p in report["properties"]]

    def answers(self):
        return set(self.file.read_text().splitlines())

    def test_a_second_run_asks_nothing_and_says_the_same(self):
        first = self.check()
        known = self.answers()
        second = self.check()
        self.assertEqual(first["remembered"], 0)
        self.assertGreater(second["remembered"], 0)
        self.assertEqual(self.verdicts(first), self.verdicts(second))
        self.assertEqual(self.answers(), known)

    def test_only_what_has_changed_is_asked(self):
        self.check()
        known = self.answers()
        self.spec.write_text(MUTEX + "\n// a word more\n")
        self.check()
        self.assertEqual(self.answers(), known)
        rule = 'rule A2 "let the other one go first" when a = FLAGGED { turn := B'
        self.assertIn(rule, MUTEX)
        self.spec.write_text(MUTEX.replace(rule, rule.replace("B", "A")))
        self.assertIn("refuted", [p["verdict"] for p in self.check()["properties"]])
        new = self.answers() - known
        self.assertTrue(new)
        self.assertLess(len(new), len(known) / 2)

    def test_nothing_is_read_or_written_if_nobody_wants_it(self):
        self.check()
        known = self.answers()
        self.assertEqual(self.check("--no-cache")["remembered"], 0)
        self.assertEqual(self.answers(), known)

    def test_what_is_no_answer_does_not_count(self):
        first = self.check()
        lines = self.file.read_text().splitlines()
        cut = lines[0][:-1]
        lie = lines[1].rsplit(" ", 1)[0] + " perhaps"
        self.file.write_text("\n".join([cut, lie, "\0\xff", "", "unsat"]) + "\n" + lines[2])
        second = self.check()
        self.assertEqual(second["remembered"], 0)
        self.assertEqual(self.verdicts(first), self.verdicts(second))

    def test_without_a_place_for_them_all_is_asked(self):
        report = self.check(cache="/proc/nowhere")
        self.assertEqual(report["remembered"], 0)
        self.assertTrue(all(p["verdict"] == "proved" for p in report["properties"]))


if __name__ == "__main__":
    unittest.main()
