"""What `synfin` says to whoever misspells something, or gives it nowhere to write: before it proves anything."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
from unittest import mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
SPEC = """
machine Light {
  state RED initial
  state GREEN
  on call press { rule L1 in RED { goto GREEN }  rule L2 otherwise { goto RED } }
}
system Crossing { endpoint E : Light }
deterministic C0 OneRule: Light
reachable C1 Green in Crossing: E.state = GREEN
run Press "somebody presses" in Crossing { call press of E;  expect E.state = GREEN }
"""
VARIANT = 'import "light.synfin"\nvariant V1 Stuck of Light refutes C1 { replace L1 { } }\n'


class Said(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "light.synfin").write_text(SPEC)
        (self.folder / "stuck.synfin").write_text(VARIANT)

    def run_synfin(self, *arguments, stdout=subprocess.PIPE):
        return subprocess.run([SYNFIN, *arguments], cwd=self.folder, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=120)

    def says(self, code, message, *arguments):
        done = self.run_synfin(*arguments)
        self.assertIn(message, done.stderr)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done


class Misspelt(Said):
    def test_a_variant(self):
        for command in (["check"], ["simulate"], ["generate", "-o", "out"]):
            with self.subTest(command=command):
                self.says(4, "synfin: no variant named V11; did you mean 'V1'?", *command, "stuck.synfin", "--variant", "V11")
                self.says(4, "synfin: no variant named V1\n", *command, "light.synfin", "--variant", "V1")
        script = str(ROOT / "tests" / "scenarios" / "listen_syn.pkt")
        self.says(4, "synfin: no variant named V11; did you mean 'V1'?", "play", script, "--on", "evaluate", "--spec", "stuck.synfin", "--variant", "V11")

    def test_a_variant_has_an_id_and_a_name(self):
        for name in ("V1", "Stuck"):
            self.assertIn("V1 Stuck", self.says(0, "", "check", "stuck.synfin", "--variant", name, "-p", "C0").stdout)
            self.assertIn("this is not so: E.state is RED\n", self.says(1, "", "simulate", "stuck.synfin", "--variant", name).stdout)

    def test_a_policy(self):
        policies = SPEC.replace("state GREEN", "state GREEN  policy colour : { plain, rich } = plain") + "profile Fine { colour = rich }\n"
        (self.folder / "light.synfin").write_text(policies)
        self.says(4, "synfin: no policy named color; did you mean 'colour'?", "simulate", "light.synfin", "--policy", "color=rich")
        self.says(4, "synfin: no value of colour named poor", "simulate", "light.synfin", "--policy", "colour=poor")
        self.says(4, "synfin: no profile named Fin; did you mean 'Fine'?", "simulate", "light.synfin", "--profile", "Fin")
        self.says(4, "synfin: 'colour' is not policy=value", "simulate", "light.synfin", "--policy", "colour")
        self.says(0, "", "simulate", "light.synfin", "--policy", "colour=rich", "--profile", "Fine")

    def test_several_names_have_commas_between_them(self):
        done = self.says(0, "", "check", "-p", "C0,Green", "light.synfin")
        self.assertRegex(done.stdout, r"(?s)C0 .*C1 ")
        self.says(4, "no property named Gren", "check", "-p", "C0,Gren", "light.synfin")

    def test_a_property_is_refused_before_others_are_proved(self):
        done = self.says(4, "no property named Gren; did you mean 'Green'?", "check", "light.synfin", "-p", "C0", "-p", "Gren")
        self.assertNotIn("proved", done.stdout)

    def test_an_engine(self):
        done = self.says(4, "foo not in {", "check", "light.synfin", "--engine", "foo")
        for engine in ("induction", "step", "ranking", "explore"):
            self.assertIn(engine, done.stderr)

    def test_a_directory_without_a_name(self):
        self.says(4, "a directory has a name", "generate", "light.synfin", "-o", "")

    def test_names_that_are_words_of_cpp_are_names_in_its_code_too(self):
        (self.folder / "words.synfin").write_text("""
machine Words {
  message class { double : u8  float : flags { char, NULL } }
  state void initial
  state namespace
  variable operator : u8
  on call return(switch : u8) { rule while when switch > 3 { send <double=1><float=char>;  goto namespace } rule do otherwise { error "what ??/" } }
  on class m { rule export when m.char and not m.NULL { operator := m.double } rule std otherwise { } }
}
""")
        self.assertEqual(self.run_synfin("generate", "words.synfin", "-o", "out").returncode, 0)
        compiler = ["c++", "-std=c++20", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "out/words.cpp"]
        done = subprocess.run(compiler, cwd=self.folder, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_lifetime_that_is_no_name(self):
        (self.folder / "network.synfin").write_text("system S { network A -> B : lossy, lifetime 3 }\n")
        self.says(3, "declare 'const LIFE : u8 = 3' and write 'lifetime LIFE'", "check", "network.synfin")

    def test_a_fact_of_an_endpoint_that_stands_still(self):
        two = SPEC.replace("state GREEN", "state GREEN\n  variable n : u8").replace("endpoint E : Light", "endpoint E, F : Light")
        (self.folder / "two.synfin").write_text(two + "transition C3 Still in Crossing on step of E: not assigned(F.n)\n")
        self.says(3, "say it of its steps: 'on step of F'", "check", "two.synfin")

    def test_a_machine_that_handles_nothing(self):
        (self.folder / "idle.synfin").write_text("machine Idle { state HERE initial }\n")
        self.says(3, "machine Idle in idle.synfin has no handler", "generate", "idle.synfin", "-o", "out")

    def test_two_machines_whose_files_have_one_name(self):
        machine = "machine {} {{ state HERE initial  on call go {{ rule R otherwise {{ }} }} }}\n"
        (self.folder / "two.synfin").write_text(machine.format("Ab") + machine.format("AB"))
        self.says(3, "machines Ab and AB in two.synfin would both be written to ab.hpp: rename one", "generate", "two.synfin", "-o", "out")
        self.assertFalse((self.folder / "out").exists())
        self.says(0, "", "generate", "two.synfin", "-o", "out", "--machine", "AB")

    def test_a_number_out_of_its_range(self):
        self.says(4, "not in range", "cover", "light.synfin", "--rehearsals", "-5")
        for command in ("cover", "mutate"):
            self.says(4, "--seed", command, "light.synfin", "--seed", "-1")

    def test_a_subcommand(self):
        self.says(4, "no subcommand is called 'chekc'; did you mean 'check'?", "chekc", "light.synfin")
        self.says(4, "A subcommand is required")

    def test_an_option_before_any_subcommand(self):
        self.says(4, "synfin: no option is called '--bogus'", "--bogus")
        self.says(4, "--bogus", "--bogus", "check", "light.synfin")

    def test_a_file_that_claims_nothing(self):
        (self.folder / "silent.synfin").write_text(SPEC[: SPEC.index("deterministic")])
        self.says(3, "nothing is claimed in silent.synfin", "check", "silent.synfin")

    def test_a_byte_order_mark_is_no_part_of_the_text(self):
        (self.folder / "marked.synfin").write_text("\ufeff" + SPEC, encoding="utf-8")
        self.assertEqual(self.run_synfin("simulate", "marked.synfin", "--run", "Press").returncode, 0)
        (self.folder / "wrong.synfin").write_text("\ufeffmachin Light { }", encoding="utf-8")
        self.says(3, "wrong.synfin:1:1: error[E001]", "check", "wrong.synfin")

    @unittest.skipUnless(os.geteuid() == 0, "only root can be somebody else")
    def test_a_folder_in_one_that_may_not_be_searched(self):
        self.folder.chmod(0o700)
        inner = self.folder / "inner"
        inner.mkdir(mode=0o755)
        (inner / "light.synfin").write_text('import "again.synfin"\n' + SPEC)
        (inner / "again.synfin").write_text("const MSL : u32 = 3\n")
        done = subprocess.run([SYNFIN, "simulate", "light.synfin"], cwd=inner, user=65534, capture_output=True, text=True, timeout=120)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        (inner / "again.synfin").write_text('import "light.synfin"\n')
        done = subprocess.run([SYNFIN, "simulate", "light.synfin"], cwd=inner, user=65534, capture_output=True, text=True, timeout=120)
        self.assertIn("E006", done.stderr)

    def test_a_file(self):
        self.says(3, "error[E005]: is a folder: ", "simulate", ".")
        self.says(3, "error[E005]: no such file: ", "check", "lihgt.synfin")


class Hurried(Said):
    """`--timeout` also bounds the second opinions: what they had no time for is said."""

    def solver(self, answer):
        programs = self.folder / "bin"
        programs.mkdir()
        (programs / "cvc5").write_text(f'#!/bin/sh\n[ "$1" = --version ] && {{ echo "This is cvc5 version 9.9.9"; exit; }}\n{answer}\n')
        (programs / "cvc5").chmod(0o755)
        path = mock.patch.dict(os.environ, PATH=f"{programs}:{os.environ['PATH']}")
        path.start()
        self.addCleanup(path.stop)

    def only_property(self, *arguments):
        return json.loads(self.says(0, "", "check", "light.synfin", "-p", "C0", "--json", *arguments).stdout)["properties"][0]

    def test_no_time_at_all_is_refused(self):
        self.says(4, "--timeout: Value 0 not in range 1 to ", "check", "light.synfin", "--timeout", "0")

    def test_a_second_opinion_that_the_timeout_cut(self):
        self.solver("exec sleep 100")
        done = self.says(0, "", "check", "light.synfin", "-p", "C0", "--timeout", "1")
        self.assertRegex(done.stdout, r"proved .* z3 [\d.]+; not cvc5 9.9.9: no answer in 1 s, (\d+) of \1 obligations\n")
        found = self.only_property("--timeout", "1")
        self.assertEqual(found["rechecked_by"], ["z3"])
        self.assertEqual([(it["solver"], it["why"]) for it in found["not_confirmed_by"]], [("cvc5", "no answer in 1 s")])
        self.assertGreaterEqual(found["recheck_seconds"], 1)
        self.assertGreaterEqual(float(re.search(r" ([\d.]+) s  z3", done.stdout)[1]), 1)  # the second look is part of the verdict

    def test_one_that_is_complete(self):
        found = self.only_property()
        self.assertEqual((found["rechecked_by"], found["not_confirmed_by"]), (["z3", "cvc5"], []))

    def test_one_that_contradicts(self):
        self.solver("echo sat")
        done = self.says(2, "", "check", "light.synfin", "-p", "C0")
        self.assertIn("cvc5 9.9.9 contradicts the proof at: ", done.stdout)

    def test_none_was_asked_for(self):
        self.assertRegex(self.says(0, "", "check", "light.synfin", "-p", "C0", "--no-recheck").stdout, "proved .* not checked again\n")


class Witness(Said):
    def test_it_is_drawn_if_the_claim_is_asked_for_by_name(self):
        for name in ("C1", "Green"):
            done = self.says(0, "", "check", "light.synfin", "-p", name)
            self.assertIn("C1 Green: a witness of 1 step\n\nE ", done.stdout)
            self.assertIn("✓ C1 Green is reached\n", done.stdout)

    def test_among_all_claims_it_is_a_line(self):
        done = self.says(0, "", "check", "light.synfin")
        self.assertRegex(done.stdout, r"C1 +Green +proved")
        self.assertNotIn("reached", done.stdout)


COUNTER = """
machine Counter {
  state OFF initial
  state ON
  variable n, m : u8
  on call press { rule L1 in OFF { n := n + 1;  m := m + 1;  goto ON }  rule L2 otherwise { goto OFF } }
}
system S {
  endpoint E : Counter
  bounds { depth = 12 }
}
invariant C1 Fine in S: E.n = E.m
CLAIMS
"""


class NotInductive(Said):
    """What a claim rests on and what no step may spoil: said once, with the step that spoils it."""

    def check(self, claims):
        (self.folder / "counter.synfin").write_text(COUNTER.replace("CLAIMS", claims))
        return self.says(2, "", "check", "counter.synfin").stdout

    def test_a_lemma_that_a_step_does_not_keep(self):
        said = self.check("lemma small in S: E.n < 100")
        self.assertIn("unknown  induction ", said)
        self.assertIn("         it rests on what is not inductive in S: lemma small\n", said)
        self.assertIn("  lemma small is not inductive: it holds before the step L1 and not after it\n"
                      "    E before: state=OFF n=99 m=99\n    E after:  state=ON n=100 m=100\n"
                      "    explore: no violation up to the depth allowed: 13 states, ", said)

    def test_it_is_shown_once_and_the_other_claims_refer_to_it(self):
        said = self.check("transition C2 Few in S on step of E: E.n < 101\nlemma small in S: E.n < 100")
        self.assertEqual(said.count("it holds before the step"), 1)
        self.assertEqual(said.count("not inductive in S: lemma small\n"), 1)
        self.assertEqual(said.count("not inductive in S: lemma small (shown below C1)\n"), 1)

    def test_a_lemma_that_is_false_is_shown_to_be(self):
        said = self.check("lemma tiny in S: E.n < 2")
        self.assertIn("    it is false: explore violates it in 3 steps\n\nE   ", said)

    def test_a_lemma_that_does_not_hold_initially(self):
        self.assertIn("  lemma wrong does not hold initially\n", self.check("lemma wrong in S: E.state = ON"))

    def test_the_invariant_that_is_false_is_named_at_those_that_rest_on_it(self):
        (self.folder / "counter.synfin").write_text(COUNTER.replace("CLAIMS", "").replace("invariant C1", "invariant C0 No in S: E.n != 2\ninvariant C1"))
        said = self.says(1, "", "check", "counter.synfin").stdout
        self.assertIn("it rests on what is not inductive in S: invariant C0\n", said)
        self.assertIn("    it is false, and refuted above: mend it first\n", said)

    def test_a_transition_that_does_not_follow(self):
        said = self.check("transition C2 Few in S on step of E: E.n < 100")
        self.assertIn("         C2 does not follow from the lemmas:\n         C2: not so in L1, L2\n", said)
        self.assertRegex(said, r" {9}C2 fails in L1:\n {11}E before: state=OFF n=\d+ m=\d+\n")


class Variants(Said):
    """A variant promises to break something: then that is what its exit code is about."""

    def variant(self, text):
        (self.folder / "variant.synfin").write_text('import "light.synfin"\n' + text)

    def test_one_that_refutes_what_it_says(self):
        self.variant("variant V2 Never of Light refutes C2 { remove L2 }\ninvariant C2 Dark in Crossing: E.state = RED\n")
        done = self.says(1, "", "check", "variant.synfin")
        self.assertEqual(done.stderr, "")
        self.assertNotIn("C1", done.stdout)
        self.assertIn("1 transitions, depth 1)", done.stdout)

    def test_one_that_keeps_what_it_says_it_breaks_is_an_error_of_its_text(self):
        self.variant("\n  variant V2 Harmless of Light refutes C0 { replace L1 { } }\n")
        self.says(3, "variant.synfin:3:3: error: variant V2 says that it refutes C0 OneRule, which is proved of it\n", "check", "variant.synfin")

    def test_one_that_breaks_half_of_what_it_says_has_failed(self):
        self.variant("variant V2 Half of Light refutes C0, C2 { remove L2 }\ninvariant C2 Dark in Crossing: E.state = RED\n")
        done = self.says(3, "says that it refutes C0 OneRule, which is proved of it", "check", "variant.synfin")
        self.assertRegex(done.stdout, "C2 +Dark +refuted")

    def test_a_good_one_does_not_hide_a_bad_one(self):
        self.variant("variant V2 Bad of Light refutes C0 { replace L1 { } }\nvariant V3 Good of Light refutes C2 { remove L2 }\n"
                     "invariant C2 Dark in Crossing: E.state = RED\n")
        self.says(3, "variant V2 says", "check", "variant.synfin")

    def test_nothing_known_of_what_it_says_is_a_failure_too(self):
        done = self.says(2, "stuck.synfin:2:1: warning: variant V1 says that it refutes C1 Green, which is not known\n", "check", "stuck.synfin")
        self.assertRegex(done.stdout, "C1 +Green +unknown")

    def test_what_it_keeps_is_told_to_whoever_asks(self):
        self.variant("variant V2 Never of Light refutes C2 { remove L2 }\ninvariant C2 Dark in Crossing: E.state = RED\n"
                     "invariant C3 Bright in Crossing: E.state = GREEN or E.state = RED\ninvariant C4 Lit in Crossing: E.state = GREEN\n")
        self.assertNotIn("keeps", self.says(1, "", "check", "variant.synfin").stdout)
        done = self.says(1, "", "check", "variant.synfin", "--kept")
        self.assertIn("\nV2 keeps C0, C1\nV2 also refutes C4\nof C3 nothing is known\n", done.stdout)
        self.assertEqual(done.stdout.count("is violated"), 2)

    def test_a_specification_keeps_nothing(self):
        done = self.says(4, "synfin: light.synfin has no variant: --kept ", "check", "light.synfin", "--kept")
        self.assertEqual(done.stdout, "")

    def test_other_claims_may_be_asked_of_it(self):
        self.variant("variant V2 Harmless of Light refutes C1 { replace L1 { } }\n")
        self.says(0, "", "check", "variant.synfin", "-p", "C0")


class Lost(Said):
    def test_output_that_cannot_be_written_is_an_error(self):
        for arguments in (["check", "light.synfin"], ["check", "light.synfin", "--json"], ["simulate", "light.synfin"], ["--help"]):
            with self.subTest(arguments=arguments), open("/dev/full", "w") as full:
                done = self.run_synfin(*arguments, stdout=full)
                self.assertIn("synfin: ", done.stderr)
                self.assertEqual(done.returncode, 4, done.stderr)

    def test_a_reader_who_has_seen_enough_is_none(self):
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "w") as closed:
            self.assertEqual(self.run_synfin("simulate", "light.synfin", stdout=closed).stderr, "")

    def test_a_directory_for_certificates_that_cannot_be_written_to(self):
        (self.folder / "file").write_text("")
        done = self.says(4, "cannot write to the directory file/below: ", "check", "light.synfin", "--certificates", "file/below")
        self.assertEqual(done.stdout, "")

    def test_what_cannot_be_written_is_said_before_the_work(self):
        for arguments in (["check", "--emit-script", "file/x"], ["check", "--emit-svg", "file/x"], ["mutate", "-o", "file/x"], ["cover", "-o", "file/x"]):
            (self.folder / "file").write_text("")
            with self.subTest(arguments=arguments):
                done = self.says(4, "synfin: cannot write ", arguments[0], "light.synfin", *arguments[1:])
                self.assertEqual(done.stdout, "")
        self.says(4, "synfin: cannot write file/x: ", "demo", "--capture", "file/x")

    def test_a_demo_of_nothing_ends_at_once(self):
        done = self.says(3, "no such file: nowhere/tcp.synfin", "demo", "--spec", "nowhere", "--capture", "capture.pcap")
        self.assertNotIn("2. Why", done.stdout)
        self.assertFalse((self.folder / "capture.pcap").exists())

    def test_certificates_that_go_with_nothing_in_their_place(self):
        self.says(0, "", "check", "light.synfin", "-p", "C0", "--certificates", "proofs")
        self.says(0, "synfin: nothing is proved with obligations; proofs held ", "check", "light.synfin", "-p", "C1", "--certificates", "proofs")
        self.assertEqual(list((self.folder / "proofs").iterdir()), [])

    def test_one_that_can_keeps_nothing_else(self):
        self.says(0, "", "check", "light.synfin", "--certificates", "proofs")
        self.assertTrue(all(path.suffix == ".smt2" or path.name == "manifest.json" for path in (self.folder / "proofs").iterdir()))


class Formatted(Said):
    """A file is rewritten where it is, and stays what it was."""

    def setUp(self):
        super().setUp()
        self.file = self.folder / "loose.synfin"
        self.file.write_text("machine   Light { state RED initial }\n")

    def test_a_link_stays_one(self):
        (self.folder / "link.synfin").symlink_to("loose.synfin")
        self.says(0, "", "fmt", "link.synfin")
        self.assertTrue((self.folder / "link.synfin").is_symlink())
        self.says(0, "", "fmt", "--check", "loose.synfin")

    def test_the_mode_stays(self):
        self.file.chmod(0o640)
        self.says(0, "", "fmt", "loose.synfin")
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o640)

    def test_what_may_not_be_written_is_refused(self):
        self.folder.chmod(0o777)
        self.file.chmod(0o444)
        somebody = {"user": 65534} if os.geteuid() == 0 else {}  # root may write it
        done = subprocess.run([SYNFIN, "fmt", "loose.synfin"], cwd=self.folder, capture_output=True, text=True, timeout=120, **somebody)
        self.assertEqual((done.returncode, done.stderr), (4, "synfin: cannot write loose.synfin: Permission denied\n"))
        self.assertTrue(self.file.read_text().startswith("machine   Light"))


class Played(Said):
    def test_an_option_for_somebody_who_does_not_play(self):
        (self.folder / "syn.pkt").write_text("+0 connect()\n")
        for option, who, on in ((["--variant", "V1"], "evaluate", "runtime"), (["--spec", "light.synfin"], "evaluate", "generated"), (["--tun"], "runtime", "evaluate,generated")):
            with self.subTest(option=option):
                self.says(4, f"synfin: {option[0]} is for {who}, which does not play here", "play", "syn.pkt", "--on", on, *option)

    def test_each_plays_once(self):
        script = ROOT / "tests" / "scenarios" / "listen_syn.pkt"
        self.assertEqual(self.says(0, "", "play", str(script), "--on", "generated,generated").stdout.count("as written"), 1)


    def test_a_policy_that_a_script_misspells_is_the_scripts(self):
        text = (ROOT / "tests" / "scenarios" / "time_wait_rst_honoured.pkt").read_text()
        for wrong, said in (("time_wait_rst=honor", "no value of time_wait_rst named honor; did you mean 'honour'?"),
                            ("time_wait_rts=honour", "no policy named time_wait_rts; did you mean 'time_wait_rst'?")):
            (self.folder / "wrong.pkt").write_text(text.replace("time_wait_rst=honour", wrong))
            spec = str(ROOT / "spec" / "tcp.synfin")
            done = self.says(3, f"wrong.pkt: error: {said}, says {spec}\n", "play", "wrong.pkt", "--on", "evaluate", "--spec", spec)
            self.assertNotIn("E304", done.stderr)

    def test_the_only_variant_of_a_file_is_played(self):
        script = str(ROOT / "tests" / "scenarios" / "listen_syn.pkt")
        spec = str(ROOT / "spec" / "variants" / "m01-two-way-handshake.synfin")
        done = self.says(1, f"evaluate plays variant M01 TwoWayHandshake of {spec}\n", "play", script, "--on", "evaluate", "--spec", spec)
        self.assertIn("not as written", done.stdout)
        (self.folder / "two.synfin").write_text(VARIANT + "variant V2 Still of Light { remove L1 }\n")
        self.says(4, "synfin: two.synfin has several variants: say --variant and one of V1, V2", "play", script, "--on", "evaluate", "--spec", "two.synfin")

    def test_json_is_an_array_of_one_script_too(self):
        script = ROOT / "tests" / "scenarios" / "listen_syn.pkt"
        done = self.says(0, "", "play", str(script), "--on", "generated", "--json")
        self.assertEqual([it["results"][0]["verdict"] for it in json.loads(done.stdout)], ["passed"])


class Simulated(Said):
    def test_an_expectation_that_fails_shows_what_is_so(self):
        (self.folder / "light.synfin").write_text(SPEC.replace("expect E.state = GREEN", "expect E.state = RED"))
        self.says(1, "", "simulate", "light.synfin")
        self.assertIn("this is not so: E.state is GREEN\n", self.run_synfin("simulate", "light.synfin").stdout)

    def test_a_run_without_a_comment_shows_its_title(self):
        self.assertTrue(self.run_synfin("simulate", "light.synfin").stdout.startswith("Press: somebody presses\n"))


if __name__ == "__main__":
    unittest.main()
