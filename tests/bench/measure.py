"""What the benches share: whom they measure, and how.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
from tshark import REPO, Tshark  # noqa: E402

PLUGINS = REPO / "build" / "release" / "plugins"
RUN = ("tshark", "-q", "-z", "io,stat,0")


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
    folders = subprocess.run(
        ["tshark", "-G", "folders"],
        **{"env": sandbox.environment, "cwd": sandbox.path} | sandbox.user,
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    installed = Path(re.search(r"^Global Plugins:\s*(.+)$", folders, re.MULTILINE)[1])
    folder = sandbox.path / "transum" / installed.name / "epan"
    folder.mkdir(parents=True)
    (folder / "transum.so").symlink_to(installed / "epan" / "transum.so")
    return Subject("TRANSUM", sandbox.path / "transum", ("--enable-protocol", "transum"))


def check(sandbox, subjects):
    """Ends the program unless each subject loads what it is to load, and nothing else."""
    for subject in subjects:
        loaded = Tshark(sandbox, subject.plugins).run("-G", "plugins").stdout
        for name in ("imsfail", "transum"):
            if (f"{name}.so" in loaded) != (name == subject.name.lower()):
                sys.exit(f"measuring {subject.name}: tshark loads\n{loaded}")


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


@cache
def _instructions(sandbox, subject, path):
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
    return int(counted[1])


def instructions(sandbox, subjects, path, empty):
    """Subject -> instructions that a capture takes, without those that an empty one takes: the same
    whatever else the machine does."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = [*product(subjects, (path, empty))]
        counts = dict(zip(runs, pool.map(lambda each: _instructions(sandbox, *each), runs)))
    return {each: counts[each, path] - counts[each, empty] for each in subjects}
