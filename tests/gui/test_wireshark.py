"""Wireshark itself, as its user sees it: subtree, dialogs, menu, conversation filter, profile.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import re

import pytest

from desktop import is_enabled, press, text, wait_for

SAMPLE = "not-found-404-and-604"  # frame 3 is a 404 of call 0, frame 7 a 604 of call 1
OURS = ("Telephony", "IMS Failure Analysis")


@pytest.fixture(scope="module")
def sample(start):
    """Wireshark with the profile, and the 604 of the sample selected."""
    with start(SAMPLE, "-g", "7", "-C", "IMS Failures") as wireshark:
        wireshark.displayed(8)
        yield wireshark


def test_subtree(sample):
    summary = "IMS Failure Analysis: 604 Does Not Exist Anywhere, global, do not retry"
    wait_for(lambda: summary in sample.details(), "the subtree")
    sample.choose("View", "Expand All")
    wait_for(lambda: "[Reference: RFC 3261 21.6.3]" in sample.details(), "what is in it")
    lines = sample.details()
    groups = [
        "[Status: 604", "[Meaning: ", "[Retry: do not retry]", "[Target: sip:+442079460187",
        "[Origin: i-cscf", "[Finding: does_not_exist_anywhere]", "[Request in frame: 5]",
        "[Call: 1]", "[Context: IMS]", "[Reference: RFC 3261 21.6.3]",
    ]  # fmt: skip
    shown = [group for line in lines for group in groups if line.startswith(group)]
    assert list(dict.fromkeys(shown)) == groups


def test_expert_information(sample):
    with sample.dialog("Expert Information", "Analyze", "Expert Information") as dialog:
        cells = wait_for(lambda: sample.cells(sample.find("tree", "", dialog)), "expert infos")
        rows = list(zip(*(cells[column::5] for column in range(5))))
    ours = [row for row in rows if row[3] == "IMSFAIL"]
    assert ("Warning", "The target is claimed to exist nowhere", "Response", "IMSFAIL", "1") in ours
    assert ("Warning", "Not found in this domain", "Response", "IMSFAIL", "1") in ours


def test_failed_calls(sample):
    with sample.dialog("IMS Failed Calls", "Telephony", "IMS Failed Calls") as dialog:
        table = sample.wait_for("tree", "", dialog)
        columns = sample.columns(table)
        cells = wait_for(lambda: sample.cells(table), "the calls")
    rows = [
        dict(zip(columns, cells[start : start + len(columns)]))
        for start in range(0, len(cells), len(columns))
    ]
    wanted = ("Call", "Final frame", "Code", "Scope", "Retry")
    assert [tuple(row[name] for name in wanted) for row in rows] == [
        ("0", "3", "404", "domain", "modified"),
        ("1", "7", "604", "global", "no"),
    ]


def test_key_figures(sample):
    with sample.dialog("IMS Key Figures", "Telephony", "IMS Key Figures") as dialog:
        table = sample.wait_for("tree", "", dialog)
        cells = wait_for(lambda: sample.cells(table), "the figures")
    assert "RRD initial" in cells


def test_statistics_tree(sample):
    with sample.dialog("IMS Failures", "Statistics", "IMS Failures") as dialog:
        table = sample.wait_for("tree", "", dialog)
        cells = wait_for(lambda: sample.cells(table), "the statistics")
    assert "Requests by their final response" in cells


def test_report_window(sample):
    with sample.dialog("IMS Failure Report", *OURS, "Failure report") as window:
        report = wait_for(lambda: text(sample.find("text", "", window)), "the report")
    assert re.search(r"^Calls +2: 2 failed$", report, re.MULTILINE)
    assert "Verdict     604 Does Not Exist Anywhere, global, do not retry" in report


def test_menu_and_conversation_filter(start):
    with start("authority", "-g", "4") as wireshark:
        wireshark.displayed(61)
        for entry, display_filter, count in [
            ("Show this call", "imsfail.call == 1", 3),
            ("Show failed calls", "imsfail.call.failed == 1", 42),
            ("Show contradicted answers", 'imsfail.authority == "contradicted"', 8),
            ("Show global failures", "imsfail.global == 1", 4),
        ]:
            wireshark.choose(*OURS, entry)
            wireshark.displayed(count)
            assert wireshark.display_filter() == display_filter
        wireshark.choose("Go", "First Packet")  # of those displayed, a 604 of call 2
        conversation = ("Analyze", "Conversation Filter", "IMS call")
        wait_for(lambda: is_enabled(wireshark.menu(*conversation)), "the conversation filter")
        wireshark.choose(*conversation)
        wireshark.displayed(2)
        assert wireshark.display_filter() == "imsfail.call == 2"

        wireshark.choose("File", "Close")
        wait_for(lambda: wireshark.find("label", "No Packets"), "the end of the capture")
        wireshark.choose(*OURS, "Show failed calls")
        assert wireshark.message().startswith("Open a capture first")


def test_packet_without_a_call(start):
    with start("icmp-error", "-g", "2") as wireshark:
        wireshark.wait_for("label", "Packets:")
        wireshark.choose(*OURS, "Show this call")
        assert "belongs to no call" in wireshark.message()
        assert not is_enabled(wireshark.menu("Analyze", "Conversation Filter", "IMS call"))


def test_packet_of_two_calls(start):
    with start("tcp-segments", "-g", "5") as wireshark:
        wireshark.displayed(14)
        wireshark.choose(*OURS, "Show this call")
        wireshark.displayed(5)
        assert wireshark.display_filter() == "imsfail.call == 0 || imsfail.call == 1"

        wireshark.choose(*OURS, "Show contradicted answers")
        wireshark.displayed(0)
        wireshark.choose(*OURS, "Show this call")
        assert wireshark.message().startswith("Select a packet")


def test_profile(sample):
    packets = sample.wait_for("tree", "Packet list")
    columns = sample.columns(packets)
    assert columns[5:] == ["Call", "Code", "Scope", "Retry", "Origin", "Finding", "Info"]
    buttons = ("Failed calls", "Failures", "Global", "Contradicted", "Where it began", "Retries")
    for button in buttons:
        assert sample.wait_for("push button", button)
    press(sample.find("push button", "Global"))
    sample.displayed(1)
    assert sample.cells(packets)[5:11] == [
        "1", "604", "global", "no", "i-cscf", "does_not_exist_anywhere,authority_doubtful",
    ]  # fmt: skip
