"""Every command in README.md and docs/ runs and exits as the text says, and draws the chart that stands there.

A ```sh block holds one command a line; `# exits N` (or `# exits N, or M`) after it states another exit code than 0. Commands that set up the
machine or run the tests (./dev …) are executed by CI itself and only checked against what ./dev knows.
"""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))


def commands():
    for document in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for block in re.findall(r"```sh\n(.*?)```", document.read_text(), re.DOTALL):
            for line in block.splitlines():
                if line.strip() and not line.lstrip().startswith("#"):
                    yield document.name, line.strip()


def late_alone(printed, where):
    """On the kernel time is real, and a busy machine may be late: the scripts that fail when they are played once more, alone."""
    late = re.findall(r"^(\S+\.pkt):(?:\d+:\d+| at the end): on kernel: not as written", printed, re.MULTILINE)
    play = lambda script: subprocess.run([SYNFIN, "play", script, "--on", "kernel"], cwd=where, capture_output=True, timeout=90)
    return [script for script in late if play(script).returncode != 0] if late else ["nothing was played"]


class Documents(unittest.TestCase):
    def test_every_command_runs_as_written(self):
        ran, printed = 0, ""
        known = set(re.findall(r"^  ([a-z]+)(?: \||\))", (ROOT / "dev").read_text(), re.MULTILINE))
        with tempfile.TemporaryDirectory() as scratch:
            for folder in ("spec", "docs", "tests"):
                os.symlink(ROOT / folder, pathlib.Path(scratch) / folder)
            for document, line in commands():
                command, _, remark = line.partition("#")
                command = command.strip()
                exits = re.search(r"exits (\d+)(?:, or (\d+))?", remark)
                expected = [int(code) for code in exits.groups() if code] if exits else [0]
                with self.subTest(document=document, command=command):
                    if command.startswith("./dev"):
                        self.assertIn(command.split()[1], known)
                        continue
                    self.assertRegex(command, r"^build/synfin ")
                    actual = command.replace("build/synfin", SYNFIN)
                    done = subprocess.run(actual, shell=True, cwd=scratch, capture_output=True, text=True, timeout=900)
                    if done.returncode not in expected and "--on kernel" in command:
                        self.assertEqual(late_alone(done.stdout, scratch), [], done.stdout + done.stderr)
                    else:
                        self.assertIn(done.returncode, expected, done.stdout + done.stderr)
                    ran += 1
                    printed += done.stdout
        self.assertGreaterEqual(ran, 5)
        chart = re.search(r"```\n(A +│.*?)```", (ROOT / "README.md").read_text(), re.DOTALL).group(1)
        self.assertIn(chart + "\n✗ P11", printed)


if __name__ == "__main__":
    unittest.main()
