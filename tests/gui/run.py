#!/usr/bin/python3
"""Runs the GUI tests, as an ordinary user also for root: for root Wireshark loads no plugin, and a
session bus lets in nobody but its user.

Usage: tests/gui/run.py [--build NAME] [argument of pytest]...

SPDX-License-Identifier: GPL-2.0-or-later
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))

from tshark import REPO, Sandbox  # noqa: E402

NEEDED = ("captures", "plugin/gui/profile", "tests")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--build", default="dev", help="the preset whose build is tested (dev)")
    options, arguments = parser.parse_known_args()
    build = Path("build") / options.build
    with Sandbox.temporary() as sandbox:
        checkout = sandbox.path / "checkout"
        for folder in (*NEEDED, build / "plugins"):
            shutil.copytree(REPO / folder, checkout / folder)
        results = Path(sandbox.environment["HOME"]) / "gui.xml"
        command = [sys.executable, "-m", "pytest", checkout / "tests" / "gui"]
        status = subprocess.run(
            [
                *command,
                f"--plugin-folder={checkout / build / 'plugins'}",
                f"--junitxml={results}",
                *arguments,
            ],
            env=sandbox.environment,
            cwd=checkout,
            **sandbox.user,
        ).returncode
        if results.exists():
            shutil.copyfile(results, REPO / build / "gui.xml")
        return status


if __name__ == "__main__":
    sys.exit(main())
