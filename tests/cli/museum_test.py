"""`synfin museum` tries every variant, and names a test for each bug that is none."""
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
  state OFF initial
  state ON
  on call press { rule L1 in OFF { goto ON } rule L2 otherwise { } }
}
system Room { endpoint E : Lamp }
invariant C1 Dark in Room: E.state = OFF
invariant C2 Known in Room: E.state in { OFF, ON }
"""


def museum(*arguments, where=ROOT):
    return subprocess.run([SYNFIN, "museum", *arguments], cwd=where, capture_output=True, text=True, timeout=900)


class Museum(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.done = museum("--json")
        cls.told = json.loads(cls.done.stdout)

    def test_every_variant_is_refuted_by_the_claims_that_it_names(self):
        files = sorted((ROOT / "spec" / "variants").glob("*.synfin"))
        self.assertEqual([it["file"] for it in self.told["variants"]], [str(path.relative_to(ROOT)) for path in files])
        for path, it in zip(files, self.told["variants"]):
            with self.subTest(variant=path.name):
                named = re.search(r"refutes ([\w, ]+) \{", path.read_text()).group(1).split(", ")
                self.assertEqual({found["id"]: found["verdict"] for found in it["findings"]}, {name: "refuted" for name in named})
                self.assertTrue(all(found["depth"] > 0 for found in it["findings"]))
                self.assertTrue(it["history"])
        self.assertEqual(self.done.returncode, 0)

    def test_what_is_no_variant_is_a_test_that_exists(self):
        self.assertGreaterEqual(len(self.told["outside"]), 8)
        for it in self.told["outside"]:
            with self.subTest(bug=it["id"]):
                file, _, name = it["test"].partition(": ")
                text = (ROOT / file).read_text()
                if name:
                    self.assertIn(f'TEST_CASE("{name}")', text)
                else:
                    self.assertTrue(file.endswith(".pkt"))
                self.assertFalse(list((ROOT / "spec" / "variants").glob(it["id"].lower() + "-*")))


class Small(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def test_a_variant_that_keeps_what_it_names_is_told_and_fails(self):
        self.write("good.synfin", LAMP + "/// Nobody sees it.\nvariant V1 Same of Lamp refutes C2 { replace L2 { } }\n")
        self.write("bad.synfin", LAMP + "/// Light.\nvariant V2 Lit of Lamp refutes C1 { replace L2 { } }\n")
        done = museum(".", where=self.folder)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"V2 +refuted .* Lit: C1 \(1 step\)\n +Light\.")
        self.assertRegex(done.stdout, r"V1 +(proved|unknown) .* Same: C2 (proved|unknown)")
        self.assertIn("1 of 2 variants refuted as they say", done.stdout)

    def test_errors_have_their_exit_codes(self):
        self.assertEqual(museum("nowhere", where=self.folder).returncode, 4)
        done = museum(".", where=self.folder)
        self.assertEqual(done.returncode, 3)
        self.assertIn("no variants in .", done.stderr)
        self.write("wrong.synfin", "machine {")
        self.assertEqual(museum(".", where=self.folder).returncode, 3)
        self.write("outside.md", "| id | bug | test |\n|---|---|---|\n| X1 | a | b |\n| X1 | c | d |\n")
        self.assertIn("error[E102]", museum(".", where=self.folder).stderr)


if __name__ == "__main__":
    unittest.main()
