"""The generated code compiles without a host: no library, no exceptions, no warnings, nothing left to link, with each compiler there is."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "generated/tcp.cpp", *sorted((ROOT / "tests/golden/codegen").glob("*.cpp"))]
COMPILERS = [name for name in ("g++", "clang++-16", "clang++") if shutil.which(name)]
FLAGS = "-std=c++20 -ffreestanding -fno-exceptions -fno-rtti -Wall -Wextra -Wshadow -Wconversion -Wsign-compare -Werror -c".split()


class Freestanding(unittest.TestCase):
    def test_there_is_a_compiler(self):
        self.assertTrue(COMPILERS)

    def test_compiles_and_needs_nothing(self):
        with tempfile.TemporaryDirectory() as directory:
            out = pathlib.Path(directory) / "out.o"
            for source in SOURCES:
                for compiler in COMPILERS:
                    for level in ("-O1", "-O2", "-Os"):
                        for trace in ("0", "1"):
                            command = [compiler, *FLAGS, level, f"-DSYNFIN_TRACE_RULES={trace}", str(source), "-o", str(out)]
                            with self.subTest(command=" ".join(command)):
                                done = subprocess.run(command, capture_output=True, text=True, timeout=120)
                                self.assertEqual(done.returncode, 0, done.stderr)
                                undefined = subprocess.run(["nm", "-u", str(out)], capture_output=True, text=True, timeout=30).stdout
                                self.assertEqual(undefined.strip(), "")

    def test_includes_only_what_a_freestanding_compiler_has(self):
        for source in SOURCES:
            for path in (source, source.with_suffix(".hpp")):
                included = set(re.findall(r"#include <(\w+)>", path.read_text()))
                self.assertLessEqual(included, {"cstdint", "cstddef"}, path)


if __name__ == "__main__":
    unittest.main()
