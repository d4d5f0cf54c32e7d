"""The lesson in docs/tutorial.md and docs/tutorial.zh.md shows what the program really prints, and says the same twice.

A ```console block is one command and what it prints; `# exits N` after the command states another exit code than 0. A line
`…` stands for lines left out, and times are not compared; of a command that should reach the kernel and cannot, nothing is. A
```synfin FILE or ```pkt FILE block quotes that file, without the rows of the catalogue that a rule names, and a name that links
to a file of spec/ is declared there.
"""
import collections
import functools
import os
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
PAGES = [ROOT / "docs" / "tutorial.md", ROOT / "docs" / "tutorial.zh.md"]
CLAIMS = [f"T{number}" for number in range(1, 24)]
DECLARED = r"\b(rule|let|policy|run|assume|invariant|transition|response|deterministic|variant|lemma) {}\b"


def blocks(page):
    """The page's fenced blocks: what the fence says, and the lines."""
    found = re.findall(r"^```(.*)\n((?:.*\n)*?)```$", page.read_text(), re.MULTILINE)
    return [(fence, body.splitlines()) for fence, body in found]


def links(page):
    return re.findall(r"\[`?([^\]`]+)`?\]\(([^)#]+)\)", page.read_text())


def without_times(line):
    return re.sub(r" +\d+\.\d+ s\b", " T s", line.rstrip())


def without_rows(line):
    return re.sub(r"^((?:rule|transition) [\w ]+?) \[[^\]]*\]", r"\1", line.strip())


def parts(excerpt):
    """Runs of lines that stand together; between two of them, lines were left out."""
    runs = [[]]
    for line in excerpt:
        if line.strip() == "…":
            runs.append([])
        else:
            runs[-1].append(line)
    return runs


def find(part, lines, begin):
    for at in range(begin, len(lines) - len(part) + 1):
        if lines[at : at + len(part)] == part:
            return at
    return None


def not_in(excerpt, lines):
    """The first part of the excerpt that does not stand in the lines, in its turn; None if all do."""
    runs = parts(excerpt)
    at = 0
    for number, part in enumerate(runs):
        last = number == len(runs) - 1
        begin = max(at, len(lines) - len(part)) if last else at
        found = find(part, lines, begin)
        if found is None or (number == 0 and found != 0):
            return part
        at = found + len(part)
    return None


@functools.cache
def answer(command):
    done = subprocess.run(command.replace("build/synfin", SYNFIN), shell=True, cwd=ROOT, capture_output=True, text=True, timeout=600)
    return done.returncode, [without_times(line) for line in done.stdout.splitlines()], done.stderr


class Tutorial(unittest.TestCase):
    def test_every_command_answers_as_the_page_shows(self):
        shown = {(body[0], tuple(body[1:])) for page in PAGES for fence, body in blocks(page) if fence == "console"}
        self.assertGreater(len(shown), 20)
        for prompt, excerpt in sorted(shown):
            command, expected = re.fullmatch(r"\$ (build/synfin [^#]*?)(?:\s+# exits (\d))?", prompt).groups()
            with self.subTest(command=command):
                code, lines, errors = answer(command)
                if any(": not on kernel: " in line for line in lines):
                    self.skipTest(lines[-1])
                self.assertEqual(code, int(expected or 0), "\n".join(lines) + errors)
                missing = not_in([without_times(line) for line in excerpt], lines)
                self.assertIsNone(missing, "not what is printed:\n" + "\n".join(missing or []) + "\n-- but:\n" + "\n".join(lines))

    def test_every_quotation_stands_in_its_file(self):
        quoted = [(fence.split()[1], body) for page in PAGES for fence, body in blocks(page) if " " in fence]
        self.assertGreater(len(quoted), 4)
        for file, body in quoted:
            with self.subTest(file=file, line=body[0]):
                lines = [without_rows(line) for line in (ROOT / file).read_text().splitlines()]
                self.assertIsNone(not_in(["…", *(line.strip() for line in body), "…"], lines))

    def test_every_link_leads_somewhere_and_every_name_is_declared_there(self):
        for page in PAGES:
            names = 0
            for name, target in links(page):
                file = (page.parent / target).resolve()
                with self.subTest(page=page.name, name=name, target=target):
                    self.assertTrue(file.exists())
                    if file.suffix == ".synfin" and re.fullmatch(r"\w+", name):
                        names += 1
                        self.assertRegex(file.read_text(), DECLARED.format(re.escape(name)))
            self.assertGreater(names, 30)

    def test_both_pages_have_the_same_blocks_in_the_same_order(self):
        english, chinese = (blocks(page) for page in PAGES)
        self.assertEqual(english, chinese)

    def test_both_pages_speak_of_the_same_rules_runs_and_scripts(self):
        def other_pages_left_out(page):
            return collections.Counter(target for name, target in links(page) if "tutorial." not in target)

        self.assertEqual(*(other_pages_left_out(page) for page in PAGES))

    def test_every_claim_of_the_tutorial_has_its_row_and_its_paragraph(self):
        for page in PAGES:
            text = page.read_text()
            with self.subTest(page=page.name):
                self.assertEqual(re.findall(r"^\| (T\d+) \|", text, re.MULTILINE), CLAIMS)
                self.assertEqual(set(re.findall(r"\*\*(T\d+)\b", text)), set(CLAIMS))

    def test_an_excerpt_that_is_not_printed_is_noticed(self):
        printed = ["a", "b", "c", "d"]
        for good in (printed, ["a", "…"], ["…", "d"], ["…", "b", "c", "…"], ["a", "…", "c", "d"]):
            self.assertIsNone(not_in(good, printed), good)
        for bad in (["a", "b"], ["b", "…"], ["…", "c"], ["…", "b", "d", "…"], ["…", "c", "…", "b", "…"], ["a", "…", "e"]):
            self.assertIsNotNone(not_in(bad, printed), bad)


if __name__ == "__main__":
    unittest.main()
