#!/usr/bin/env python3
"""What hostile captures cost, over a normal capture with as many bytes of SIP: CPU of tshark without the
plugin and with it, and of the plugin itself, which is the run with it minus the run without it. From all of
them goes what a run over an empty capture takes. With the plugin a capture may take four times what a normal
one takes, or what Wireshark alone takes for it, if that is more. The plugin's own part is over four times
its usual one where a capture is made of messages that are small, so that there are four times as many in as
many bytes, and fail.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import argparse
import sys
from statistics import median

import hostile
from measure import IMSFAIL, NOTHING, check, instructions, run
from tshark import Sandbox

BOUND = 4
SUBJECTS = (NOTHING, IMSFAIL)
TIMED = {"number": 100_000, "megabytes": 10}
# Under valgrind tshark takes fifty times as long.
COUNTED = {"number": 1_000, "megabytes": 0.5}
# All are held against the normal capture, so where the clock is read it is a larger one.
NORMAL_IS_LARGER = 5


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


def write(path, frames):
    """Writes a capture; gives its bytes of SIP."""
    with open(path, "wb") as file:
        writer = hostile.Writer(file)
        size = 0
        for frame in frames:
            writer.write(frame)
            size += sum(map(len, frame.messages))
    return size


class Meter:
    """Measures captures without what an empty one takes."""

    def __init__(self, sandbox, runs, counts):
        self.sandbox = sandbox
        self.runs = runs
        self.counts = counts
        self.empty = sandbox.path / "empty.pcap"
        write(self.empty, [])
        self.start = (0, 0) if counts else self._seconds(self.empty)

    def per_byte(self, name, frames):
        """Of tshark without the plugin, with it, and of the plugin itself."""
        path = self.sandbox.path / f"{name}.pcap"
        size = write(path, frames)
        if self.counts:
            taken = instructions(self.sandbox, SUBJECTS, path, self.empty).values()
        else:
            taken = self._seconds(path)
        path.unlink()
        without, with_it = ((each - begun) / size for each, begun in zip(taken, self.start))
        return size, (without, with_it, with_it - without)

    def _seconds(self, path):
        """Medians of runs in turn, so that a slow minute is one for both."""
        pairs = [[run(self.sandbox, each, path)[0] for each in SUBJECTS] for _ in range(self.runs)]
        return [median(seconds) for seconds in zip(*pairs)]


def main():
    parser = argparse.ArgumentParser(
        prog="run.sh hostile", description=__doc__.partition("\n\n")[0]
    )
    parser.add_argument("case", nargs="*", help="of hostile.py --list (all)")
    parser.add_argument("-n", type=int, default=3, help="runs of each (3)")
    parser.add_argument("--number", type=int,
                        help="messages, branches, values, ... of each case (100000)")
    parser.add_argument("--megabytes", type=float, help="at least, of each case (10)")
    parser.add_argument("--instructions", action="store_true",
                        help="count instructions, the same on every machine however busy it is, of "
                        "smaller captures: 1000 of all, half a megabyte")
    arguments = parser.parse_args()
    for name in arguments.case:
        if name not in hostile.CASES:
            parser.error(f"there is no case {name}; tests/bench/hostile.py --list prints them")
    sizes = COUNTED if arguments.instructions else TIMED
    number = arguments.number or sizes["number"]
    size = int((arguments.megabytes or sizes["megabytes"]) * 1_000_000)

    too_dear = []
    with Sandbox.temporary() as sandbox:
        check(sandbox, SUBJECTS)
        meter = Meter(sandbox, arguments.n, arguments.instructions)
        factor = 1 if arguments.instructions else NORMAL_IS_LARGER
        _, normal = meter.per_byte("normal", hostile.normal(factor * size))
        print(f"{'over normal SIP':<24}{'frames':>9}{'MB':>7}{'without':>9}{'with':>9}{'plugin':>9}")
        for name in arguments.case or hostile.CASES:
            frames = list(frames_of(hostile.CASES[name], number, size))
            written, costs = meter.per_byte(name, frames)
            ratios = [each / usual for each, usual in zip(costs, normal)]
            without, with_it, _ = ratios
            if with_it > max(BOUND, without):
                too_dear.append(name)
            print(f"{name:<24}{len(frames):>9}{written / 1e6:>7.1f}"
                  + "".join(f"{ratio:>9.2f}" for ratio in ratios), flush=True)
    print(f"\nAbove {BOUND}, and above what Wireshark alone takes: {', '.join(too_dear) or 'none'}")
    sys.exit(bool(too_dear))


if __name__ == "__main__":
    main()
