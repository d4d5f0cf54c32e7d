"""One bounded system searched twice: by `synfin check --engine explore`, and by Spin on what `synfin generate --target promela` says of it."""
import dataclasses
import json
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))


@dataclasses.dataclass
class Instance:
    spec: str
    system: str
    invariants: tuple
    variant: str = ""

    def arguments(self):
        return [self.spec, *(["--variant", self.variant] if self.variant else [])]


@dataclasses.dataclass
class Search:
    states: int       # 0: no search visited all
    violated: set     # of the invariants
    cpu_seconds: float


INSTANCES = (
    Instance("spec/examples/alternating_bit.synfin", "Wire", ("F1",)),
    Instance("tests/specs/prototype-few.synfin", "Few", ("Q1", "Q2")),
    Instance("tests/specs/diagram.synfin", "Ends", ("D1", "D2", "D3", "D4")),
)


def run(command, folder=ROOT, expected=(0,)):
    """What it prints, and the CPU seconds that it takes."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in expected:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit code {process.returncode}\n{printed}")
    return printed, usage.ru_utime + usage.ru_stime


def explore(instance, *options):
    """Every invariant has a search of its own; those that hold visit all states, equally many."""
    states, violated, seconds = set(), set(), 0.0
    for name in instance.invariants:
        command = [SYNFIN, "check", *instance.arguments(), "--engine", "explore", "--property", name, "--json", *options]
        printed, took = run(command, expected=(1, 2))
        verdict = json.loads(printed)["properties"][0]
        if verdict["verdict"] == "refuted":
            violated.add(name)
            continue
        states.add(int(re.match(r"no violation in the whole bounded state space: (\d+) states", verdict["reason"]).group(1)))
        seconds = seconds or took
    if len(states) > 1:
        raise RuntimeError(f"{instance}: {states} states")
    return Search(states.pop() if states else 0, violated, seconds)


def build_spin(instance, folder):
    """The verifier that Spin makes of the instance."""
    run([SYNFIN, "generate", *instance.arguments(), "--system", instance.system, "--target", "promela", "-o", str(folder)])
    run(["spin", "-a", "-o1", "-o2", "-o3", instance.system.lower() + ".pml"], folder)
    run(["cc", "-O2", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c"], folder)


def run_spin(folder, violations=0):
    """Goes on after a violation, and so visits all states, unless `violations` of them are enough."""
    printed, seconds = run(["./pan", f"-c{violations}", "-m1000000"], folder)
    violated = set(re.findall(r"assertion violated (\w+)", printed))
    if "max search depth too small" in printed and not (violations and violated):
        raise RuntimeError("spin did not look at everything: its search is too shallow")
    return Search(int(re.search(r"^ *(\d+) states, stored", printed, re.MULTILINE).group(1)), violated, seconds)
