#!/usr/bin/env python3
"""What the plugin costs: CPU, instructions and memory of tshark with it over without it, beside TRANSUM and a
script in Lua; how that grows; and what each report adds.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
from tshark import REPO, Sandbox, Tshark  # noqa: E402

PLUGINS = REPO / "build" / "release" / "plugins"
RUN = ("tshark", "-q", "-z", "io,stat,0")
MEMORY_BOUND = 1.08
REPORTS = ("tree", "calls", "kpi", "report", "report,json")
REPORT_BOUND = 1.10
GROWTH_BOUND = 10.5  # of ten times the capture
# Two lengths, so that what tshark's start costs goes out of the difference.
COUNTED_PACKETS = (4_000, 8_000)


class Capture(NamedTuple):
    """A capture to measure with, as generate.py makes it."""

    name: str
    options: tuple
    cpu_bound: float | None = None


SIP = Capture("SIP", (), 1.05)
MIXED = Capture("10 % SIP", ("--media=0.9",), 1.02)
MEDIA = Capture("no SIP", ("--only-media",))


class Subject(NamedTuple):
    """What tshark is run with: the plugins of a folder, or none, and more arguments."""

    name: str
    plugins: Path | None = None
    arguments: tuple = ()


NOTHING = Subject("nothing")
IMSFAIL = Subject("imsfail", PLUGINS)
LUA = Subject("Lua, five fields", None, ("-X", f"lua_script:{HERE / 'five_fields.lua'}"))


def transum(sandbox):
    """Wireshark's own postdissector that measures response times; off unless asked for."""
    [installed] = Path("/usr/lib").glob("*/wireshark/plugins/*/epan/transum.so")
    version = installed.parent.parent.name
    folder = sandbox.path / "transum"
    (folder / version / "epan").mkdir(parents=True)
    (folder / version / "epan" / "transum.so").symlink_to(installed)
    return Subject("TRANSUM", folder, ("--enable-protocol", "transum"))


def check(sandbox, subjects):
    """Ends the program unless each subject loads what it is to load, and nothing else."""
    for subject in subjects:
        loaded = Tshark(sandbox, subject.plugins).run("-G", "plugins").stdout
        for name in ("imsfail", "transum"):
            if (f"{name}.so" in loaded) != (name == subject.name.lower()):
                sys.exit(f"measuring {subject.name}: tshark loads\n{loaded}")


def generate(sandbox, capture, packets):
    path = sandbox.path / f"{capture.name.replace(' ', '-')}-{packets}.pcap"
    command = [sys.executable, HERE / "generate.py", path, f"--packets={packets}"]
    subprocess.run([*command, *capture.options], check=True)
    return path


def run(sandbox, subject, path):
    """CPU seconds (user and system) and peak memory (KiB) of one run over a capture."""
    process = subprocess.Popen(
        [*RUN, *subject.arguments, "-r", path],
        stdout=subprocess.DEVNULL,
        **sandbox.process(subject.plugins),
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"tshark failed on {path}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def compare(sandbox, path, pairs, subject, other=NOTHING):
    """For CPU and memory: the medians of the other one and the subject, and of the pairs' ratios."""
    figures = []
    for pair in range(pairs):
        order = (other, subject) if pair % 2 else (subject, other)
        results = {each: run(sandbox, each, path) for each in order}
        figures.append(zip(results[other], results[subject]))
    for figure in zip(*figures):
        before, after = zip(*figure)
        yield median(before), median(after), median(b / a for a, b in figure)


def instructions(sandbox, subject, paths):
    """Instructions a packet, the same on every machine whatever else it does."""
    counts = []
    for path in paths:
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *RUN]
        result = subprocess.run(
            [*command, *subject.arguments, "-r", path],
            capture_output=True,
            text=True,
            **sandbox.process(subject.plugins),
        )
        counted = re.search(r"Collected : (\d+)", result.stderr)
        if result.returncode != 0 or not counted:
            sys.exit(f"valgrind failed:\n{result.stderr}")
        counts.append(int(counted[1]))
    few, many = COUNTED_PACKETS
    return (counts[1] - counts[0]) / (many - few)


def count_transactions(sandbox, path):
    output = (
        Tshark(sandbox, PLUGINS)
        .read(path, "-Y", "imsfail", "-T", "fields", "-e", "imsfail.transaction")
        .stdout
    )
    return len(set(output.splitlines()))


def say(text):
    print(text, file=sys.stderr, flush=True)


def row(name, medians, unit, divisor=1, bound=None):
    without, with_it, ratio = medians
    values = (unit.format(value / divisor) for value in (without, with_it))
    limit = "" if bound is None else f"{bound:.2f}"
    return "  {:<30}{:>12}{:>12}{:>9.3f}{:>9}".format(name, *values, ratio, limit)


def cpu_and_memory(name, figures, cpu_bound=None, memory_bound=None):
    cpu, memory = figures
    return [
        row(f"{name}, CPU", cpu, "{:.2f} s", 1, cpu_bound),
        row(f"{name}, memory", memory, "{:.0f} MiB", 1024, memory_bound),
    ]


def measure_capture(sandbox, capture, packets, pairs, others):
    path = generate(sandbox, capture, packets)
    rows = [f"{capture.name}: {packets} packets"]
    for subject in (IMSFAIL, *others):
        say(f"{pairs} pairs of runs over {packets} packets, {capture.name}: {subject.name} ...")
        figures = tuple(compare(sandbox, path, pairs, subject))
        ours = subject == IMSFAIL
        bounds = (capture.cpu_bound, MEMORY_BOUND) if ours else ()
        rows += cpu_and_memory(subject.name, figures, *bounds)
        if ours and capture == SIP:
            _, (before, after, _) = figures
            each = (after - before) * 1024 / count_transactions(sandbox, path)
            rows.append(f"    {each:.0f} bytes for each transaction, with its messages' verdicts")
    path.unlink()
    return rows


def measure_instructions(sandbox, others):
    rows = ["SIP: instructions a packet, without the start of tshark"]
    paths = [generate(sandbox, SIP, packets) for packets in COUNTED_PACKETS]
    say("counting instructions ...")
    before = instructions(sandbox, NOTHING, paths)
    for subject in (IMSFAIL, *others):
        after = instructions(sandbox, subject, paths)
        bound = SIP.cpu_bound if subject == IMSFAIL else None
        rows.append(row(subject.name, (before, after, after / before), "{:.0f}", 1, bound))
    return rows


def measure_growth(sandbox, packets, pairs):
    """The plugin's own time on a tenth of the packets, on three tenths, on all."""
    rows = ["SIP: the plugin's own CPU as the capture grows, over that of a tenth of it"]
    first = None
    for tenths in (1, 3, 10):
        size = packets * tenths // 10
        path = generate(sandbox, SIP, size)
        say(f"{pairs} pairs of runs over {size} packets ...")
        (before, after, _), _ = compare(sandbox, path, pairs, IMSFAIL)
        own = after - before
        first = first or own
        bound = GROWTH_BOUND if tenths == 10 else None
        rows.append(row(f"{size} packets", (first, own, own / first), "{:.2f} s", 1, bound))
        path.unlink()
    return rows


def measure_reports(sandbox, packets, pairs):
    """What each report adds to a run with the plugin."""
    path = generate(sandbox, SIP, packets)
    rows = [f"reports: {packets} packets of SIP, over the plugin without a report"]
    for report in REPORTS:
        say(f"{pairs} pairs of runs with imsfail,{report} ...")
        reporting = Subject(report, PLUGINS, ("-z", f"imsfail,{report}"))
        figures = compare(sandbox, path, pairs, reporting, IMSFAIL)
        rows += cpu_and_memory(report, figures, REPORT_BOUND, REPORT_BOUND)
    path.unlink()
    return rows


def main():
    parser = argparse.ArgumentParser(prog="overhead.sh", description=__doc__.partition("\n\n")[0])
    parser.add_argument("-n", type=int, default=7, metavar="PAIRS", help="pairs of runs (7)")
    parser.add_argument("--sip", type=int, default=200_000, help="packets of SIP alone (200000)")
    parser.add_argument("--mixed", type=int, default=500_000, help="packets with media (500000)")
    arguments = parser.parse_args()
    pairs = arguments.n

    with Sandbox.temporary() as sandbox:
        others = (transum(sandbox), LUA)
        check(sandbox, (NOTHING, IMSFAIL, *others))
        rows = measure_capture(sandbox, SIP, arguments.sip, pairs, others)
        rows += measure_instructions(sandbox, others)
        rows += measure_capture(sandbox, MIXED, arguments.mixed, pairs, others)
        rows += measure_capture(sandbox, MEDIA, arguments.mixed, pairs, others)
        rows += measure_growth(sandbox, arguments.sip, pairs)
        rows += measure_reports(sandbox, arguments.sip, pairs)

    print("\nMedians of tshark -q -z io,stat,0, and of the pairs' ratios:\n")
    print(f"{'':<32}{'without':>12}{'with':>12}{'ratio':>9}{'bound':>9}")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
