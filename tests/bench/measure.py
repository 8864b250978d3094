#!/usr/bin/env python3
"""What the plugin costs: CPU and memory of tshark with it over without it, bytes a transaction; and
what each report adds to that.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
from tshark import REPO, Sandbox, Tshark  # noqa: E402

PLUGINS = REPO / "build" / "release" / "plugins"
CPU_BOUNDS = {"SIP": 1.05, "10 % SIP": 1.02}
MEMORY_BOUND = 1.08
REPORTS = ("tree", "calls", "kpi", "report", "report,json")
REPORT_BOUND = 1.10


def run(sandbox, plugins, capture, *reports):
    """CPU seconds (user and system) and peak memory (KiB) of one run over the capture."""
    process = subprocess.Popen(
        ["tshark", "-q", "-z", "io,stat,0", *reports, "-r", capture],
        stdout=subprocess.DEVNULL,
        **sandbox.process(plugins),
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"tshark failed on {capture}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def compare(sandbox, capture, pairs, without=(None,), with_it=(PLUGINS,)):
    """For CPU and memory: the medians without and with the plugin, and of the pairs' ratios. What
    is compared are runs with these arguments, by default without the plugin and with it."""
    figures = []
    for pair in range(pairs):
        order = (without, with_it) if pair % 2 else (with_it, without)
        results = {each: run(sandbox, each[0], capture, *each[1:]) for each in order}
        figures.append(zip(results[without], results[with_it]))
    for figure in zip(*figures):
        before, after = zip(*figure)
        yield median(before), median(after), median(b / a for a, b in figure)


def count(sandbox, capture):
    """How many messages are failures, and how many transactions there are."""
    output = Tshark(sandbox, PLUGINS).read(
        capture,
        *("-Y", "imsfail", "-T", "fields", "-e", "imsfail.failure", "-e", "imsfail.transaction"),
    ).stdout
    rows = [line.split("\t") for line in output.splitlines()]
    return sum(failure in ("1", "True") for failure, _ in rows), len({row[1] for row in rows})


def measure(sandbox, name, packets, media, pairs):
    """The rows of the table for one capture."""
    capture = sandbox.path / f"{packets}-packets-{media:.0%}-media.pcap"
    generate = [sys.executable, HERE / "generate.py", capture]
    subprocess.run([*generate, f"--packets={packets}", f"--media={media}"], check=True)
    print(f"{pairs} pairs of runs over {packets} packets, {name} ...", flush=True)
    failures, transactions = count(sandbox, capture)
    cpu, memory = compare(sandbox, capture, pairs)
    each = (memory[1] - memory[0]) * 1024 / transactions
    capture.unlink()
    return [
        f"{name}: {packets} packets, {failures} with a failure, {transactions} transactions",
        row("CPU", cpu, "{:.2f} s", 1, CPU_BOUNDS[name]),
        row("peak memory", memory, "{:.0f} MiB", 1024, MEMORY_BOUND),
        f"  {each:.0f} bytes more for each transaction, with its messages' verdicts",
    ]


def measure_reports(sandbox, packets, pairs):
    """The rows of what each report adds to a run with the plugin."""
    capture = sandbox.path / "reports.pcap"
    subprocess.run([sys.executable, HERE / "generate.py", capture, f"--packets={packets}"],
                   check=True)
    rows = [f"reports: {packets} packets, over the plugin without a report"]
    for report in REPORTS:
        print(f"{pairs} pairs of runs with imsfail,{report} ...", flush=True)
        with_it = (PLUGINS, "-z", f"imsfail,{report}")
        cpu, memory = compare(sandbox, capture, pairs, (PLUGINS,), with_it)
        rows.append(row(f"{report} CPU", cpu, "{:.2f} s", 1, REPORT_BOUND))
        rows.append(row("memory", memory, "{:.0f} MiB", 1024, REPORT_BOUND))
    capture.unlink()
    return rows


def row(title, medians, unit, divisor, bound):
    without, with_it, ratio = medians
    values = (unit.format(value / divisor) for value in (without, with_it))
    return "  {:<16}{:>12}{:>12}{:>9.3f}{:>9.2f}".format(title, *values, ratio, bound)


def main():
    parser = argparse.ArgumentParser(prog="overhead.sh", description=__doc__.partition("\n")[0])
    parser.add_argument("-n", type=int, default=7, metavar="PAIRS", help="pairs of runs (7)")
    parser.add_argument("--sip", type=int, default=200_000, help="packets of SIP alone (200000)")
    parser.add_argument("--mixed", type=int, default=500_000, help="packets with media (500000)")
    arguments = parser.parse_args()

    with Sandbox.temporary() as sandbox:
        for plugins in (PLUGINS, None):
            loaded = "imsfail.so" in Tshark(sandbox, plugins).run("-G", "plugins").stdout
            if loaded != (plugins is not None):
                sys.exit(f"tshark {'loads' if loaded else 'does not load'} it from {plugins}")
        rows = measure(sandbox, "SIP", arguments.sip, 0, arguments.n)
        rows += measure(sandbox, "10 % SIP", arguments.mixed, 0.9, arguments.n)
        rows += measure_reports(sandbox, arguments.sip, arguments.n)

    print("\nMedians of CPU and peak memory of tshark -q -z io,stat,0, and of the pairs' ratios:\n")
    print(f"{'':<18}{'without':>12}{'with':>12}{'ratio':>9}{'bound':>9}")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
