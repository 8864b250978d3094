#!/usr/bin/env python3
"""What the plugin costs on normal captures: CPU, instructions and memory of tshark with it over tshark
without it, beside TRANSUM and a script in Lua; how that grows; and what each report adds.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import argparse
import subprocess
import sys
from statistics import median
from typing import NamedTuple

from measure import HERE, IMSFAIL, LUA, NOTHING, PLUGINS, Subject, check, instructions, run, transum
from tshark import Sandbox, Tshark

REPORTS = ("tree", "calls", "kpi", "report", "report,json")
GROWTH = (1, 3, 10)
# For valgrind, under which tshark takes fifty times as long.
COUNTED_PACKETS = 4_000


class Bounds(NamedTuple):
    """At most so many times as much, in CPU and in memory."""

    cpu: float | None = None
    memory: float | None = None


class Capture(NamedTuple):
    """A capture to measure with, as generate.py makes it; it has its share of media only after so
    many packets."""

    name: str
    options: tuple
    bounds: Bounds
    begin: int = 0


SIP = Capture("SIP", (), Bounds(1.05, 1.08))
MIXED = Capture("10 % SIP", ("--media=0.9",), Bounds(1.02, 1.08), 100_000)
MEDIA = Capture("no SIP", ("--only-media",), Bounds(None, 1.08))
REPORT_BOUNDS = Bounds(1.10, 1.10)
GROWTH_BOUNDS = Bounds(10.5)


def generate(sandbox, capture, packets, skip=0):
    path = sandbox.path / f"{capture.name.replace(' ', '-')}-{packets}.pcap"
    command = [sys.executable, HERE / "generate.py", path, f"--packets={packets}", f"--skip={skip}"]
    subprocess.run([*command, *capture.options], check=True)
    return path


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


def count_transactions(sandbox, path):
    output = (
        Tshark(sandbox, PLUGINS)
        .read(path, "-Y", "imsfail", "-T", "fields", "-e", "imsfail.transaction")
        .stdout
    )
    return len(set(output.splitlines()))


def say(text):
    print(text, file=sys.stderr, flush=True)


def in_figures(capture, packets, cpu, memory):
    """What the ratios are of, which depends on the machine."""
    without, with_it = ("%.2f s and %.0f MiB" % (cpu[i], memory[i] / 1024) for i in (0, 1))
    return f"{packets} packets, {capture.name}: {without} without the plugin, {with_it} with it"


def row(name, ratios, bounds):
    """A line of the table: CPU, instructions and memory, and what the first and last may be."""
    cpu, counted, memory = ratios
    cells = (cpu, bounds.cpu, counted, memory, bounds.memory)
    return f"| {name} | " + " | ".join("" if c is None else f"{c:.2f}" for c in cells) + " |"


def count(sandbox, capture, packets, subjects):
    say(f"counting instructions over {packets} packets, {capture.name} ...")
    path = generate(sandbox, capture, packets, capture.begin)
    return instructions(sandbox, subjects, path, generate(sandbox, SIP, 0))


def measure_capture(sandbox, capture, packets, pairs, others):
    counted = count(sandbox, capture, COUNTED_PACKETS, (NOTHING, IMSFAIL, *others))
    path = generate(sandbox, capture, packets)
    rows = []
    for subject in (IMSFAIL, *others):
        say(f"{pairs} pairs of runs over {packets} packets, {capture.name}: {subject.name} ...")
        cpu, memory = compare(sandbox, path, pairs, subject)
        bounds = capture.bounds if subject == IMSFAIL else Bounds()
        ratios = (cpu[2], counted[subject] / counted[NOTHING], memory[2])
        rows.append(row(f"{capture.name}: {subject.name}", ratios, bounds))
        if subject == IMSFAIL:
            say(in_figures(capture, packets, cpu, memory))
        if subject == IMSFAIL and capture == SIP:
            each = (memory[1] - memory[0]) * 1024 / count_transactions(sandbox, path)
            say(f"    {each:.0f} bytes for each transaction, with its messages' verdicts")
    path.unlink()
    return rows


def measure_growth(sandbox, packets, pairs):
    """What the plugin itself takes of a tenth of the packets, of three tenths, of all."""

    def own(factor):
        counted = count(sandbox, SIP, COUNTED_PACKETS * factor, (NOTHING, IMSFAIL))
        size = packets * factor // GROWTH[-1]
        path = generate(sandbox, SIP, size)
        say(f"{pairs} pairs of runs over {size} packets ...")
        cpu, memory = compare(sandbox, path, pairs, IMSFAIL)
        path.unlink()
        return cpu[1] - cpu[0], counted[IMSFAIL] - counted[NOTHING], memory[1] - memory[0]

    first, *later = (own(factor) for factor in GROWTH)
    for factor, figures in zip(GROWTH[1:], later):
        ratios = [figure / at_first for figure, at_first in zip(figures, first)]
        bounds = GROWTH_BOUNDS if factor == GROWTH[-1] else Bounds()
        yield row(f"{factor} times the SIP: what imsfail itself takes", ratios, bounds)


def measure_reports(sandbox, packets, pairs):
    """What each report adds to a run with the plugin."""
    subjects = [Subject(each, PLUGINS, ("-z", f"imsfail,{each}")) for each in REPORTS]
    counted = count(sandbox, SIP, COUNTED_PACKETS, (IMSFAIL, *subjects))
    path = generate(sandbox, SIP, packets)
    for subject in subjects:
        say(f"{pairs} pairs of runs with imsfail,{subject.name} ...")
        cpu, memory = compare(sandbox, path, pairs, subject, IMSFAIL)
        ratios = (cpu[2], counted[subject] / counted[IMSFAIL], memory[2])
        yield row(f"`-z imsfail,{subject.name}` over imsfail without it", ratios, REPORT_BOUNDS)
    path.unlink()


def main():
    parser = argparse.ArgumentParser(
        prog="run.sh overhead", description=__doc__.partition("\n\n")[0]
    )
    parser.add_argument("-n", type=int, default=7, metavar="PAIRS", help="pairs of runs (7)")
    parser.add_argument("--sip", type=int, default=200_000, help="packets of SIP alone (200000)")
    parser.add_argument("--mixed", type=int, default=500_000, help="packets with media (500000)")
    arguments = parser.parse_args()
    pairs = arguments.n

    with Sandbox.temporary() as sandbox:
        others = (transum(sandbox), LUA)
        check(sandbox, (NOTHING, IMSFAIL, *others))
        rows = []
        for capture, packets in (
            (SIP, arguments.sip), (MIXED, arguments.mixed), (MEDIA, arguments.mixed)
        ):  # fmt: skip
            rows += measure_capture(sandbox, capture, packets, pairs, others)
        rows += measure_growth(sandbox, arguments.sip, pairs)
        rows += measure_reports(sandbox, arguments.sip, pairs)

    print("| tshark with it over tshark without it | CPU | at most | instructions | memory | at most |")
    print("|---|--:|--:|--:|--:|--:|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
