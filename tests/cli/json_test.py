"""`synfin check --json` prints what docs/json.md says: its tables are the schema, its meanings are looked at."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
LAMP = """
machine Lamp {
  enum Mood { CALM, ANGRY }
  state OFF initial
  state ON
  state DIM
  variable presses : u8
  variable mood : Mood
  signal shone(how_often : u8)
  timer rest
  on call press(hard : bool) {
    rule L1 "1.1" in OFF { presses := presses + 1;  mood := if hard then ANGRY else mood;  start rest;  signal shone(presses);  goto ON }
    rule L2 otherwise { error "it is on" }
  }
  on timeout rest {
    rule L3 in ON { start rest;  goto DIM }
    rule L4 otherwise { start rest;  goto ON }
  }
}
system Room {
  endpoint E : Lamp
  bounds { hard = 0, 1;  depth = 8 }
}
invariant C1 NeverAngry "2" in Room: E.mood = CALM
reachable C2 Lit in Room: E.state = ON
response C3 Off in Room under fair(rest of E): E.state in { ON, DIM } ~> E.state = OFF
deterministic C4 OneRule: Lamp
invariant C5 Few in Room: E.presses < 200
"""
VARIANTS = 'import "lamp.synfin"\nvariant V1 Deaf of Lamp refutes C3 { remove L3 }\nvariant V2 Blind of Lamp refutes C1 { replace L3 { } }\n'


def schema():
    """Of docs/json.md: object -> key -> type."""
    objects = {}
    for section in (ROOT / "docs" / "json.md").read_text().split("\n## ")[1:]:
        rows = re.findall(r"^\| (\w+\??) \| ([^|]+) \|", section, re.MULTILINE)
        objects[section.split("\n")[0]] = {key: kind.strip() for key, kind in rows if key != "key"}
    return objects


class Report(unittest.TestCase):
    SCHEMA = schema()
    PLAIN = {"string": str, "number": (int, float), "boolean": bool, "value": (int, bool, str)}

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "lamp.synfin").write_text(LAMP)
        (self.folder / "variants.synfin").write_text(VARIANTS)

    def report(self, *arguments):
        done = subprocess.run([SYNFIN, "check", *arguments, "--json"], cwd=self.folder, capture_output=True, text=True, timeout=120)
        return json.loads(done.stdout)

    def conforms(self, it, kind, at):
        if kind.endswith(" or null"):
            return it is None or self.conforms(it, kind.removesuffix(" or null"), at)
        if kind.startswith("list of "):
            self.assertIsInstance(it, list, at)
            return [self.conforms(each, kind.removeprefix("list of "), f"{at}[{i}]") for i, each in enumerate(it)]
        if kind == "Fields":
            kind = "map of value"
        if kind.startswith("map of "):
            self.assertIsInstance(it, dict, at)
            return [self.conforms(each, kind.removeprefix("map of "), f"{at}.{key}") for key, each in it.items()]
        if kind in self.PLAIN:
            return self.assertIsInstance(it, self.PLAIN[kind], at)
        keys = self.SCHEMA[kind]
        required = {key for key in keys if not key.endswith("?")}
        self.assertLessEqual(required, set(it), at)
        self.assertLessEqual(set(it), {key.rstrip("?") for key in keys}, at)
        for key, each in it.items():
            self.conforms(each, keys.get(key) or keys[key + "?"], f"{at}.{key}")

    def test_a_report_and_its_traces_are_as_the_page_says(self):
        self.assertGreater(len(self.SCHEMA), 8)
        report = self.report("lamp.synfin")
        self.conforms(report, "Report", "report")
        self.assertEqual([p["verdict"] for p in report["properties"]], ["refuted", "proved", "refuted", "proved", "unknown"])
        self.assertEqual([p["trace"] is None for p in report["properties"]], [False, False, False, True, True])

    def test_what_unknown_claims_rest_on_is_told_once(self):
        report = self.report("lamp.synfin")
        few = report["properties"][-1]
        self.assertEqual((few["id"], sorted(few["rests_on"])), ("C5", ["C1", "C5"]))
        self.assertEqual([attempt["engine"] for attempt in few["tried_too"]], ["explore", "bmc"])
        statements = {each["name"]: each for each in report["not_inductive"]}
        self.assertEqual(set(statements), {"C1", "C5"})
        self.assertEqual(statements["C1"]["steps"], ["L1"])
        self.assertEqual(statements["C1"]["trace"]["steps"][-1]["endpoints"]["E"]["mood"], "ANGRY")
        self.assertIsNone(statements["C5"]["trace"])
        self.assertIn("no violation", statements["C5"]["explored"])

    def test_so_are_those_of_a_protocol(self):
        for arguments in (["spec/variants/m05-no-2msl-restart.synfin", "-p", "P33"], ["spec/tcp.synfin", "-p", "R2"], ["spec/tcp.synfin", "-p", "P60"],
                          ["spec/examples/traffic_light-bugs.synfin", "--variant", "Deaf"]):
            with self.subTest(arguments=arguments):
                self.conforms(self.report(str(ROOT / arguments[0]), *arguments[1:]), "Report", "report")

    def test_so_is_what_recheck_finds(self):
        specification, proofs = ROOT / "spec/examples/mutex.synfin", self.folder / "proofs"
        self.report(str(specification), "-p", "X1", "--certificates", str(proofs))
        silent = self.folder / "cvc5"
        for answer in ("sat", "unknown"):
            silent.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "cvc5 version 9.9" && exit\ncat > /dev/null\necho {answer}\n')
            silent.chmod(0o755)
            path = f"{self.folder}:{os.environ['PATH']}"
            done = subprocess.run([SYNFIN, "recheck", proofs, specification, "--json"], env=os.environ | {"PATH": path}, capture_output=True, text=True, timeout=120)
            found = json.loads(done.stdout)
            self.conforms(found, "Recheck", "recheck")
            self.assertEqual(bool(found["objections"]), answer == "sat")
            self.assertEqual(bool(found["properties"][0]["not_confirmed_by"]), answer == "unknown")

    def test_a_step_tells_its_event_its_rules_and_the_state_after_it(self):
        step = self.report("lamp.synfin", "-p", "C1")["properties"][0]["trace"]["steps"][-1]
        self.assertEqual(step["event"], "call")
        self.assertEqual((step["endpoint"], step["name"], step["arguments"]), ("E", "press", {"hard": True}))
        self.assertEqual(step["rules"], [{"rule": "L1", "clause": "1.1"}])
        self.assertEqual(step["signals"], [{"name": "shone", "arguments": {"how_often": 1}}])
        self.assertEqual(step["endpoints"]["E"], {"state": "ON", "presses": 1, "mood": "ANGRY", "rest.armed": True})

    def test_a_response_has_a_stem_and_a_loop(self):
        trace = self.report("lamp.synfin", "-p", "C3")["properties"][0]["trace"]
        self.assertEqual([step["name"] for step in trace["steps"]], ["press"])
        self.assertEqual([(step["event"], step["name"]) for step in trace["loop"]], [("timeout", "rest")] * 2)
        self.assertEqual(trace["loop"][-1]["endpoints"], trace["steps"][-1]["endpoints"])

    def test_a_witness_has_no_loop(self):
        trace = self.report("lamp.synfin", "-p", "C2")["properties"][0]["trace"]
        self.assertIsNone(trace["loop"])
        self.assertEqual(trace["start"]["endpoints"]["E"]["state"], "OFF")
        self.assertEqual(trace["steps"][-1]["endpoints"]["E"]["state"], "ON")

    def test_messages_tell_who_sent_them_and_when_they_arrive(self):
        steps = self.report(str(ROOT / "spec/tcp.synfin"), "-p", "R1")["properties"][0]["trace"]["steps"]
        sent = [message for step in steps for message in step.get("sent", [])]
        arrived = [step["message"] for step in steps if step["event"] == "message"]
        self.assertEqual(len(arrived), 3)
        for message in arrived:
            self.assertIn(message, sent)
        self.assertTrue(sent[0]["fields"]["CTL.SYN"])

    def test_scripts_are_an_array(self):
        script = str(ROOT / "tests" / "scenarios" / "listen_syn.pkt")
        wrong = self.folder / "wrong.pkt"
        wrong.write_text(pathlib.Path(script).read_text().replace("TCP_LISTEN", "TCP_CLOSE"))
        command = [SYNFIN, "play", script, str(wrong), "--on", "evaluate,generated", "--spec", str(ROOT / "spec" / "tcp.synfin"), "--json"]
        for found in json.loads(subprocess.run(command, capture_output=True, text=True, timeout=120).stdout):
            self.conforms(found, "Played", "played")

    def test_several_variants_are_an_array_one_is_an_object(self):
        both = self.report("variants.synfin")
        self.assertEqual([report["variant"] for report in both], ["V1", "V2"])
        self.conforms(self.report("variants.synfin", "--variant", "V1"), "Report", "report")


if __name__ == "__main__":
    unittest.main()
