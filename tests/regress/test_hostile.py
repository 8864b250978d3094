"""What hostile SIP costs, in instructions: the same on every machine, however busy it is.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import re
import subprocess
import sys

import pytest

from tshark import REPO

sys.path.append(str(REPO / "tests" / "bench"))
import hostile  # noqa: E402

pytestmark = pytest.mark.core

SIZE = 20_000
# Of a message that is large by itself: what is done by words or by memchr shows its growth only here.
LARGE_MESSAGE = 200_000
# Tables double; otherwise a byte costs the same however many there are.
GROWTH = 1.15
# On normal SIP Wireshark itself takes more than ten times what the core does, so this keeps a whole
# run below twice of what a normal capture of that size takes.
COST = 10


def sized(case):
    """The frames of a case with about that many bytes, and with a quarter of its numbers."""
    n = 10
    is_one_message = len(list(case(100))) == len(list(case(1000)))
    size = LARGE_MESSAGE if is_one_message else SIZE
    while n < 1_000_000 and hostile.size_of(case(4 * n)) < size:
        n *= 2
    return list(case(n)), list(case(4 * n))


@pytest.fixture(scope="module")
def instructions(tmp_path_factory, plugins):
    """Gives what the core takes for each of several lists of frames."""
    folder = tmp_path_factory.mktemp("hostile")
    program = plugins.parent / "tests" / "fuzz" / "imsfail_replay"

    def count(sessions):
        paths = []
        for index, frames in enumerate(sessions):
            paths.append(folder / f"{index}.session")
            with open(paths[-1], "wb") as file:
                hostile.write_session(file, frames)
        profile = folder / "profile"
        # A profile of its own for each call of that function.
        valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}"]
        dump = "--dump-after=imsfail::fuzz::run_session*"
        subprocess.run(
            [*valgrind, dump, program, "session", *paths], check=True, capture_output=True
        )
        parts = (folder / f"profile.{number}" for number in range(1, len(paths) + 1))
        return [int(re.search(r"^totals: (\d+)", p.read_text(), re.M)[1]) for p in parts]

    return count


def test_no_case_costs_more_than_its_size(instructions):
    names = list(hostile.CASES)
    normally = list(hostile.normal(SIZE))
    sessions = [normally, [], normally]  # what is done once only is done in the first one
    for name in names:
        sessions += sized(hostile.CASES[name])
    _, nothing, *counts = instructions(sessions)
    costs = [
        (count - nothing) / hostile.size_of(frames)
        for count, frames in zip(counts, sessions[2:])
    ]
    normal = costs.pop(0)
    for name, small, large in zip(names, costs[::2], costs[1::2]):
        print(f"{name:24}{large / small:8.2f} {large / normal:8.2f}")
    assert [
        (name, large / small, large / normal)
        for name, small, large in zip(names, costs[::2], costs[1::2])
        if large > GROWTH * small or large > COST * normal
    ] == []
