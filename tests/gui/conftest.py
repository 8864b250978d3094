"""The desktop of the GUI tests.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
import shutil
from contextlib import contextmanager

import pytest

from desktop import Wireshark, desktop
from tshark import REPO, Sandbox


@pytest.fixture(scope="session")
def start(plugins):
    """Starts Wireshark on a capture, for a user who has the profile; use it with "with"."""
    assert os.geteuid() != 0, "Wireshark loads no plugin for root: run tests/gui/run.py"
    with Sandbox.temporary() as sandbox:
        profiles = sandbox.path / "home" / ".config" / "wireshark" / "profiles"
        shutil.copytree(REPO / "plugin" / "gui" / "profile", profiles / "IMS Failures")
        environment = sandbox.process(plugins)["env"]
        with desktop(environment) as of_desktop:

            @contextmanager
            def started(capture=None, *arguments):
                if capture:
                    path = REPO / "captures" / f"{capture}.pcapng"
                    arguments = ("-r", path, *arguments)
                with Wireshark.running(of_desktop, *arguments) as wireshark:
                    yield wireshark

            yield started
