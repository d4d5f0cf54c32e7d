"""`synfin check --emit-script`: counterexamples and witnesses become packet scripts, and they play."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
M06 = "spec/variants/m06-assassination.synfin"


def synfin(*arguments):
    return subprocess.run([SYNFIN, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300)


class EmitScript(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "new" / "scripts"

    def names(self):
        return sorted(path.name for path in self.folder.glob("**/*.*"))

    def test_a_counterexample_plays_on_its_variant_alone(self):
        done = synfin("check", M06, "--emit-script", str(self.folder))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(self.names(), ["P33-A.pkt"])
        path = str(self.folder / "P33-A.pkt")
        self.assertIn(f"  script   {path}\n", done.stdout)
        self.assertIn("no script of P33 for B: the timer user of B fires where the timer retransmission is due earlier\n", done.stdout)
        self.assertEqual(synfin("play", path, "--on", "evaluate", "--spec", M06, "--variant", "M06").returncode, 0)
        self.assertEqual(synfin("play", path, "--on", "evaluate").returncode, 1)
        self.assertEqual(synfin("play", path, "--on", "generated,runtime,kernel").returncode, 77)

    def test_the_heading_names_the_property_the_variant_and_a_command_that_works(self):
        synfin("check", M06, "--emit-script", str(self.folder))
        text = (self.folder / "P33-A.pkt").read_text()
        self.assertIn("// P33 TimeWaitOutlivesOwnSegments is violated: ", text)
        self.assertIn("// of variant M06 TimeWaitAssassination: ", text)
        command = next(line for line in text.splitlines() if line.startswith("// synfin play "))
        self.assertEqual(synfin(*command.split()[2:]).returncode, 0)
        self.assertIn('--not-on=runtime:"it is of variant M06"\n', text)
        self.assertIn("A47w (3.10.7.4 second)", text)

    def test_witnesses_play_on_the_specification_its_code_and_our_stack(self):
        done = synfin("check", "spec/tcp.synfin", "-p", "R1", "-p", "R2", "--emit-script", str(self.folder))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(self.names(), ["R1-A.pkt", "R1-B.pkt", "R2-A.pkt", "R2-B.pkt"])
        played = synfin("play", *map(str, sorted(self.folder.iterdir())))
        self.assertEqual(played.returncode, 0, played.stdout)
        self.assertEqual(played.stdout.count("as written\n"), 12)

    def test_policies_stay_with_the_script(self):
        synfin("check", "spec/tcp.synfin", "-p", "P33", "-e", "explore", "--policy", "time_wait_rst=honour", "--emit-script", str(self.folder))
        path = self.folder / "P33-A.pkt"
        self.assertIn("--policy=time_wait_rst=honour\n", path.read_text())
        self.assertEqual(synfin("play", str(path), "--on", "evaluate").returncode, 0)

    def test_json_stays_json(self):
        done = synfin("check", M06, "--json", "--emit-script", str(self.folder))
        self.assertEqual(json.loads(done.stdout)["variant"], "M06")
        self.assertIn("P33-A.pkt\n", done.stderr)

    def test_what_is_proved_and_what_is_no_tcp_gives_none(self):
        self.assertEqual(synfin("check", "spec/tcp.synfin", "-p", "P60", "--emit-script", str(self.folder)).returncode, 0)
        self.assertEqual(self.names(), [])
        done = synfin("check", "spec/examples/mutex-bugs.synfin", "--emit-script", str(self.folder))
        self.assertEqual(done.returncode, 1)
        self.assertIn("its machine is no TCP", done.stdout)
        self.assertEqual(self.names(), [])

    def test_a_folder_that_cannot_be_is_told(self):
        done = synfin("check", M06, "--emit-script", str(ROOT / M06))
        self.assertEqual(done.returncode, 4)
        self.assertIn("synfin: cannot write to the directory ", done.stderr)
        self.folder.mkdir(parents=True)
        (self.folder / "P33-A.pkt").mkdir()
        done = synfin("check", M06, "--emit-script", str(self.folder))
        self.assertEqual(done.returncode, 4)
        self.assertIn("P33-A.pkt: Is a directory", done.stderr)
        self.assertEqual(self.names(), ["P33-A.pkt"])


if __name__ == "__main__":
    unittest.main()
