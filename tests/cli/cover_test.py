"""synfin cover tells which transitions its scripts miss: what nothing excludes, and no script takes."""
import os
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
# Of those that nothing excludes. Mostly what comes after a connection is gone, which the host forgets; SEND before ESTABLISHED; and timers that
# a host never lets run out together.
MISSED = 575


class Missed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = subprocess.run([SYNFIN, "cover", "spec/tcp.synfin", "--missed"], cwd=ROOT, capture_output=True, text=True, timeout=280)
        assert done.returncode == 0, done.stderr
        cls.text = done.stdout
        cls.missed = [(first, second) for first, all in re.findall(r"^  (\S+) +then (.+)$", cls.text, re.M) for second in all.split()]

    def test_they_are_counted_and_each_is_named(self):
        taken, possible = map(int, re.search(r"^(\d+) of the (\d+) transitions that nothing excludes; missed:$", self.text, re.M).groups())
        self.assertEqual(len(set(self.missed)), possible - taken)
        self.assertIn(f" {taken} transitions", self.text.splitlines()[0])

    def test_they_do_not_become_more(self):
        self.assertLessEqual(len(self.missed), MISSED)

    def test_a_rule_that_no_script_reaches_is_told_apart(self):
        beyond = set(re.findall(r"not reached: (\S+)", self.text))
        self.assertTrue(beyond)
        self.assertFalse(beyond & {rule for pair in self.missed for rule in pair})

    def test_what_guards_exclude_is_not_missed(self):
        self.assertNotIn(("C06", "C06"), self.missed)  # the second CLOSE is in FIN-WAIT-1


if __name__ == "__main__":
    unittest.main()
