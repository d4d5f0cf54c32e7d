"""`synfin check FOLDER`: every specification directly in it, one table after the other, nothing asked twice."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
LIGHT = """
machine Light {
  policy night : { dark, blinking } = dark
  state RED initial
  state GREEN
  on call press { rule L1 in RED { goto GREEN }  rule L2 otherwise { goto RED } }
}
system Crossing { endpoint E : Light }
deterministic C0 OneRule: Light
invariant C1 Lit in Crossing: E.state in { RED, GREEN }
"""
SHOP = """
machine Shop {
  state SHUT initial
  state OPEN
  variable n : u8
  on call knock { rule S1 in SHUT { goto OPEN }  rule S2 otherwise { } }
}
system Street { endpoint E : Shop }
deterministic S0 OneRule: Shop
"""


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "spec").mkdir()

    def write(self, name, text):
        (self.folder / "spec" / name).write_text(text)

    def check(self, code, *arguments, folder="spec"):
        done = subprocess.run([SYNFIN, "check", folder, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def tables(self, done):
        """The files in their order, with the claims in the table of each."""
        tables = {}
        for line in done.stdout.splitlines():
            if line.endswith(".synfin"):
                claims = tables.setdefault(line, [])
            elif found := re.match(r"  (\w+) +\w+ +(proved|refuted|unknown) ", line):
                claims.append(found[1])
        return tables


class Files(Folder):
    def test_each_has_its_table_and_the_last_line_counts(self):
        self.write("light.synfin", LIGHT)
        self.write("shop.synfin", SHOP)
        done = self.check(0)
        self.assertEqual(self.tables(done), {"spec/light.synfin": ["C0", "C1"], "spec/shop.synfin": ["S0"]})
        self.assertRegex(done.stdout, r"\n\n3 proved, 0 refuted, 0 unknown in 2 files; [\d.]+ s\n$")
        self.assertEqual(self.check(0, folder="spec/").stdout.count("proved  "), 3)

    def test_folders_in_it_are_not_read(self):
        self.write("light.synfin", LIGHT)
        (self.folder / "spec" / "more.synfin").mkdir()
        (self.folder / "spec" / "more").mkdir()
        (self.folder / "spec" / "more" / "wrong.synfin").write_text("machine {")
        self.assertEqual(list(self.tables(self.check(0))), ["spec/light.synfin"])

    def test_what_claims_nothing_is_skipped_with_a_note(self):
        self.write("light.synfin", LIGHT)
        self.write("quiet.synfin", SHOP[: SHOP.index("deterministic")])
        self.write("part.synfin", "extend Light { on call push { rule L3 otherwise { } } }\ninvariant C2 Red in Crossing: E.state = RED\n")
        done = self.check(0)
        self.assertEqual(list(self.tables(done)), ["spec/light.synfin"])
        self.assertIn("synfin: spec/quiet.synfin is skipped: nothing is claimed in ", done.stderr)
        self.assertIn("synfin: spec/part.synfin is skipped: no machine is declared in ", done.stderr)

    def test_a_part_that_does_not_stand_alone_is_skipped_if_it_is_imported(self):
        machine, rest = LIGHT.split("system")
        self.write("machine.synfin", machine)
        self.write("calls.synfin", 'import "machine.synfin"\nextend Light { on call push { rule L3 otherwise { } } }\n')
        self.write("claims.synfin", 'import "machine.synfin"\nsystem' + rest + "transition C2 Pushed in Crossing on step of E: happens(push) => E.state = old(E.state)\n")
        self.assertIn("no event is called 'push'", self.check(3, "-p", "C2").stderr)
        self.write("light.synfin", 'import "calls.synfin"\nimport "claims.synfin"\n')
        done = self.check(0)
        self.assertEqual(self.tables(done), {"spec/light.synfin": ["C0", "C1", "C2"]})
        self.assertIn("synfin: spec/claims.synfin is skipped: it does not stand alone, and is a part of spec/light.synfin\n", done.stderr)

    def test_an_empty_folder_is_an_error(self):
        self.assertIn("synfin: no specification in spec: no file *.synfin", self.check(3).stderr)
        self.write("quiet.synfin", SHOP[: SHOP.index("deterministic")])
        self.assertIn("synfin: nothing to check in spec\n", self.check(3).stderr)

    def test_an_error_in_one_text_leaves_the_others(self):
        self.write("light.synfin", LIGHT)
        self.write("wrong.synfin", "machin Shop { }")
        done = self.check(3)
        self.assertIn("spec/wrong.synfin:1:1: error[E001]", done.stderr)
        self.assertEqual(self.tables(done), {"spec/light.synfin": ["C0", "C1"]})

    def test_the_exit_code_is_the_worst(self):
        self.write("light.synfin", LIGHT.replace("E.state in { RED, GREEN }", "E.state = RED"))
        self.write("shop.synfin", SHOP)
        done = self.check(1)
        self.assertRegex(done.stdout, r"\n2 proved, 1 refuted, 0 unknown in 2 files; ")
        counting = SHOP.replace("otherwise { }", "otherwise { n := n + 1 }").replace("endpoint E : Shop", "endpoint E : Shop  bounds { depth = 12 }")
        self.write("shop.synfin", counting + "lemma small in Street: E.n < 100\ninvariant S1 Few in Street: E.n < 150\n")
        self.assertRegex(self.check(1).stdout, r"\n2 proved, 1 refuted, 1 unknown in 2 files; ")
        self.check(2, "-p", "S1")


class Shared(Folder):
    """What is imported is claimed of every file that imports it, and asked once."""

    def setUp(self):
        super().setUp()
        self.write("a.synfin", 'import "light.synfin"\nreachable C2 Green in Crossing: E.state = GREEN\n')
        self.write("light.synfin", LIGHT)

    def test_an_imported_file_comes_first(self):
        done = self.check(0)
        self.assertEqual(self.tables(done), {"spec/light.synfin": ["C0", "C1"], "spec/a.synfin": ["C1", "C2"]})
        self.assertIn("spec/a.synfin\n  night=dark\n\n  as in spec/light.synfin: one claim\n", done.stdout)

    def test_a_claim_of_which_a_lemma_is_new_is_asked_again(self):
        self.write("a.synfin", 'import "light.synfin"\nextend Light { on call push { rule L3 otherwise { } } }\n')
        done = self.check(0)
        self.assertEqual(self.tables(done), {"spec/light.synfin": ["C0", "C1"], "spec/a.synfin": ["C0", "C1"]})

    def test_a_file_that_adds_nothing_has_no_claims_left(self):
        self.write("a.synfin", 'import "light.synfin"\nrun Press in Crossing { call press of E }\n')
        done = self.check(0)
        self.assertEqual(self.tables(done), {"spec/light.synfin": ["C0", "C1"], "spec/a.synfin": []})
        self.assertIn("  as in spec/light.synfin: 2 claims\n", done.stdout)


class Asked(Folder):
    """What the command line names is looked for in every file; a file without it is skipped."""

    def setUp(self):
        super().setUp()
        self.write("light.synfin", LIGHT + "profile blink { night = blinking }\n")
        self.write("shop.synfin", SHOP)

    def test_a_property(self):
        done = self.check(0, "-p", "S0")
        self.assertEqual(self.tables(done), {"spec/shop.synfin": ["S0"]})
        self.assertIn("synfin: spec/light.synfin is skipped: it claims nothing of what is asked for\n", done.stderr)
        done = self.check(4, "-p", "S0,S7")
        self.assertIn("synfin: no property named S7", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_a_policy_and_a_profile(self):
        for option, value in (("--policy", "night=blinking"), ("--profile", "blink")):
            with self.subTest(option=option):
                done = self.check(0, option, value)
                self.assertEqual(list(self.tables(done)), ["spec/light.synfin"])
                self.assertIn("night=blinking", done.stdout)
                self.assertIn("synfin: spec/shop.synfin is skipped: no ", done.stderr)
        self.assertIn("no policy named nigth; did you mean 'night'?", self.check(4, "--policy", "nigth=dark").stderr)

    def test_a_variant(self):
        self.write("late.synfin", 'import "shop.synfin"\ninvariant S1 Zero in Street: E.n = 0\nvariant V1 Late of Shop refutes S1 { replace S2 { n := n + 1 } }\n')
        self.assertIn("no variant named V2; did you mean 'V1'?", self.check(4, "--variant", "V2").stderr)
        done = self.check(1, "--variant", "V1")
        self.assertTrue(done.stdout.startswith("spec/late.synfin: V1 Late\n"))
        self.assertIn("synfin: spec/shop.synfin is skipped: no variant named V1\n", done.stderr)
        done = self.check(1)
        self.assertRegex(done.stdout, r"\n3 proved, 1 refuted, 0 unknown in 3 files; ")
        self.check(4, "--kept", "-p", "S1")
        self.assertIn("V1 keeps S0\n", self.check(1, "--kept").stdout)


class UnderProfiles(Folder):
    """What a file claims under a profile is asked under it, unless the command line chooses."""

    def setUp(self):
        super().setUp()
        blinking = LIGHT.replace("rule L1 in RED { goto GREEN }", "rule L0 in RED when night = blinking { }  rule L1 in RED when night = dark { goto GREEN }")
        self.write("light.synfin", blinking.replace("rule L2 otherwise", "rule L2 in GREEN"))
        self.write("late.synfin", """import "light.synfin"
profile late { night = blinking }
claims under late
transition C3 Stays in Crossing on step of E: old(E.state) = RED => E.state = RED
run Stands in Crossing { call press of E;  expect E.state = RED }
""")

    def test_a_file_has_a_table_for_each(self):
        done = self.check(0, folder="spec/late.synfin")
        self.assertRegex(done.stdout, r"(?s)^spec/late.synfin\n  night=dark\n\n  C0 .*  C1 .*\nspec/late.synfin\n  late: night=blinking\n\n  C3 +Stays +proved")
        self.assertNotRegex(done.stdout, "(?s)late: .* C1 ")
        done = self.check(0)
        self.assertIn("\nspec/late.synfin\n  night=dark\n\n  as in spec/light.synfin: 2 claims\n\nspec/late.synfin\n  late: night=blinking\n\n  C3 ", done.stdout)
        self.assertRegex(done.stdout, "\n3 proved, 0 refuted, 0 unknown in 2 files; ")

    def test_the_command_line_chooses_for_all(self):
        done = self.check(0, "--policy", "night=dark", folder="spec/late.synfin")
        self.assertIn("  claimed under late, and not here: C3\n", done.stdout)
        self.assertRegex(self.check(0, "--profile", "late", folder="spec/late.synfin").stdout, r"(?s)  late: night=blinking\n\n  C0 .* C1 .* C3 ")
        self.assertIn("synfin: C3 is claimed under profile late", self.check(4, "--policy", "night=dark", "-p", "C3", folder="spec/late.synfin").stderr)

    def test_a_claim_by_name_is_asked_under_its_profile(self):
        report = json.loads(self.check(0, "-p", "Stays", "--json", folder="spec/late.synfin").stdout)
        self.assertEqual((report["profile"], report["valuation"], [it["id"] for it in report["properties"]]), ("late", {"night": "blinking"}, ["C3"]))
        first, second = json.loads(self.check(0, "--json", folder="spec/late.synfin").stdout)
        self.assertEqual((first["elsewhere"], second.get("elsewhere")), ({"C3": "late"}, None))

    def test_certificates_of_each_can_be_checked_again(self):
        self.check(0, "--certificates", "proofs", folder="spec/late.synfin")
        for name in ("default", "late"):
            done = subprocess.run([SYNFIN, "recheck", f"proofs/{name}", "spec/late.synfin"], cwd=self.folder, capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.check(0, "--certificates", "alone", "-p", "C3", folder="spec/late.synfin")
        self.assertTrue((self.folder / "alone" / "manifest.json").exists())

    def test_what_policies_cost_tells_where_it_is_claimed(self):
        done = subprocess.run([SYNFIN, "policies", "spec/late.synfin", "--markdown"], cwd=self.folder, capture_output=True, text=True, timeout=120)
        self.assertIn("| | default | night=blinking | profile late |\n|---|---|---|---|\n| C3 |   | ✓ | ✓ |\n", done.stdout)

    def test_a_run_is_played_under_the_profile_of_its_file(self):
        for code, choice in ((0, []), (1, ["--policy", "night=dark"]), (0, ["--profile", "late"])):
            done = subprocess.run([SYNFIN, "simulate", "spec/late.synfin", *choice], cwd=self.folder, capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)


class Written(Folder):
    def setUp(self):
        super().setUp()
        self.write("light.synfin", LIGHT + "reachable C2 Green in Crossing: E.state = GREEN\n")
        self.write("shop.synfin", SHOP)

    def test_each_file_has_a_folder_of_its_own(self):
        self.check(0, "--certificates", "proofs", "--emit-itf", "traces")
        for name in ("light", "shop"):
            self.assertTrue((self.folder / "proofs" / name / "manifest.json").exists())
            done = subprocess.run([SYNFIN, "recheck", f"proofs/{name}", f"spec/{name}.synfin"], cwd=self.folder, capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual([path.name for path in (self.folder / "traces" / "light").iterdir()], ["C2.itf.json"])

    def test_json_is_an_array_of_reports(self):
        self.write("a.synfin", 'import "shop.synfin"\nreachable S1 Open in Street: E.state = OPEN\n')
        reports = json.loads(self.check(0, "--json").stdout)
        self.assertEqual([report["file"] for report in reports], ["spec/shop.synfin", "spec/a.synfin", "spec/light.synfin"])
        self.assertEqual(reports[1]["as_in"], {"S0": "spec/shop.synfin"})
        self.assertEqual([it["id"] for it in reports[1]["properties"]], ["S1"])
        self.assertEqual(len(json.loads(self.check(0, "--json", "-p", "C0").stdout)), 1)

    def test_a_link_that_leads_nowhere_does_not_end_it(self):
        (self.folder / "spec" / "loop.synfin").symlink_to("loop.synfin")
        done = self.check(3)
        self.assertIn("loop.synfin", done.stderr)
        self.assertIn("light.synfin", done.stdout)


if __name__ == "__main__":
    unittest.main()
