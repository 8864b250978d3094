"""How a verdict reads: the subtree as docs/reading.md shows it, and what -z expert lists.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import re

import pytest

from tshark import REPO

SAMPLE = REPO / "captures" / "not-found-404-and-604.pcapng"
FORK = REPO / "captures" / "invite-604-fork.pcapng"


def subtree(tshark, capture, display_filter, passes=1):
    """Our subtree of the one frame that the filter lets through, as lines."""
    output = tshark.read(capture, "-O", "imsfail", "-Y", display_filter, passes=passes).stdout
    return re.search(r"^IMS Failure Analysis.*\Z", output, re.MULTILINE | re.DOTALL)[0].rstrip()


def test_604_reads_as_it_is_documented(tshark):
    shown = subtree(tshark, SAMPLE, "imsfail.code == 604", passes=2)
    shown = re.sub(r"\n        \[Expert Info .*(?:\n            .*)*", "", shown)
    documented = (REPO / "docs" / "reading.md").read_text()
    # The time differs from one recording to the next, and Wireshark 4.6 chooses its unit.
    time = re.compile(r"Response time: \S+ (?:milli)?seconds|Answered \S+ m?s")
    assert time.sub("", shown) in time.sub("", documented)


@pytest.mark.parametrize("passes", [1, 2])
def test_404_reads_in_full(tshark, passes):
    lines = [line.strip(" []") for line in subtree(tshark, SAMPLE, "imsfail.code == 404", passes).splitlines()]
    labels = [line.split(":")[0] for line in lines]
    assert lines[0] == (
        "IMS Failure Analysis: 404 Not Found, domain scope, "
        "retry with a corrected target, or elsewhere"
    )
    order = [
        "Status", "Meaning", "Scope", "Global", "Kind", "Category", "Likely cause", "Inspect",
        "Next step", "Reason", "Retry", "What must change", "Target", "Origin",
        "First seen in frame", "Finding", "Request in frame", "Context", "Reference",
    ]  # fmt: skip
    assert [label for label in order if label in labels] == order
    assert [labels.index(label) for label in order] == sorted(map(labels.index, order))


def test_other_responses_read_in_one_line_and_a_meaning(tshark):
    shown = subtree(tshark, SAMPLE, "sip.Status-Code == 100 && frame.number == 2").splitlines()
    assert shown[0] == "IMS Failure Analysis: 100 Trying, provisional"
    assert any(line.strip().startswith("[Meaning: ") for line in shown)


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ("warn", [["1", "604 Does Not Exist Anywhere, global, do not retry"]]),
        ("note", [
            ["1", "604 Does Not Exist Anywhere, global, do not retry"],
            ["1", "604 Does Not Exist Anywhere, global, do not retry"],
        ]),
    ],
)  # fmt: skip
def test_a_failure_is_a_warning_only_at_the_originators_hop(tshark, severity, expected):
    report = tshark.read(FORK, "-q", "-z", f"expert,{severity}").stdout
    rows = re.findall(r"^ +(\d+) +Response +IMSFAIL  (\d{3} .*)$", report, re.MULTILINE)
    assert [[*row] for row in rows if row[1].startswith("604")] == expected
