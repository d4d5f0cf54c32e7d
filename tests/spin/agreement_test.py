"""An independent semantics: Spin on the generated Promela reaches as many configurations as `explore`, and judges every invariant alike."""
import pathlib
import subprocess
import tempfile
import unittest

from side_by_side import INSTANCES, ROOT, SYNFIN, Instance, build_spin, explore, run_spin

# Where the two were seen to meet; a change of a specification or of its bounds changes them.
STATES = {"Wire": 51200, "Few": 477132, "Ends": 208534}
FALSE = {"Wire": set(), "Few": {"Q2"}, "Ends": {"D4"}}


class Agreement(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "promela"

    def test_the_same_states_and_verdicts(self):
        for instance in INSTANCES:
            with self.subTest(system=instance.system):
                build_spin(instance, self.folder)
                mine, spins = explore(instance, "--no-symmetry"), run_spin(self.folder)
                self.assertEqual((spins.states, spins.violated), (mine.states, mine.violated))
                self.assertEqual((mine.states, mine.violated), (STATES[instance.system], FALSE[instance.system]))

    def test_what_a_variant_breaks_is_broken_in_both(self):
        one_bit = Instance("spec/examples/alternating_bit-bugs.synfin", "Wire", ("F1",), "OneBit")
        build_spin(one_bit, self.folder)
        self.assertEqual(explore(one_bit, "--no-symmetry").violated, {"F1"})
        self.assertEqual(run_spin(self.folder, violations=1).violated, {"F1"})

    def refused(self, *arguments):
        done = subprocess.run([SYNFIN, "generate", *arguments, "--target", "promela", "-o", str(self.folder)],
                              cwd=ROOT, capture_output=True, text=True, timeout=60)
        self.assertEqual(list(self.folder.glob("*")), [])
        return done.returncode, done.stderr

    def test_what_promela_cannot_say_is_named(self):
        code, said = self.refused("spec/tcp.synfin", "--system", "Pair")
        self.assertEqual(code, 3, said)
        self.assertIn("synfin: system Pair cannot be said in Promela: A.iss has 32 bits", said)
        self.assertIn("is a ghost", said)

    def test_of_several_systems_one_is_chosen(self):
        code, said = self.refused("tests/specs/prototype-few.synfin")
        self.assertEqual(code, 4)
        self.assertEqual(said, "synfin: tests/specs/prototype-few.synfin has several systems: choose one with --system: Two, Few\n")
        code, said = self.refused("tests/specs/prototype-few.synfin", "--system", "Many")
        self.assertEqual(code, 4)
        self.assertEqual(said, "synfin: tests/specs/prototype-few.synfin has no system named Many; there are Two, Few\n")


if __name__ == "__main__":
    unittest.main()
