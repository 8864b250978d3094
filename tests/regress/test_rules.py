"""The rules: each shows in a capture and stays silent in another one; and every finding in every
capture, so that a new rule's effect everywhere is seen in review.

findings.tsv lists them, one finding a line: capture, frame, severity, finding, and in which passes
it stands. A line that is not right any more, or is missing, is named by the test; change it by hand
after you have looked at the capture.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
import re
from pathlib import Path

import pytest

import finding_pages
from tshark import CAPTURES, FOREIGN_CAPTURES, REPO

HERE = Path(__file__).parent
PINNED = (HERE / "findings.tsv").read_text().splitlines()
EXAMPLES = json.loads((HERE / "rules.json").read_text())

# Raised where the analysis itself fails: no capture shows it, a unit test does.
WITHOUT_CAPTURE = {"internal_error"}


def findings(frames):
    """(frame, severity, finding) of all findings that stand on the frames of one capture."""
    return {
        (number, severity, finding)
        for number, fields in frames.items()
        for severity, finding in zip(
            fields.get("severity", []), fields.get("imsfail.finding", []), strict=True
        )
    }


def test_every_rule_has_its_captures(rules):
    assert set(EXAMPLES) == {rule.id for rule in rules} - WITHOUT_CAPTURE


@pytest.mark.parametrize("finding", EXAMPLES)
def test_a_rule_shows_in_one_capture_and_is_silent_in_another(tshark, finding):
    def found(case):
        frames = tshark.frames(REPO / "captures" / f"{case}.pcapng", passes=2)
        return {number for number, _, each in findings(frames) if each == finding}

    example = EXAMPLES[finding]
    assert list(example)[:2] == ["shows", "silent"]
    assert found(example["shows"])
    assert not found(example["silent"])


@pytest.mark.parametrize("capture", CAPTURES + FOREIGN_CAPTURES, ids=lambda path: path.stem)
def test_findings(tshark, rules, capture):
    one_pass, two_passes = (findings(tshark.frames(capture, passes)) for passes in (1, 2))
    lines = [
        "\t".join((capture.stem, *map(str, each), passes))
        for passes, group in (
            ("1 2", one_pass & two_passes),
            ("1", one_pass - two_passes),
            ("2", two_passes - one_pass),
        )
        for each in group
    ]
    pinned = [line for line in PINNED if line.split("\t")[0] == capture.stem]
    problems = [f"missing: {line}" for line in sorted(set(pinned) - set(lines))]
    problems += [f"not listed: {line}" for line in sorted(set(lines) - set(pinned))]
    severities = {rule.id: rule.severities.split(", ") for rule in rules}
    problems += [
        f"{finding} is never {severity} by its record"
        for _, severity, finding in one_pass | two_passes
        if severity not in severities[finding]
    ]
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


def test_only_captures_that_exist_are_listed():
    # Those of other projects are not on every machine.
    listed = {line.split("\t")[0] for line in PINNED}
    own = {path.stem for path in CAPTURES}
    assert own & listed
    assert all("__" in name for name in listed - own)


@pytest.mark.parametrize("capture", CAPTURES + FOREIGN_CAPTURES, ids=lambda path: path.stem)
def test_findings_cite_frames_that_exist(tshark, capture):
    frames = tshark.frames(capture, passes=2)
    cited = {
        int(number)
        for fields in frames.values()
        for text in fields.get("text", [])
        for several in re.findall(r"\bframes? (\d+(?:(?:, | and )\d+)*)", text)
        for number in re.findall(r"\d+", several)
    }
    assert cited <= frames.keys()


def test_each_finding_has_its_page(rules):
    """After a change of a rule, tests/finding_pages.py writes them anew."""
    written = {path.name: path.read_text() for path in finding_pages.PAGES.glob("*.md")}
    assert written == finding_pages.pages(rules)


@pytest.mark.parametrize("finding", EXAMPLES)
def test_the_command_of_a_page_shows_its_finding(tshark, finding):
    page = (finding_pages.PAGES / f"{finding}.md").read_text()
    [command] = re.findall(r"^```\n(.+)\n```$", page, re.MULTILINE)
    assert f"[Finding: {finding}]" in tshark.shell(command)
