"""The verdicts on spec/tcp.synfin and its museum, as users get them from `synfin check --json`."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
PROVED = {"P60", "P41", "P18", "P19", "P11", "P12", "P13", "R1", "R2", "P32", "P33", "P33p", "P16"}


def synfin(*arguments, timeout=1500):
    return subprocess.run([SYNFIN, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=timeout)


def solver(program, text):
    with tempfile.NamedTemporaryFile("w", suffix=".smt2") as file:
        file.write(text)
        file.flush()
        return subprocess.run([program, file.name], capture_output=True, text=True, timeout=120).stdout.strip()


class Verdicts(unittest.TestCase):
    def test_everything_claimed_of_the_specification_is_proved_and_checked_again(self):
        done = synfin("check", "spec/tcp.synfin", "--json")
        report = json.loads(done.stdout)
        verdicts = {p["id"]: p for p in report["properties"]}
        self.assertEqual(set(verdicts), PROVED)
        for name, property in verdicts.items():
            with self.subTest(property=name):
                self.assertEqual(property["verdict"], "proved", property)
                expected = ["evaluate"] if property["kind"] == "reachable" else ["z3", "cvc5"]
                self.assertEqual(property["rechecked_by"], expected)
        self.assertEqual(report["dead_rules"], [])
        self.assertEqual(report["vacuous"], [])
        self.assertEqual(report["valuation"]["seqval"], "lax")
        self.assertEqual(done.returncode, 0)

    def test_every_variant_is_refuted_by_the_properties_that_it_names(self):
        variants = sorted((ROOT / "spec" / "variants").glob("*.synfin"))
        self.assertGreaterEqual(len(variants), 7)
        for path in variants:
            named = re.search(r"refutes ([\w, ]+) \{", path.read_text()).group(1).split(", ")
            with self.subTest(variant=path.name):
                done = synfin("check", str(path.relative_to(ROOT)), "--json", timeout=300)
                report = json.loads(done.stdout)
                self.assertEqual({p["id"]: p["verdict"] for p in report["properties"]}, {n: "refuted" for n in named})
                self.assertTrue(all(p["rechecked_by"] == ["evaluate"] for p in report["properties"]))
                self.assertEqual(done.returncode, 1)

    def test_certificates_are_unsatisfiable_because_of_their_goal(self):
        with tempfile.TemporaryDirectory() as directory:
            done = synfin("check", "spec/tcp.synfin", "-p", "P41", "--certificates", directory)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            files = sorted(pathlib.Path(directory).glob("*.smt2"))
            self.assertGreater(len(files), 50)
            for path in files[:: len(files) // 8]:
                text = path.read_text()
                with self.subTest(certificate=path.name):
                    self.assertEqual(solver("cvc5", text), "unsat")
                    self.assertEqual(solver("z3", text), "unsat")
                    goal = text.rindex("(assert")
                    self.assertEqual(solver("z3", text[:goal] + "(check-sat)\n"), "sat")

    def test_a_bug_is_drawn(self):
        done = synfin("check", "spec/variants/m01-two-way-handshake.synfin", "-p", "P11")
        self.assertEqual(done.returncode, 1)
        self.assertIn("ESTABLISHED", done.stdout)
        self.assertIn("<CTL=SYN>", done.stdout)
        self.assertIn("✗ P11", done.stdout)

    def test_bad_input_is_named(self):
        self.assertEqual(synfin("check", "spec/nothing.synfin").returncode, 3)
        self.assertEqual(synfin("check", "spec/tcp.synfin", "-p", "P999").returncode, 4)
        self.assertEqual(synfin("check", "spec/tcp.synfin", "--policy", "seqval").returncode, 4)
        wrong = synfin("check", "spec/tcp.synfin", "--policy", "seqval=lex")
        self.assertEqual(wrong.returncode, 3)
        self.assertIn("lax", wrong.stderr)


if __name__ == "__main__":
    unittest.main()
