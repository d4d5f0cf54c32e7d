#!/usr/bin/env python3
"""Every script in tests/scenarios/ holds on this machine's kernel, and none of them would hold if it expected another number (or, where it expects none, another state).

usage: kernel_scenarios_test.py SYNFIN. Scripts wait in real time, so many are played at once, each in a namespace of its own."""

import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
AT_ONCE = 8
OK, FAILED, SKIPPED = 0, 1, 77

# > . 1:1(0) ack 2: with an ACK field, or a number that is not a SYN's
EXPECTED = re.compile(r"^\s*\S+ > (?P<flags>\S+) (?P<seq>\d+):\d+\((?P<length>\d+)\)(?: ack (?P<ack>\d+))?")


def play(synfin, path):
    return subprocess.run([synfin, "play", str(path), "--on", "kernel"], capture_output=True, text=True, timeout=90)


def on_kernel(lines):
    """The numbers of the lines that are played on the kernel."""
    played, there = [], True
    for number, line in enumerate(lines):
        if begins := re.match(r'on ([a-z, ]+) "', line):
            chosen = "kernel" in begins.group(1)
            there = chosen
        elif line.startswith("} otherwise"):
            there = not chosen
        elif line.startswith("}"):
            there = True
        elif there:
            played.append(number)
    return played


def altered(line):
    """The line with one expected number changed; nothing if it has none."""
    found = EXPECTED.match(line)
    if not found:
        return None
    if found["ack"]:
        return line[: found.start("ack")] + str((int(found["ack"]) + 1) % 2**32) + line[found.end("ack") :]
    if "S" in found["flags"]:  # its number is 0 whatever the wire has
        return None
    seq, length = (int(found["seq"]) + 1) % 2**32, int(found["length"])
    return re.sub(r"\d+:\d+\(", f"{seq}:{(seq + length) % 2**32}(", line, count=1)


def in_another_state(line):
    found = re.match(r"(.* assert tcpi_state == TCP_)(\w+)(.*)", line)
    return found and found[1] + ("CLOSING" if found[2] == "ESTABLISHED" else "ESTABLISHED") + found[3]


def bent(text):
    """The script, wrong in the last number that the kernel is expected to send; or else in the last state."""
    lines = text.splitlines()
    for bend in (altered, in_another_state):
        for number in reversed(on_kernel(lines)):
            if changed := bend(lines[number]):
                return "\n".join([*lines[:number], changed, *lines[number + 1 :]]) + "\n"
    return None


def main(synfin):
    scripts = sorted((ROOT / "tests" / "scenarios").rglob("*.pkt"))
    wrong, skipped = [], []
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        controls = {}
        for script in scripts:
            text = bent(script.read_text())
            if text is None:
                wrong.append(f"{script.name}: it expects nothing of the kernel")
                continue
            controls[script] = pathlib.Path(scratch) / script.name
            controls[script].write_text(text)
        outcomes = dict(zip(scripts, pool.map(lambda path: play(synfin, path), scripts)))
        refused = dict(zip(controls, pool.map(lambda path: play(synfin, path), controls.values())))
    for _ in range(2):  # a busy machine may be late: once more, alone
        for script, outcome in outcomes.items():
            if outcome.returncode == FAILED:
                outcomes[script] = play(synfin, script)
    for script, outcome in outcomes.items():
        if outcome.returncode == SKIPPED:
            skipped.append(f"{script.name}: {outcome.stdout}{outcome.stderr}")
        elif outcome.returncode != OK:
            wrong.append(f"{script.name}: exit code {outcome.returncode}\n{outcome.stdout}{outcome.stderr}")
        elif script in refused and refused[script].returncode != FAILED:
            wrong.append(f"{script.name}: bent it does not fail but exits {refused[script].returncode}")
    print("\n".join(wrong))
    if len(skipped) == len(scripts) or not scripts:
        print("SKIPPED:", "".join(skipped[:1]))
    print(f"{len(scripts)} scripts, {len(skipped)} skipped, {len(wrong)} wrong")
    return 1 if wrong or not scripts else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
