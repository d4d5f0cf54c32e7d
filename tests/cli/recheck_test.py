"""`synfin recheck`: certificates as they were written are confirmed; every way of tampering with them is caught."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))


def synfin(*arguments, path=None):
    environment = dict(os.environ, PATH=path or os.environ["PATH"])
    return subprocess.run([SYNFIN, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=600, env=environment)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


class Certificates(unittest.TestCase):
    """Proved once; each test has a copy of what was written, beside the specification that was proved."""

    specification, claims = "spec/examples/mutex.synfin", ()

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.written = pathlib.Path(directory.name)
        selected = [word for claim in cls.claims for word in ("-p", claim)]
        done = synfin("check", cls.specification, *selected, "--no-recheck", "--certificates", cls.written)
        assert done.returncode == 0, done.stdout + done.stderr

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.proofs = self.folder / "proofs"
        shutil.copytree(self.written, self.proofs)
        self.spec = self.folder / pathlib.Path(self.specification).name
        shutil.copy(ROOT / self.specification, self.spec)
        self.manifest = json.loads((self.proofs / "manifest.json").read_text())

    def file(self, name="follows"):
        return next(path for path in sorted(self.proofs.glob("*.smt2")) if name in path.name)

    def store(self):
        (self.proofs / "manifest.json").write_text(json.dumps(self.manifest, indent=1, ensure_ascii=False) + "\n")

    def relist(self, path):
        """The manifest of somebody who knows what a digest is."""
        for claim in self.manifest["properties"]:
            for each in claim["obligations"]:
                if each["file"] == path.name:
                    each["sha256"] = sha256(path.read_text())
        self.store()

    def recheck(self, code, *arguments, path=None):
        done = synfin("recheck", self.proofs, self.spec, *arguments, path=path)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def caught(self, message):
        said = self.recheck(1)
        self.assertIn(message, said)
        self.assertIn("rejected", said)
        self.assertNotIn("confirmed", said)


class Whole(Certificates):
    def test_what_was_written_is_confirmed_by_both(self):
        report = json.loads(self.recheck(0, "--json"))
        self.assertEqual({p["id"]: p["verdict"] for p in report["properties"]}, {"X0": "confirmed", "X1": "confirmed", "X2": "confirmed"})
        self.assertEqual([name.split()[0] for name in report["solvers"]], ["z3", "cvc5"])
        self.assertEqual(report["faults"], [])
        self.assertTrue(all(p["obligations"] > 0 for p in report["properties"]))

    def test_one_solver_may_be_enough(self):
        said = self.recheck(0, "--solver", "cvc5", "--jobs", "1")
        self.assertIn("cvc5 ", said)
        self.assertNotIn("z3 ", said)

    def test_a_second_proof_in_the_same_place_leaves_nothing_of_the_first(self):
        done = synfin("check", self.spec, "-p", "X0", "--no-recheck", "--certificates", self.proofs)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(all(path.name.startswith("X0-") or path.name == "manifest.json" for path in self.proofs.iterdir()))
        self.assertIn("not among these certificates: X1, X2", self.recheck(0))

    def test_every_engine_that_proves_is_written_down_again(self):
        for specification in ("spec/examples/traffic_light.synfin", "spec/examples/alternating_bit.synfin"):
            with self.subTest(specification=specification):
                proofs = self.folder / pathlib.Path(specification).stem
                self.assertEqual(synfin("check", specification, "--no-recheck", "--certificates", proofs).returncode, 0)
                done = synfin("recheck", proofs, specification, "--json")
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertEqual({p["verdict"] for p in json.loads(done.stdout)["properties"]}, {"confirmed"})

    def test_variants_of_one_file_have_a_folder_each(self):
        done = synfin("check", "spec/examples/mutex-bugs.synfin", "--kept", "--no-recheck", "--certificates", self.folder / "bugs")
        self.assertEqual(done.returncode, 1, done.stderr)
        folders = list((self.folder / "bugs").iterdir())
        self.assertTrue(folders)
        for folder in folders:
            done = synfin("recheck", folder, "spec/examples/mutex-bugs.synfin")
            self.assertEqual(done.returncode, 0, done.stdout)


class Tampered(Certificates):
    def test_a_file_deleted(self):
        self.file().unlink()
        self.caught(f"{self.proofs}/X0-001-call_a_moves_in_RUNNING___follows.smt2 is missing")

    def test_a_file_added(self):
        (self.proofs / "X9-001.smt2").write_text("(check-sat)\n")
        self.caught("X9-001.smt2 is not in the manifest")

    def test_an_assertion_added(self):
        path = self.file()
        path.write_text(path.read_text().replace("(check-sat)", "(assert false)\n(check-sat)"))
        self.caught("found (assert false)")

    def test_an_assertion_added_and_its_digest_with_it(self):
        path = self.file()
        path.write_text(path.read_text().replace("(check-sat)", "(assert false)\n(check-sat)"))
        self.relist(path)
        self.caught("found (assert false)")

    def test_an_assertion_replaced(self):
        path = self.file()
        lines = path.read_text().splitlines(keepends=True)
        at = next(i for i, line in enumerate(lines) if line.startswith("(assert"))
        lines[at] = "(assert false)\n"
        path.write_text("".join(lines))
        self.relist(path)
        self.caught(f"{path}:{at + 1}: expected (assert")

    def test_a_file_cut_off(self):
        path = self.file()
        path.write_text(path.read_text()[:-30])
        self.caught(f"{path}:")

    def test_an_empty_file(self):
        path = self.file()
        path.write_text("")
        self.caught("found the end")

    def test_a_weaker_lemma_in_the_specification(self):
        text = self.spec.read_text()
        changed = text.replace(" and (P.b = INSIDE and P.a = AT_THE_GATE => P.turn = B)", "")
        self.assertNotEqual(changed, text)
        self.spec.write_text(changed)
        self.caught("is not the text that was proved")

    def test_another_specification_with_the_digest_of_the_new_one(self):
        text = self.spec.read_text()
        changed = text.replace("not (P.a = INSIDE and P.b = INSIDE)", "not (P.a = INSIDE and P.b = INSIDE) or P.turn = A")
        self.assertNotEqual(changed, text)
        self.spec.write_text(changed)
        self.manifest["sources"][0]["sha256"] = sha256(self.spec.read_text())
        self.store()
        self.caught("(obligation 'A3 / follows')")

    def test_an_obligation_taken_from_the_manifest(self):
        self.manifest["properties"][1]["obligations"].pop(0)
        self.store()
        self.caught("X1")

    def test_an_obligation_taken_from_the_manifest_and_from_the_folder(self):
        gone = self.manifest["properties"][-1]["obligations"].pop()
        (self.proofs / gone["file"]).unlink()
        self.store()
        self.caught("X2: the obligations listed make no proof")

    def test_an_obligation_listed_twice(self):
        claim = self.manifest["properties"][0]
        claim["obligations"].append(claim["obligations"][0])
        self.store()
        self.caught("which the proof does not need")

    def test_another_digest(self):
        self.manifest["properties"][0]["obligations"][0]["sha256"] = sha256("")
        self.store()
        self.caught("has another sha-256 than that of ")

    def test_another_digest_of_the_specification(self):
        self.manifest["sources"][0]["sha256"] = sha256("")
        self.store()
        self.caught("is not the text that was proved")

    def test_another_engine_name_or_claim(self):
        for key, value in {"engine": "induction", "name": "Peace", "id": "X7", "assumptions": ["Luck"]}.items():
            with self.subTest(key=key):
                kept = self.manifest["properties"][0][key]
                self.manifest["properties"][0][key] = value
                self.store()
                self.caught("X7: " if key == "id" else "X0")
                self.manifest["properties"][0][key] = kept

    def test_a_file_from_elsewhere(self):
        self.manifest["properties"][0]["obligations"][0]["file"] = "../other.smt2"
        self.store()
        self.caught("which is no file of this directory")

    def test_a_path_that_is_said_to_be_impossible(self):
        """An engine would ask less if it were so: the file that should show it cannot be made."""
        entry = self.manifest["properties"][0]["obligations"][0]
        entry["name"] = entry["name"].replace("follows", "impossible")
        self.store()
        self.caught("expected ")

    def test_what_the_manifest_says_besides(self):
        self.manifest["remark"] = "all is well"
        self.store()
        self.caught("was changed after it was written")
        (self.proofs / "manifest.json").write_text("{")
        self.caught("was changed after it was written")

    def test_the_same_as_json(self):
        self.file().unlink()
        (self.proofs / "x").write_text("")
        faults = json.loads(self.recheck(1, "--json"))["faults"]
        self.assertEqual(len(faults), 2, faults)


class Solvers(Certificates):
    def install(self, **programs):
        folder = self.folder / "programs"
        folder.mkdir()
        for name, answer in programs.items():
            program = folder / name
            program.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "{name} version 9.9" && exit\ncat > /dev/null\n{answer}\n')
            program.chmod(0o755)
        return folder

    def with_fakes(self, **programs):
        return f"{self.install(**programs)}:{os.environ['PATH']}"

    def test_disagreement_is_loud(self):
        said = self.recheck(1, path=self.with_fakes(cvc5="echo sat"))
        self.assertIn("THE SOLVERS DISAGREE about", said)
        self.assertRegex(said, r"z3 [\d.]+ +unsat\n +cvc5 9\.9 +sat")
        self.assertRegex(said, r"X1 .* rejected")

    def test_agreement_that_it_is_satisfiable_is_no_proof(self):
        said = self.recheck(1, path=self.with_fakes(cvc5="echo sat", z3="echo sat"))
        self.assertIn("NO PROOF: ", said)
        self.assertNotIn("DISAGREE", said)

    def test_disagreement_as_json(self):
        report = json.loads(self.recheck(1, "--json", path=self.with_fakes(z3="echo sat")))
        self.assertTrue(report["objections"])
        self.assertTrue(all(each["disagreement"] and each["answers"]["z3 9.9"] == "sat" for each in report["objections"]))

    def test_without_an_answer_nothing_is_known(self):
        for answer in ("echo unknown", "exit 3", "echo unsat; exit 1", "exec sleep 60"):
            with self.subTest(answer=answer):
                path = self.with_fakes(cvc5=answer)
                said = self.recheck(2, "--solver", "cvc5", "--timeout", "1", "--jobs", "16", path=path)
                self.assertRegex(said, r"X0 .* unknown .* not cvc5 9\.9: no answer in 1 s, 2 of 2 obligations, first X0-001")
                shutil.rmtree(self.folder / "programs")

    def test_a_solver_that_is_not_there(self):
        only = str(self.install(z3="echo unsat"))
        said = self.recheck(0, path=only)
        self.assertIn("z3 9.9", said)
        done = synfin("recheck", self.proofs, self.spec, "--solver", "cvc5", path=only)
        self.assertEqual(done.returncode, 4)
        self.assertIn("the solver cvc5 is not there", done.stderr)
        self.assertEqual(synfin("recheck", self.proofs, self.spec, path=str(self.folder)).returncode, 4)

    def test_no_certificates(self):
        done = synfin("recheck", self.folder, self.spec)
        self.assertEqual(done.returncode, 3)
        self.assertIn("synfin check --certificates", done.stderr)


class AnotherProtocol(Certificates):
    """The engine with lemmas, with ranking and with paths that cannot happen, under another valuation than the default one."""

    specification, claims = "spec/examples/sctp.synfin", ("S4",)

    def test_it_is_confirmed_by_z3(self):
        report = json.loads(self.recheck(0, "--json", "--solver", "z3"))
        self.assertEqual({p["verdict"] for p in report["properties"]}, {"confirmed"})

    def test_a_policy_that_was_not_in_force(self):
        for policy, value in self.manifest["valuation"].items():
            self.manifest["valuation"][policy] = "nonsense"
            self.store()
            self.assertIn("has no meaning under the policies", self.recheck(1))
            break


if __name__ == "__main__":
    unittest.main()
