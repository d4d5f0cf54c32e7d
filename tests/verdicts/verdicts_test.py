"""The verdicts on spec/tcp.synfin, as users get them from `synfin check --json`."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
PROVED = {
    "P60", "P41", "P18", "P19",  # tcp/local.synfin
    "P01", "P02", "P03", "P23", "P55", "P04", "P05", "P07", "P20s", "P26", "P27", "P55r", "P52u", "P37p", "P16k", "P54k",  # tcp/ledger.synfin, tcp/numbers.synfin
    "P29", "P52", "P52t", "P53", "P56", "P57", "P24", "R25a", "R25b", "R25c", "R25d", "R25e",  # tcp/closing.synfin
    "P37", "P42", "P42d", "P12s", "P43", "P45", "P46", "P47", "P48", "P50", "P51",  # tcp/resets.synfin
    "P11", "P12", "P13", "P14", "R1", "R2",  # tcp/agreement.synfin
    "P01s", "P22d", "P37s", "P11s", "P08s", "P04s", "P28s", "P28w", "P25s", "P54s", "P22s", "P44s", "P52s", "P52b", "P20o", "P55s",  # tcp/dialogue.synfin
    "P41s", "P42s", "P07s", "P50s", "P22w", "P22l", "P20t", "P47s", "P12p", "P45s",  # tcp/strangers.synfin
    "P17",  # tcp/calm.synfin
    "P08", "P09", "P10", "P36", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R14", "R19", "R20", "R26",  # tcp/peers.synfin
    "P28", "P52r", "P54", "R15", "R16", "R17", "R18",  # tcp/exchange.synfin
    "R23", "R24", "R27",  # tcp/closed-windows.synfin, tcp/self-connect.synfin
    "P32", "P33", "P33p", "P16", "P44", "P16p", "P16w",  # tcp/time-wait.synfin, tcp/crash.synfin, tcp/abort.synfin
}


def synfin(*arguments, timeout=3300):
    return subprocess.run([SYNFIN, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=timeout)


def solver(program, text):
    with tempfile.NamedTemporaryFile("w", suffix=".smt2") as file:
        file.write(text)
        file.flush()
        return subprocess.run([program, file.name], capture_output=True, text=True, timeout=120).stdout.strip()


class Specification(unittest.TestCase):
    """Proved once; each test looks at what that run said or wrote."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.certificates = pathlib.Path(directory.name)
        cls.done = synfin("check", "spec/tcp.synfin", "--json", "--certificates", directory.name)
        cls.report = json.loads(cls.done.stdout)

    def test_everything_claimed_is_proved_and_checked_again(self):
        verdicts = {p["id"]: p for p in self.report["properties"]}
        self.assertEqual(set(verdicts), PROVED)
        for name, property in verdicts.items():
            with self.subTest(property=name):
                self.assertEqual(property["verdict"], "proved", property)
                expected = ["evaluate"] if property["kind"] == "reachable" else ["z3", "cvc5"]
                self.assertEqual(property["rechecked_by"], expected)
        self.assertEqual(self.report["dead_rules"], [])
        self.assertEqual(self.report["vacuous"], [])
        self.assertEqual(self.report["valuation"]["seqval"], "lax")
        self.assertEqual(self.done.returncode, 0)

    def test_certificates_are_unsatisfiable_because_of_their_goal(self):
        files = sorted(self.certificates.glob("P41-*_follows.smt2"))
        self.assertGreater(len(files), 50)
        for path in files[:: len(files) // 8]:
            text = path.read_text()
            with self.subTest(certificate=path.name):
                self.assertEqual(solver("cvc5", text), "unsat")
                self.assertEqual(solver("z3", text), "unsat")
                goal = text.rindex("(assert")
                self.assertEqual(solver("z3", text[:goal] + "(check-sat)\n"), "sat")


class Policies(unittest.TestCase):
    """What other decisions of the RFC's open questions do to the claims."""

    def test_the_claims_that_should_outlive_a_decision_do(self):
        proved = {
            "seqval=strict": {"P11", "P12", "P13", "P41"},
            "time_wait_reopen=forget": {"P11", "P12", "P13", "P33"},
            "timestamps=on": {"P41"},
        }
        for policy, names in proved.items():
            with self.subTest(policy=policy):
                done = synfin("check", "spec/tcp.synfin", "--json", "--no-recheck", "--policy", policy, "-p", ",".join(sorted(names)))
                report = json.loads(done.stdout)
                name, value = policy.split("=")
                self.assertEqual(report["valuation"][name], value)
                self.assertEqual({p["id"]: p["verdict"] for p in report["properties"]}, {n: "proved" for n in names})
                self.assertEqual(done.returncode, 0)

    def test_who_falls_back_does_not_agree(self):
        run = ("simulate", "spec/tcp-falling-back.synfin", "--run", "FallenBack")
        self.assertEqual(synfin(*run).returncode, 0)  # as its file claims
        self.assertEqual(synfin(*run, "--policy", "time_wait_reopen=fall_back").returncode, 0)
        for policy in ("never", "forget"):
            with self.subTest(time_wait_reopen=policy):
                done = synfin(*run, "--policy", f"time_wait_reopen={policy}")
                self.assertEqual(done.returncode, 1)
                self.assertIn("this is not so: A.state ", done.stdout)


    def test_what_another_decision_makes_possible_has_a_witness(self):
        for path, policy, names in (("spec/tcp-falling-back.synfin", "time_wait_reopen=fall_back", {"R12", "R13"}),
                                    ("spec/tcp-assassinated.synfin", "time_wait_rst=honour", {"R21"})):
            for chosen in ((), ("--policy", policy)):  # by default under the profile of the file
                with self.subTest(policy=policy, chosen=chosen):
                    report = json.loads(synfin("check", path, "--json", *chosen, "-p", ",".join(sorted(names))).stdout)
                    name, value = policy.split("=")
                    self.assertEqual(report["valuation"][name], value)
                    self.assertEqual({p["id"]: (p["verdict"], p["rechecked_by"]) for p in report["properties"]}, {n: ("proved", ["evaluate"]) for n in names})


class Input(unittest.TestCase):
    def test_bad_input_is_named(self):
        self.assertEqual(synfin("check", "spec/nothing.synfin").returncode, 3)
        self.assertEqual(synfin("check", "spec/tcp.synfin", "-p", "P999").returncode, 4)
        self.assertEqual(synfin("check", "spec/tcp.synfin", "--policy", "seqval").returncode, 4)
        wrong = synfin("check", "spec/tcp.synfin", "--policy", "seqval=lex")
        self.assertEqual(wrong.returncode, 4)
        self.assertIn("lax", wrong.stderr)


if __name__ == "__main__":
    unittest.main()
