"""`synfin lemmas`: which are needed, which would help, and what is pasted from it proves."""
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
MUTEX = (ROOT / "spec" / "examples" / "mutex.synfin").read_text()
UNPROVED = MUTEX[: MUTEX.index("/// Who is inside has the turn")]


def synfin(*arguments):
    return subprocess.run([SYNFIN, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300)


def keys(section):
    """Of docs/json.md: what an object must have, and what it may."""
    text = (ROOT / "docs" / "json.md").read_text().split(f"\n## {section}\n")[1].split("\n## ")[0]
    rows = [key for key in re.findall(r"^\| (\w+\??) \|", text, re.MULTILINE) if key != "key"]
    return {key for key in rows if not key.endswith("?")}, {key.rstrip("?") for key in rows}


class Lemmas(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, text, name="spec.synfin"):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def is_as_documented(self, section, it):
        needed, known = keys(section)
        self.assertLessEqual(needed, set(it))
        self.assertLessEqual(set(it), known)

    def test_help(self):
        done = synfin("lemmas", "--help")
        self.assertEqual(done.returncode, 0)
        for option in ("--minimize", "--suggest", "--system", "--property", "--timeout", "--jobs", "--json", "--all"):
            self.assertIn(option, done.stdout)

    def test_a_superfluous_lemma_is_named(self):
        done = synfin("lemmas", self.file(MUTEX + "lemma idle in Processes: P.a != INSIDE or P.b != INSIDE or P.turn = B\n"), "--minimize")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"(?m)^  needed +the_turn_keeps_out   without it X1 is lost in A3$")
        self.assertRegex(done.stdout, r"(?m)^  not needed +idle$")
        self.assertIn("  proved with what is needed alone: X1, X2\n", done.stdout)

    def test_a_lemma_that_is_not_kept(self):
        done = synfin("lemmas", self.file(MUTEX + "lemma never in Processes: P.a = AWAY\n"), "--minimize")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(done.stdout, r"(?m)^  not inductive +never +lost in A1$")

    def test_what_is_not_proved_is_said(self):
        done = synfin("lemmas", self.file(UNPROVED + "lemma nothing in Processes: true\n"), "--minimize")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(done.stdout, r"(?m)^  not proved, even with all lemmas: X1 \(lost in A3\)$")

    def test_the_missing_lemma_is_suggested_and_proves_when_pasted(self):
        path = self.file(UNPROVED)
        self.assertEqual(synfin("check", path, "-p", "X1", "--engine", "induction").returncode, 2)
        done = synfin("lemmas", path, "--suggest")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("  not proved as it is written: X1\n  proved with these lemmas: X1\n", done.stdout)
        lemmas = "\n".join(line for line in done.stdout.splitlines() if line.startswith("lemma "))
        self.assertIn("P.a = INSIDE and P.b = AT_THE_GATE => P.turn = A", lemmas)
        pasted = synfin("check", self.file(UNPROVED + lemmas + "\n"), "-p", "X1")
        self.assertEqual(pasted.returncode, 0, pasted.stdout)
        self.assertNotIn("lemma", synfin("lemmas", path, "--suggest", "--states", "1", "--candidates", "1").stdout.split(":", 1)[1].split("not proved")[0])

    def test_a_claim_that_stays_open(self):
        done = synfin("lemmas", self.file(UNPROVED + "invariant X9 Never in Processes: P.a = AWAY\n"), "--suggest")
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("not proved as it is written: X1, X9\n", done.stdout)
        self.assertIn("proved with these lemmas: X1\n", done.stdout)

    def test_json(self):
        done = synfin("lemmas", "spec/examples/mutex.synfin", "--minimize", "--json")
        report = json.loads(done.stdout)
        self.is_as_documented("Lemmas", report)
        (system,) = report["systems"]
        self.is_as_documented("Minimal", system)
        self.is_as_documented("Need", system["lemmas"][0])
        self.assertEqual(system["lemmas"][0]["verdict"], "needed")
        unproved = json.loads(synfin("lemmas", self.file(UNPROVED + "lemma nothing in Processes: true\n"), "--minimize", "--json").stdout)
        self.is_as_documented("Unproved", unproved["systems"][0]["unproved"][0])
        report = json.loads(synfin("lemmas", self.file(UNPROVED), "--suggest", "--json").stdout)
        self.is_as_documented("Suggestion", report["systems"][0])
        self.assertEqual(report["systems"][0]["proved"], ["X1"])

    def test_what_is_misspelt(self):
        says = lambda code, message, *arguments: self.assertIn((code, True), [(done.returncode, message in done.stderr) for done in [synfin("lemmas", *arguments)]])
        mutex = "spec/examples/mutex.synfin"
        says(4, "synfin: no system named Proceses; did you mean 'Processes'?", mutex, "--minimize", "--system", "Proceses")
        says(4, "synfin: no property named X11; did you mean 'X1'?", mutex, "--minimize", "-p", "X11")
        says(4, "", mutex)
        says(4, "", mutex, "--minimize", "--suggest")
        says(4, "", mutex, "--minimize", "--all")
        says(3, "synfin: no lemma of what is asked for in", self.file(UNPROVED), "--minimize")
        says(3, "", "nowhere.synfin", "--minimize")

    def test_interrupted_it_says_so(self):
        process = subprocess.Popen([SYNFIN, "lemmas", "spec/tcp.synfin", "--minimize", "--system", "Pair", "--no-cache"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        time.sleep(4)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, output + errors)
        self.assertIn("interrupted: ", errors)


if __name__ == "__main__":
    unittest.main()
