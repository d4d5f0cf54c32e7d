"""Traces for other programs: ITF against its definition, captures by tshark, charts as XML."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
SVG = "{http://www.w3.org/2000/svg}"
M06 = "spec/variants/m06-assassination.synfin"
LOOP = """
machine Lamp "a & b" {
  state OFF initial
  state ON
  state DIM
  timer rest
  on call press { rule L1 "1 < 2" in OFF { start rest;  goto ON } rule L2 otherwise { } }
  on timeout rest { rule L3 in ON { start rest;  goto DIM } rule L4 otherwise { start rest;  goto ON } }
}
system Room { endpoint E : Lamp  bounds { depth = 4 } }
response C1 Off in Room under fair(rest of E): E.state in { ON, DIM } ~> E.state = OFF
"""


def synfin(*arguments):
    return subprocess.run([SYNFIN, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=300)


def tshark(path, *arguments):
    command = ["tshark", "-n", "-r", str(path), "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.splitlines()


def is_value(it):
    """An ITF expression (ADR 15): truth value, string, big integer, set, list or record."""
    if isinstance(it, (bool, str)):
        return True
    if isinstance(it, list):
        return all(map(is_value, it))
    if not isinstance(it, dict):
        return False
    if "#bigint" in it:
        return set(it) == {"#bigint"} and re.fullmatch(r"-?[0-9]+", it["#bigint"]) is not None
    if "#set" in it:
        return set(it) == {"#set"} and all(map(is_value, it["#set"])) and all(it["#set"].count(each) == 1 for each in it["#set"])
    return all(not key.startswith("#") and is_value(value) for key, value in it.items())


class Traces(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "new" / "traces"

    def emitted(self, code, *arguments):
        folders = [word for kind in ("itf", "svg", "pcap") for word in (f"--emit-{kind}", self.folder)]
        done = synfin(*arguments, *folders)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def itf(self, name):
        trace = json.loads((self.folder / f"{name}.itf.json").read_text())
        self.assertLessEqual({"#meta", "params", "vars", "states"}, set(trace))
        self.assertLessEqual(set(trace["params"]), set(trace["vars"]))
        self.assertEqual(trace["#meta"]["format"], "ITF")
        for index, state in enumerate(trace["states"]):
            self.assertEqual(state["#meta"], {"index": index})
            self.assertEqual(set(state) - {"#meta"}, set(trace["vars"]))
            self.assertTrue(all(is_value(state[name]) for name in trace["vars"]), state)
        return trace

    def words(self, name):
        root = xml.parse(self.folder / f"{name}.svg").getroot()
        self.assertEqual(root.tag, SVG + "svg")
        self.assertIn("prefers-color-scheme: dark", root.find(SVG + "style").text)
        width, height = float(root.get("width")), float(root.get("height"))
        texts = list(root.iter(SVG + "text"))
        self.assertGreater(len(texts), 4)
        for each in texts:
            self.assertTrue(0 <= float(each.get("x")) <= width and 0 <= float(each.get("y")) <= height)
        return [each.text for each in texts]

    def test_a_counterexample(self):
        report = json.loads(self.emitted(1, "check", M06, "--json").stdout)
        steps = report["properties"][0]["trace"]["steps"]
        sent = [message for step in steps for message in step.get("sent", [])]
        self.assertGreater(len(sent), 4)

        trace = self.itf("P33")
        self.assertEqual(len(trace["states"]), len(steps) + 1)
        self.assertEqual(trace["states"][0]["step"]["kind"], "init")
        self.assertEqual(trace["states"][-1]["A"]["state"], steps[-1]["endpoints"]["A"]["state"])
        self.assertTrue(any(state["network"]["#set"] for state in trace["states"]))
        self.assertTrue(any("A47w (3.10.7.4 second)" in state["step"]["rules"] for state in trace["states"]))

        words = self.words("P33")
        for number in range(1, len({json.dumps(message) for message in sent}) + 1):
            self.assertTrue(any(word.startswith(f"#{number} <SEQ=") for word in words), number)
        self.assertIn("✗ P33 TimeWaitOutlivesOwnSegments (3.4.3) is violated", words)

        rows = tshark(self.folder / "P33.pcap", "-T", "fields", "-e", "tcp.checksum.status", "-e", "ip.checksum.status", "-e", "tcp.seq_raw")
        self.assertGreaterEqual(len(rows), len(sent))
        self.assertTrue(all(row.split("\t")[:2] == ["1", "1"] for row in rows), rows)
        self.assertEqual(tshark(self.folder / "P33.pcap", "-Y", "_ws.malformed || _ws.expert.severity == error"), [])

    def test_a_run_of_the_specification_is_a_capture_without_warnings(self):
        self.emitted(0, "simulate", "spec/tcp.synfin", "--run", "Tutorial")
        rows = tshark(self.folder / "Tutorial.pcap", "-T", "fields", "-e", "ip.src", "-e", "tcp.flags.str")
        self.assertIn("S", rows[0])
        self.assertEqual({row.split("\t")[0] for row in rows}, {"10.0.0.1", "10.0.0.2"})
        self.assertEqual(tshark(self.folder / "Tutorial.pcap", "-Y", "_ws.expert.severity >= warning || _ws.malformed"), [])
        self.assertGreater(len(self.itf("Tutorial")["states"]), 5)
        self.assertTrue(any("SYN,ACK" in word for word in self.words("Tutorial")))

    def lamp(self, text):
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "lamp.synfin").write_text(text)
        return self.emitted(1, "check", self.folder / "lamp.synfin"), self.itf("C1")

    def test_a_lasso_goes_back_to_what_followed_its_first_state(self):
        done, trace = self.lamp(LOOP)
        self.assertEqual([state["E"]["state"] for state in trace["states"]], ["OFF", "ON", "DIM", "ON"])
        self.assertEqual(trace["loop"], 2)
        self.assertEqual(trace["states"][-1]["step"], {"kind": "timeout", "endpoint": "E", "name": "rest", "rules": ["L4"]})
        self.assertIn("  1 < 2", self.words("C1"))
        self.assertIn("no capture of C1: its machine is no TCP", done.stdout)
        self.assertEqual(list(self.folder.glob("*.pcap*")), [])

    def test_what_is_stuck_stays_in_its_last_state(self):
        trace = self.lamp(LOOP.replace("goto DIM", "goto ON"))[1]
        self.assertEqual([state["E"]["state"] for state in trace["states"]], ["OFF", "ON"])
        self.assertEqual(trace["loop"], 1)

    def test_each_variant_of_a_file_has_a_folder_of_its_own(self):
        self.assertEqual(synfin("check", "spec/examples/mutex-bugs.synfin", "--emit-svg", self.folder).returncode, 1)
        written = {str(path.relative_to(self.folder)) for path in self.folder.glob("**/*.svg")}
        self.assertEqual(written, {"Impolite/X1.svg", "Flagless/X1.svg", "Flagless/X2.svg"})

    def test_a_folder_that_cannot_be_is_told(self):
        for kind in ("itf", "svg", "pcap"):
            with self.subTest(kind=kind):
                done = synfin("simulate", "spec/tcp.synfin", "--run", "Tutorial", f"--emit-{kind}", ROOT / M06)
                self.assertEqual(done.returncode, 4)
                self.assertIn("synfin: cannot create ", done.stderr)


if __name__ == "__main__":
    unittest.main()
