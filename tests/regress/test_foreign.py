"""Captures of other projects: calls and registrations that succeed, and one with failures.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import pytest

from tshark import FOREIGN_CAPTURES

# A CANCEL that comes too late is harmless, whatever answers it.
FAILING = {
    "irontec_sngrep__aaa": 'sip.Status-Code in {403, 408, 480} && sip.CSeq.method != "CANCEL"'
}


@pytest.mark.parametrize("passes", [1, 2])
@pytest.mark.parametrize("capture", FOREIGN_CAPTURES, ids=lambda path: path.stem)
def test_failures(tshark, capture, passes):
    failing = FAILING.get(capture.stem)
    expected = tshark.matches(capture, failing) if failing else []
    assert tshark.matches(capture, "imsfail.failure == 1", passes) == expected
