"""synfin conform finds by itself how this machine's kernel departs from the specification, and leaves a script and a capture of each deviation.

Where the kernel is another one than that of docs/kernel-conformance.md, what it does is not known here: then only the form is looked at."""
import json
import os
import pathlib
import platform
import re
import struct
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNFIN = os.environ.get("SYNFIN", str(ROOT / "build" / "synfin"))
OK, REFUTED, USAGE, SKIPPED = 0, 1, 4, 77
PAGE = (ROOT / "docs" / "kernel-conformance.md").read_text()
KNOWN = re.search(r"Linux (\d+\.\d+)", PAGE).group(1)


def synfin(*arguments, timeout=280):
    return subprocess.run([SYNFIN, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=timeout)


def packets(capture):
    """How many packets of raw IPv4 a capture holds."""
    octets = capture.read_bytes()
    magic, *_, link = struct.unpack("=IHHiIII", octets[:24])
    assert magic == 0xA1B2C3D4 and link in (12, 101), capture
    count, at = 0, 24
    while at < len(octets):
        at += 16 + struct.unpack("=I", octets[at + 8 : at + 12])[0]
        count += 1
    assert at == len(octets), capture
    return count


class Misuse(unittest.TestCase):
    def test_somebody_has_to_be_asked(self):
        for arguments in ([], ["--kernel", "--peer", "192.0.2.1:80"], ["--peer", "nowhere"], ["--peer", "192.0.2.1:0"], ["--kernel", "--timeout", "0"]):
            with self.subTest(arguments=arguments):
                done = synfin("conform", *arguments)
                self.assertEqual(done.returncode, USAGE)
                self.assertTrue(done.stderr)

    def test_what_is_not_there_is_said(self):
        self.assertIn(synfin("conform", "--kernel", "--only", "").returncode, (USAGE, SKIPPED))
        done = synfin("conform", "--kernel", "--only", "A73,NOSUCH")
        if done.returncode != SKIPPED:
            self.assertEqual((done.returncode, "NOSUCH" in done.stderr), (USAGE, True), done.stderr)
        for wrong in ("seqval", "seqvel=lax", "seqval=lex"):
            self.assertIn(synfin("conform", "--kernel", "--policy", wrong).returncode, (USAGE, SKIPPED))


class Kernel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.done = synfin("conform", "--kernel", "--only", "A73,A90a,A31a,A61,A44t", "--report", cls.folder.name, "--json")
        if cls.done.returncode == SKIPPED:
            print("SKIPPED:", cls.done.stdout)
            raise unittest.SkipTest(cls.done.stdout)
        cls.found = json.loads(cls.done.stdout)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def by(self, rule, state):
        return [it for it in self.found["deviations"] if it["rule"] == rule and state in it["states"]]

    def test_the_four_deviations_that_are_known_are_found_and_explained(self):
        if not platform.release().startswith(KNOWN):
            self.skipTest(f"the page is of Linux {KNOWN}")
        simultaneous = [it for it in self.by("A73", "SYN_RECEIVED") if it["expected"].startswith("> R 0:0(0)") and it["instead"] == ""]
        self.assertEqual([(it["clause"], it["allowed_by"]) for it in simultaneous], [("3.10.7.4 fifth", [])])
        self.assertEqual([it["allowed_by"] for it in self.by("A90a", "SYN_SENT")], [["text_on_syn=left"]])
        self.assertIn(["fin_at_closed_window=accept"], [it["allowed_by"] for it in self.by("A31a", "ESTABLISHED")])
        self.assertEqual([it["allowed_by"] for it in self.by("A44t", "SYN_RECEIVED")], [["time_wait_reopen=forget"]])
        self.assertEqual(self.done.returncode, REFUTED)

    def test_each_deviation_has_a_rule_a_clause_a_chart_a_script_and_a_capture(self):
        folder = pathlib.Path(self.folder.name)
        scripts, captures = sorted(folder.glob("*.pkt")), sorted(folder.glob("*.pcap"))
        self.assertEqual(len(scripts), len(self.found["deviations"]))
        self.assertEqual([it.stem for it in scripts], [it.stem for it in captures])
        self.assertEqual(len(list(folder.iterdir())), 2 * len(scripts))
        for it, script, capture in zip(self.found["deviations"], scripts, captures):
            with self.subTest(script=script.name):
                self.assertTrue(it["rules"] and it["chart"])
                self.assertTrue(not it["rule"] or (it["rule"] in script.name and it["clause"]))
                self.assertGreaterEqual(packets(capture), 2)
        self.assertEqual(self.found["allowed_by_none"], sum(not it["allowed_by"] for it in self.found["deviations"]))

    def test_the_scripts_show_the_deviations_again(self):
        scripts = [str(it) for it in sorted(pathlib.Path(self.folder.name).glob("*A73*.pkt"))]
        self.assertTrue(scripts)
        self.assertEqual(synfin("play", *scripts, "--on", "evaluate").returncode, OK)
        again = synfin("play", *scripts, "--on", "kernel")
        self.assertEqual(again.stdout.count("on kernel: not as written"), len(scripts), again.stdout)


# In a network namespace: somebody listens and accepts, and does no more, while a peer is asked. Arguments: synfin, an address.
LISTENER = """
import os, socket, subprocess, sys, threading
synfin, address = sys.argv[1:]
listener = socket.create_server((address, 0), backlog=128)
port, kept = listener.getsockname()[1], []
threading.Thread(target=lambda: [kept.append(listener.accept()) for _ in iter(int, 1)], daemon=True).start()
ask = lambda port: subprocess.run([synfin, "conform", "--peer", f"{address}:{port}", "--only", "A60", "--json"], stdout=sys.stdout, timeout=120).returncode
free = socket.create_server((address, 0)); closed = free.getsockname()[1]; free.close()
sys.stdout.flush()
codes = [ask(port), ask(closed)]
print(codes, file=sys.stderr, flush=True)
os._exit(0)
"""

# In a network namespace: our stack is asked. Arguments: who serves it, synfin, the kernel's address at its device, its own.
SERVED = """
import subprocess, sys
server, synfin, kernel, ours = sys.argv[1:]
serving = subprocess.Popen([server, "stack0", kernel, ours, "80"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
code = 77
if serving.stdout.readline() == "listening\\n":
    code = subprocess.run([synfin, "conform", "--peer", ours + ":80", "--only", "A31,A61,A73,A42", "--json"], stdout=sys.stdout, timeout=150).returncode
serving.stdin.close()
serving.wait(10)
sys.exit(code)
"""


class Peer(unittest.TestCase):
    def test_a_listener_is_asked_and_a_closed_port_is_told(self):
        address = "10.77.0.1"
        network = f"ip link set lo up && ip address add {address}/32 dev lo && exec {sys.executable} -c '{LISTENER}' {os.path.abspath(SYNFIN)} {address}"
        done = subprocess.run(["unshare", "-rn", "sh", "-c", network], cwd=ROOT, capture_output=True, text=True, timeout=200)
        if "unshare:" in done.stderr or done.stdout.startswith("SKIPPED"):
            print("no peer was asked:", done.stdout, done.stderr)
            self.skipTest(done.stderr)
        self.assertIn("nobody listens", done.stderr)
        self.assertRegex(done.stderr, rf"\[[{OK}{REFUTED}], {USAGE}\]")
        found = json.loads(done.stdout)
        self.assertIn(f"the peer at {address}:", found["system"])
        self.assertGreater(found["scripts"], 20)
        self.assertEqual((found["by_users"], found["complete"]), (0, True))
        if platform.release().startswith(KNOWN):
            self.assertIn(["other_syn=reset"], [it["allowed_by"] for it in found["deviations"] if it["rule"] == "A60"])

    def test_our_stack_over_a_tun_device_departs_nowhere(self):
        server = os.environ.get("STACK_SERVER", str(ROOT / "build" / "stack_server"))
        ours = "10.78.0.2"
        network = f"ip link set lo up && echo 1 > /proc/sys/net/ipv4/ip_forward && exec {sys.executable} -c '{SERVED}' {server} {os.path.abspath(SYNFIN)} 10.78.0.1 {ours}"
        done = subprocess.run(["unshare", "-rn", "sh", "-c", network], cwd=ROOT, capture_output=True, text=True, timeout=200)
        if done.returncode == SKIPPED or "unshare:" in done.stderr or done.stdout.startswith("SKIPPED"):
            print("no peer was asked:", done.stdout, done.stderr)
            self.skipTest(done.stderr)
        self.assertEqual(done.returncode, OK, done.stdout + done.stderr)
        found = json.loads(done.stdout)
        self.assertIn(f"the peer at {ours}:80", found["system"])
        self.assertGreater(found["scripts"], 100)
        self.assertEqual((found["deviations"], found["by_users"], found["complete"]), ([], 0, True))


if __name__ == "__main__":
    unittest.main()
