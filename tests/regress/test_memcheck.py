"""The plugin under valgrind, on a dozen captures.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import subprocess
import sys

from tshark import REPO


def test_a_dozen_captures_under_valgrind(plugins):
    command = [sys.executable, REPO / "tests" / "memcheck.py", "--short", "--plugins", plugins]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
