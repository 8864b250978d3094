"""What a session keeps: nothing from one file to the next, and the same in every kind of run.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import pytest

from tshark import REPO

SAMPLE = REPO / "captures" / "not-found-404-and-604.pcapng"
FIELDS = ("-T", "fields", "-e", "frame.number", "-e", "imsfail.code", "-e", "imsfail.request_in")


def test_a_session_that_is_reset_forgets(tshark):
    """-M drops all state after so many packets: here between request and response."""
    rows = tshark.read(SAMPLE, "-M", "1", "-Y", "imsfail.failure == 1", *FIELDS).stdout
    assert [row.split("\t")[1:] for row in rows.splitlines()] == [["404", ""], ["604", ""]]


def test_links_never_reach_the_frame_itself(tshark):
    """With -2 -R Wireshark numbers the frames that are left anew."""
    rows = tshark.read(
        SAMPLE, "-R", "sip.Status-Code >= 300", "-Y", "imsfail.failure == 1", *FIELDS, passes=2
    ).stdout
    for row in rows.splitlines():
        number, _, request = row.split("\t")
        assert not request or int(request) < int(number)


def test_disabled_protocol_leaves_nothing(tshark):
    output = tshark.read(SAMPLE, "--disable-protocol", "imsfail", "-V").stdout
    assert "IMS Failure Analysis" not in output


@pytest.mark.parametrize("passes", [1, 2])
@pytest.mark.parametrize("per_cent", [1, 2, 5])
def test_damaged_captures(tshark, everything, damage, per_cent, passes):
    """Bytes changed at random, always the same: no crash, no bug that is ours, and much to tell."""
    output = tshark.read(damage(everything, per_cent), "-V", passes=passes, check=False)
    assert output.returncode >= 0, output.stderr[-2000:]
    assert "protocol IMSFAIL" not in output.stdout + output.stderr
    assert "The analysis of this frame failed" not in output.stdout
    assert output.stdout.count("IMS Failure Analysis") > 100
