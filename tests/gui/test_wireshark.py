"""Wireshark itself, as its user sees it: subtree, dialogs, menus, reload, conversation filter, profile.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
import re
import shutil
import subprocess
import sys

import pytest

from desktop import is_enabled, press, text, wait_for
from tshark import CAPTURE, REPO

SAMPLE = CAPTURE["not-found-404-and-604"]  # frame 3 is a 404 of call 0, frame 7 a 604 of call 1
OURS = ("Telephony", "IMS Failure Analysis")
FAILED_CALLS = ("IMS Failed Calls", "Telephony", "IMS Failed Calls")
KEY_FIGURES = ("IMS Key Figures", "Telephony", "IMS Key Figures")
STATISTICS = ("IMS Failures", "Statistics", "IMS Failures")


@pytest.fixture(scope="module")
def sample(start):
    """Wireshark with the profile, and the 604 of the sample selected."""
    with start(SAMPLE, "-g", "7", "-C", "IMS Failures") as wireshark:
        wireshark.displayed(8)
        yield wireshark


@pytest.fixture(scope="module")
def window(start):
    """Wireshark in which one capture after the other is opened."""
    with start(SAMPLE) as wireshark:
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


def table_in(wireshark, title, *path):
    """The columns and the cells of the table in the window that a menu entry opens."""
    with wireshark.dialog(title, *path) as dialog:
        table = wireshark.wait_for("tree", "", dialog)
        return wireshark.columns(table), wait_for(lambda: wireshark.cells(table), "its cells")


def test_expert_information(sample):
    with sample.dialog("Expert Information", "Analyze", "Expert Information") as dialog:
        cells = wait_for(lambda: sample.cells(sample.find("tree", "", dialog)), "expert infos")
        rows = list(zip(*(cells[column::5] for column in range(5))))
    ours = [row for row in rows if row[3] == "IMSFAIL"]
    assert ("Warning", "The target is claimed to exist nowhere", "Response", "IMSFAIL", "1") in ours
    assert ("Warning", "Not found in this domain", "Response", "IMSFAIL", "1") in ours


def test_failed_calls(sample):
    columns, cells = table_in(sample, *FAILED_CALLS)
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
    _, cells = table_in(sample, *KEY_FIGURES)
    assert "RRD initial" in cells


def test_statistics_tree(sample):
    _, cells = table_in(sample, *STATISTICS)
    assert "Requests by their final response" in cells


def test_report_window(sample):
    with sample.dialog("IMS Failure Report", *OURS, "Failure report") as window:
        report = wait_for(lambda: text(sample.find("text", "", window)), "the report")
    assert re.search(r"^Calls +2: 2 failed$", report, re.MULTILINE)
    assert "Verdict     604 Does Not Exist Anywhere, global, do not retry" in report


def test_menu_and_conversation_filter(window):
    window.open(CAPTURE["authority"])
    window.displayed(61)
    window.select(4)
    for entry, display_filter, count in [
        ("Show this call", "imsfail.call == 1", 3),
        ("Show failed calls", "imsfail.call.failed == 1", 42),
        ("Show contradicted answers", 'imsfail.authority == "contradicted"', 8),
        ("Show global failures", "imsfail.global == 1", 4),
    ]:
        window.choose(*OURS, entry)
        window.displayed(count)
        assert window.display_filter() == display_filter
    window.choose("Go", "First Packet")  # of those displayed, a 604 of call 2
    conversation = ("Analyze", "Conversation Filter", "IMS call")
    wait_for(lambda: is_enabled(window.menu(*conversation)), "the conversation filter")
    window.choose(*conversation)
    window.displayed(2)
    assert window.display_filter() == "imsfail.call == 2"

    window.close()
    window.choose(*OURS, "Show failed calls")
    assert window.message().startswith("Open a capture first")


def test_packet_without_a_call(window):
    window.open(CAPTURE["icmp-error"])
    window.displayed(2)
    window.select(2)
    window.choose(*OURS, "Show this call")
    assert "belongs to no call" in window.message()
    assert not is_enabled(window.menu("Analyze", "Conversation Filter", "IMS call"))


def test_packet_of_a_forgotten_call(start, tmp_path):
    capture = tmp_path / "many-calls.pcap"
    generator = REPO / "tests" / "bench" / "generate.py"
    subprocess.run([sys.executable, generator, "--packets=1500", "--rate=2", capture], check=True)
    with start(capture, "-o", "imsfail.max_calls:100") as wireshark:
        wireshark.displayed(1500)
        wireshark.select(2)
        wireshark.choose(*OURS, "Show this call")
        said = wireshark.message()
        assert "was forgotten" in said
        assert "imsfail.max_calls has 100 calls remembered" in said


def test_packet_of_two_calls(window):
    window.open(CAPTURE["tcp-segments"])
    window.displayed(14)
    window.select(5)
    window.choose(*OURS, "Show this call")
    window.displayed(5)
    assert window.display_filter() == "imsfail.call == 0 || imsfail.call == 1"

    window.choose(*OURS, "Show contradicted answers")
    window.displayed(0)
    window.choose(*OURS, "Show this call")
    assert window.message().startswith("Select a packet")


def shown_of(wireshark, packet):
    """All that the plugin shows of a packet and of its capture."""
    wireshark.select(packet)
    wireshark.choose("View", "Expand All")
    return subtree(wireshark), *(
        table_in(wireshark, *table) for table in (FAILED_CALLS, KEY_FIGURES, STATISTICS)
    )


def subtree(wireshark):
    """Our lines of the packet details, which end with them."""
    lines = wireshark.details()
    is_ours = [line.startswith("IMS Failure Analysis: ") for line in lines]
    return lines[is_ours.index(True) :]


def test_reload(window, tmp_path):
    """The same capture gives the same again, whatever had its name meanwhile."""
    path = tmp_path / "capture.pcapng"

    def replace(capture):
        shutil.copyfile(capture, tmp_path / "next")
        os.replace(tmp_path / "next", path)

    replace(CAPTURE["authority"])
    window.open(path)
    window.displayed(61)
    before = shown_of(window, 4)
    assert "[Call: 1]" in before[0]
    for capture, count in ((SAMPLE, 8), (CAPTURE["authority"], 61)):
        replace(capture)
        window.reload()
        window.displayed(count)
    assert shown_of(window, 4) == before


def test_another_capture_after_this_one(window, sample):
    """It shows what it shows in a Wireshark that has opened nothing else: its calls begin with 0."""
    window.open(CAPTURE["authority"])
    window.displayed(61)
    window.open(SAMPLE)
    window.displayed(8)
    assert shown_of(window, 7) == shown_of(sample, 7)


def test_preference_changed(window):
    """Wireshark dissects again what it has open, and then shows what it shows after loading."""
    window.open(CAPTURE["copies"])
    window.displayed(9)
    folded = shown_of(window, 2)
    assert "[Copy of: 1]" in folded[0]
    window.toggle_preference("imsfail.fold_copies")
    apart = shown_of(window, 2)
    assert "[Retransmission of: 1]" in apart[0]
    window.reload()
    assert shown_of(window, 2) == apart
    window.toggle_preference("imsfail.fold_copies")
    assert shown_of(window, 2) == folded


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
