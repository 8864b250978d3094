"""What all tests of the plugin in Wireshark's programs share.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from pathlib import Path

import pytest

from tshark import REPO


def pytest_addoption(parser):
    parser.addoption(
        "--plugin-folder",
        type=Path,
        default=REPO / "build" / "dev" / "plugins",
        help="the plugin folder of the build to test",
    )


@pytest.fixture(scope="session")
def plugins(request):
    return request.config.getoption("plugin_folder")
