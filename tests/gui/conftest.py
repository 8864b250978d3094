"""The desktop of the GUI tests.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
from contextlib import contextmanager

import pytest

from desktop import Wireshark, desktop
from tshark import Sandbox


@pytest.fixture(scope="session")
def start(plugins):
    """Starts Wireshark on a capture, for a user who has the profile; use it with "with"."""
    assert os.geteuid() != 0, "Wireshark loads no plugin for root: run tests/gui/run.py"
    with Sandbox.temporary() as sandbox:
        sandbox.add_profile()
        environment = sandbox.process(plugins)["env"]
        with desktop(environment) as of_desktop:

            @contextmanager
            def started(capture, *arguments):
                with Wireshark.running(of_desktop, "-r", capture, *arguments) as wireshark:
                    yield wireshark

            yield started
