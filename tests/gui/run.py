#!/usr/bin/python3
"""Runs the GUI tests, as an ordinary user also for root: for root Wireshark loads no plugin, and a
session bus lets in nobody but its user.

Usage: tests/gui/run.py [argument of pytest]...

SPDX-License-Identifier: GPL-2.0-or-later
"""

import shutil
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))

from tshark import REPO, Sandbox  # noqa: E402

NEEDED = ("captures", "plugin/gui/profile", "tests", "build/dev/plugins")


def main(arguments):
    with Sandbox.temporary() as sandbox:
        checkout = sandbox.path / "checkout"
        for folder in NEEDED:
            shutil.copytree(REPO / folder, checkout / folder)
        results = Path(sandbox.environment["HOME"]) / "gui.xml"
        command = [sys.executable, "-m", "pytest", checkout / "tests" / "gui"]
        status = subprocess.run(
            [*command, f"--junitxml={results}", *arguments],
            env=sandbox.environment,
            cwd=checkout,
            **sandbox.user,
        ).returncode
        if results.exists():
            shutil.copyfile(results, REPO / "build" / "dev" / "gui.xml")
        return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
