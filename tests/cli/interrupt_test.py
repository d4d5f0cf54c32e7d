"""Whoever presses Ctrl-C sees the verdicts that stand, soon, and finds nothing left behind."""
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
SPEC = """
machine Light {
  state RED initial
  state GREEN
  on call press { rule L1 in RED { goto GREEN }  rule L2 otherwise { goto RED } }
}
system Crossing { endpoint E : Light }
reachable C1 Green in Crossing: E.state = GREEN
deterministic C2 OneRule: Light
deterministic C3 OnceMore: Light
"""
# Says who it is, and has no answer for a long time.
SLOW_SOLVER = """#!/bin/sh
[ "$1" = --version ] && { echo "This is cvc5 version 9.9.9"; exit; }
echo $$ > "$ASKED"
exec sleep 1000
"""


def exists(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def alive(group):
    """The processes of a group; those that only wait for their parent to notice their end are none."""
    found = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(stat.parent.name)
    return found


class Interrupted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        (self.folder / "light.synfin").write_text(SPEC)
        self.environment = {**os.environ, "TMPDIR": str(self.temporary), "ASKED": str(self.folder / "asked")}

    def start(self, *arguments):
        process = subprocess.Popen([SYNFIN, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment)
        self.addCleanup(process.kill)
        return process

    def interrupted(self, process, which=signal.SIGINT):
        """What it printed, once it was asked to stop: that takes a moment, no more."""
        self.assertIsNone(process.poll())
        began = time.monotonic()
        process.send_signal(which)
        output, errors = process.communicate(timeout=30)
        self.assertLess(time.monotonic() - began, 10)
        self.assertEqual(process.returncode, 130, output + errors)
        self.assertIn("interrupted: ", errors)
        self.assertEqual(list(self.temporary.iterdir()), [])
        return output, errors

    def install_slow_solver(self):
        programs = self.folder / "bin"
        programs.mkdir()
        (programs / "cvc5").write_text(SLOW_SOLVER)
        (programs / "cvc5").chmod(0o755)
        self.environment["PATH"] = f"{programs}:{self.environment['PATH']}"

    def solver(self):
        """The slow one's process, once it was asked and the other one has had the time to answer."""
        asked = self.folder / "asked"
        for _ in range(300):
            if asked.exists() and asked.read_text().strip():
                time.sleep(2)
                return int(asked.read_text())
            time.sleep(0.05)
        self.fail("cvc5 is not asked")

    def test_a_proof_ends_without_a_verdict(self):
        for which in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=which):
                proofs = self.folder / "proofs"
                process = self.start("check", "spec/tcp-with-text.synfin", "-p", "P11d", "--certificates", str(proofs))
                time.sleep(3)
                output, errors = self.interrupted(process, which)
                self.assertIn("no verdict stands", errors)
                self.assertNotIn("unknown", output)
                self.assertEqual(list(proofs.iterdir()), [])

    def test_a_search_ends_without_a_verdict(self):
        process = self.start("check", "spec/tcp.synfin", "-p", "P11", "-e", "explore")
        time.sleep(2)
        output, _ = self.interrupted(process)
        self.assertNotIn("unknown", output)

    def test_verdicts_stand_and_a_solver_that_was_asked_is_ended(self):
        self.install_slow_solver()
        process = self.start("check", str(self.folder / "light.synfin"))
        solver = self.solver()
        self.assertTrue(exists(solver))
        output, errors = self.interrupted(process)
        self.assertRegex(output, r"C1 +Green +proved")
        self.assertRegex(output, r"C2 +OneRule +proved +step .* z3 [\d.]+")
        self.assertNotIn("C3", output)
        self.assertIn("2 verdicts stand", errors)
        self.assertFalse(exists(solver))

    def test_json_stays_json(self):
        self.install_slow_solver()
        process = self.start("check", str(self.folder / "light.synfin"), "--json")
        self.solver()
        output, _ = self.interrupted(process)
        report = json.loads(output)
        self.assertTrue(report["interrupted"])
        self.assertEqual([p["id"] for p in report["properties"]], ["C1", "C2"])

    def test_a_second_signal_ends_at_once(self):
        process = self.start("check", "spec/tcp-with-text.synfin", "-p", "P11d")
        time.sleep(1)
        os.kill(process.pid, signal.SIGTERM)
        os.kill(process.pid, signal.SIGINT)
        process.communicate(timeout=10)
        self.assertIn(process.returncode, (130, -signal.SIGINT, -signal.SIGTERM))


class Others(unittest.TestCase):
    """They need no ceremony: their namespaces end with their processes."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def dies(self, seconds, *arguments):
        process = subprocess.Popen([SYNFIN, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        self.addCleanup(process.stdout.close)
        time.sleep(seconds)
        if process.poll() is not None:
            self.skipTest("over before it could be interrupted: " + process.stdout.read()[-200:])
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=10), -signal.SIGTERM)
        time.sleep(0.5)
        self.assertEqual(alive(process.pid), [])

    def test_cover(self):
        self.dies(1, "cover", "spec/tcp.synfin", "-o", str(self.folder / "scripts"))
        self.assertFalse((self.folder / "scripts").exists())

    def test_play(self):
        self.dies(0.2, "play", *map(str, sorted((ROOT / "tests" / "scenarios").glob("*.pkt"))), "--on", "kernel")

    def test_demo_in_the_middle_of_its_dialogue(self):
        (self.folder / "variants").mkdir()
        (self.folder / "tcp.synfin").write_text(SPEC)
        bug = 'import "../tcp.synfin"\ninvariant P11 Never in Crossing: E.state = RED\nvariant M01 Bug of Light refutes P11 { remove L2 }\n'
        (self.folder / "variants" / "m01-two-way-handshake.synfin").write_text(bug)
        self.dies(0.7, "demo", "--spec", str(self.folder), "--capture", str(self.folder / "demo.pcap"))


if __name__ == "__main__":
    unittest.main()
