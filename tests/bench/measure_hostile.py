#!/usr/bin/env python3
"""What hostile captures cost: CPU of tshark over that of a normal capture of the same size, with
the plugin and without it.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import argparse
import sys
from statistics import median

import hostile
from measure import IMSFAIL, NOTHING, run
from tshark import Sandbox

BOUND = 4


def frames_of(case, number, size):
    """The frames of a case, again and again with other Call-IDs and branches up to that size."""
    frames = list(case(number))
    again = 0
    while True:
        for frame in frames:
            names = ((b"Call-ID: ", b"Call-ID: %d." % again), (b"z9hG4bK", b"z9hG4bK%d." % again))
            messages = frame.messages
            for old, new in names:
                messages = [message.replace(old, new) for message in messages]
            yield frame._replace(messages=messages)
        size -= hostile.size_of(frames)
        if size <= 0:
            return
        again += 1


def cost(sandbox, frames, runs):
    """Bytes of SIP, and CPU seconds (medians) without the plugin and with it."""
    capture = sandbox.path / "capture.pcap"
    size = 0
    with open(capture, "wb") as file:
        writer = hostile.Writer(file)
        for frame in frames:
            writer.write(frame)
            size += sum(map(len, frame.messages))
    seconds = [
        median(run(sandbox, subject, capture)[0] for _ in range(runs))
        for subject in (NOTHING, IMSFAIL)
    ]
    return size, *seconds


def main():
    parser = argparse.ArgumentParser(prog="hostile.sh", description=__doc__.partition("\n\n")[0])
    parser.add_argument("case", nargs="*", help="of hostile.py --list (all)")
    parser.add_argument("-n", type=int, default=3, help="runs of each (3)")
    parser.add_argument("--number", type=int, default=100_000,
                        help="messages, branches, values, ... of each case (100000)")
    parser.add_argument("--megabytes", type=int, default=10, help="at least, of each case (10)")
    arguments = parser.parse_args()
    for name in arguments.case:
        if name not in hostile.CASES:
            parser.error(f"there is no case {name}; tests/bench/hostile.py --list prints them")

    with Sandbox.temporary() as sandbox:
        size = arguments.megabytes * 1_000_000
        _, *start = cost(sandbox, [], arguments.n)
        normal_size, *normal = cost(sandbox, hostile.normal(size), arguments.n)
        normal = [(seconds - begun) / normal_size for seconds, begun in zip(normal, start)]
        title = "CPU seconds of each, and over that of normal SIP of the same size"
        print(f"{title}\n\n{'':<24}{'frames':>9}{'MB':>7}{'without':>9}{'ratio':>7}"
              f"{'with':>9}{'ratio':>7}{'plugin':>8}")
        worst = 0
        for name in arguments.case or hostile.CASES:
            frames = list(frames_of(hostile.CASES[name], arguments.number, size))
            size_here, *seconds = cost(sandbox, frames, arguments.n)
            seconds = [each - begun for each, begun in zip(seconds, start)]
            ratios = [each / size_here / usual for each, usual in zip(seconds, normal)]
            worst = max(worst, ratios[1])
            print(f"{name:<24}{len(frames):>9}{size_here / 1e6:>7.1f}{seconds[0]:>9.2f}"
                  f"{ratios[0]:>7.2f}{seconds[1]:>9.2f}{ratios[1]:>7.2f}"
                  f"{seconds[1] / seconds[0]:>8.2f}", flush=True)
    print(f"\nThe dearest takes {worst:.2f} times what a normal capture does; the bound is {BOUND}.")
    print("The last column is the run with the plugin over that without it.")
    sys.exit(worst > BOUND)


if __name__ == "__main__":
    main()
