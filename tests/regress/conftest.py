"""What the regression tests share: tshark with the plugin and without it.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import subprocess
from pathlib import Path

import pytest

from finding_pages import list_rules
from postgresql import Server
from tshark import CAPTURES, FOREIGN_CAPTURES, Sandbox, Tshark

collect_ignore = [] if FOREIGN_CAPTURES else ["test_foreign.py"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Where pytest-xdist shares out the tests, one process gets all those of one capture: it keeps
    what it has read of it."""
    for item in items:
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        capture = parameters.get("capture") or parameters.get("case")
        if isinstance(capture, Path):
            item.add_marker(pytest.mark.xdist_group(capture.stem))


@pytest.fixture(scope="session")
def sandbox():
    with Sandbox.temporary() as folder:
        yield folder


@pytest.fixture(scope="session")
def tshark(sandbox, plugins):
    """tshark with the plugin. Without it nothing would be tested, so that is a failure."""
    with_plugin = Tshark(sandbox, plugins)
    loaded = with_plugin.run("-G", "plugins").stdout
    assert "imsfail.so" in loaded, f"tshark does not load the plugin from {plugins}:\n{loaded}"
    return with_plugin


@pytest.fixture(scope="session")
def rules(plugins):
    """All rules of the same build, in the order of the table."""
    return list_rules(plugins.parent / "tests" / "imsfail_rules")


@pytest.fixture(scope="session")
def plain_tshark(sandbox):
    return Tshark(sandbox)


@pytest.fixture(scope="session")
def merge(sandbox):
    return sandbox.merge


@pytest.fixture(scope="session")
def everything(merge):
    """All captures, own and foreign, one after the other."""
    return merge("everything", CAPTURES + FOREIGN_CAPTURES)


@pytest.fixture(scope="session")
def server(sandbox):
    """A PostgreSQL server without databases."""
    with Server.running(sandbox) as running:
        yield running


@pytest.fixture(scope="session")
def damage(sandbox):
    """Gives a copy of a capture with so many of a hundred bytes changed, always the same ones."""

    def damaged(capture, per_cent):
        target = sandbox.path / f"damaged-{per_cent}-{capture.name}"
        command = ["editcap", "-E", str(per_cent / 100), "--seed", "1", capture, target]
        subprocess.run(command, check=True, capture_output=True)
        return target

    return damaged
