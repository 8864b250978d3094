"""What users type: display filters, -z expert, a wrong file name; and the list of our fields.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import re
from pathlib import Path

import pytest

from tshark import REPO

README = REPO / "README.md"
FIELDS = REPO / "docs" / "fields.md"
SAMPLE = REPO / "captures" / "not-found-404-and-604.pcapng"


@pytest.mark.parametrize("passes", [1, 2])
@pytest.mark.parametrize(
    ("ours", "status"),
    [
        ("imsfail.failure == 1", "sip.Status-Code >= 400"),
        ("imsfail.global == 1", "sip.Status-Code == 604"),
        ('imsfail.scope == "domain"', "sip.Status-Code == 404"),
        ("imsfail.retry.elsewhere == 1", "sip.Status-Code == 404"),
        ("imsfail.code == 604 && imsfail.request_in", "sip.Status-Code == 604"),
        ("imsfail.finding.not_found_in_domain", "sip.Status-Code == 404"),
        ("imsfail.finding.does_not_exist_anywhere", "sip.Status-Code == 604"),
    ],
)
def test_display_filter(tshark, ours, status, passes):
    frames = tshark.matches(SAMPLE, status)
    assert frames
    assert tshark.matches(SAMPLE, ours, passes) == frames


@pytest.mark.parametrize("passes", [1, 2])
def test_expert_report(tshark, passes):
    """Each failure of the sample counts as a warning of ours."""
    report = tshark.read(SAMPLE, "-q", "-z", "expert,warn", passes=passes).stdout
    warnings = [line.split() for line in report.splitlines() if " IMSFAIL " in line]
    frames = tshark.matches(SAMPLE, "sip.Status-Code >= 400")
    assert sum(int(frequency) for frequency, *_ in warnings) == len(frames)


def test_missing_capture_file(tshark, plain_tshark):
    with_plugin, without = (
        each.run("-r", "missing.pcapng", check=False) for each in (tshark, plain_tshark)
    )
    assert "missing.pcapng" in with_plugin.stderr
    assert (with_plugin.returncode, with_plugin.stderr) == (without.returncode, without.stderr)
    assert with_plugin.returncode != 0


def test_file_that_is_no_capture(tshark, plain_tshark):
    with_plugin, without = (
        each.read(Path(__file__), check=False) for each in (tshark, plain_tshark)
    )
    assert (with_plugin.returncode, with_plugin.stderr) == (without.returncode, without.stderr)
    assert with_plugin.returncode != 0


def preferences(tshark):
    """Our preferences with their values by default."""
    lines = tshark.run("-G", "defaultprefs").stdout.splitlines()
    ours = (line[1:].split(": ", 1) for line in lines if line.startswith("#imsfail."))
    return {name: value.strip() for name, value in ours}


def test_preferences_are_those_of_the_readme(tshark):
    rows = re.findall(r"^\| `(imsfail\.\w+)` \| ([^`|]*) \| \w", README.read_text(), re.MULTILINE)
    written = {name: "" if value == "none" else value for name, value in rows if "FT_" not in value}
    assert written == preferences(tshark)


def test_every_preference_has_a_tooltip(tshark):
    """A sentence that stands above it in the file, and in the dialog as a tooltip."""
    shown = tshark.run("-G", "defaultprefs").stdout
    for name in preferences(tshark):
        block = shown[: shown.index(f"\n#{name}: ")].rsplit("\n\n", 1)[1]
        assert re.match(r"# [A-Z].{40,}\.\n# ", block), name


def national(tshark, *options):
    """What is shown of the number that was called in national form, and what tshark complains of."""
    fields = ("-e", "imsfail.target.number", "-e", "imsfail.target.form")
    output = tshark.read(
        REPO / "captures" / "number-format.pcapng",
        *("-Y", "imsfail.failure == 1", "-T", "fields", *fields, *options),
        check=False,
    )
    assert output.returncode == 0
    return output.stdout.split(), output.stderr.strip()


def test_national_numbers_become_international_by_the_preferences(tshark):
    options = ("-o", "imsfail.country_code:+44", "-o", "imsfail.national_prefix:0")
    assert national(tshark) == (["02079460103", "national"], "")
    assert national(tshark, *options) == (["442079460103", "national"], "")


def test_a_preference_that_cannot_be_used_is_named_and_left_out(tshark):
    shown, complaint = national(tshark, "-o", "imsfail.country_code:UK")
    assert shown == ["02079460103", "national"]
    assert complaint.endswith(
        'imsfail.country_code: "UK" is left out; expected are 1 to 3 digits such as 44'
    )


def test_emergency_numbers_are_a_preference(tshark):
    options = ("-o", "imsfail.emergency_numbers:411", "-T", "fields", "-e", "imsfail.target.user")
    shown = tshark.read(
        REPO / "captures" / "target-forms.pcapng",
        *("-Y", 'imsfail.target.form == "emergency" && imsfail.target.number', *options),
    ).stdout
    assert shown.split() == ["411"]


def findings_of_the_unacknowledged(tshark, *options):
    """What is found on a 404 that no ACK follows, and what tshark complains of."""
    capture = REPO / "captures" / "time-outs.pcapng"
    found = tshark.read(
        capture,
        *("-Y", "imsfail.code == 404", "-T", "fields", "-e", "imsfail.finding", *options),
        passes=2,
        check=False,
    )
    assert found.returncode == 0
    counted = tshark.read(capture, "-q", "-z", "expert", *options, passes=2, check=False).stdout
    return found.stdout.split(), counted.count(" IMSFAIL "), found.stderr.strip()


def test_findings_are_chosen_by_severity_and_by_name(tshark):
    both = ["not_found_in_domain,ack_missing"]
    shown, all_rows, complaint = findings_of_the_unacknowledged(tshark)
    assert (shown, complaint) == (both, "")
    shown, rows, complaint = findings_of_the_unacknowledged(
        tshark, "-o", "imsfail.least_severity:warn"
    )
    assert (shown, complaint) == (both, "")
    assert 0 < rows < all_rows
    assert findings_of_the_unacknowledged(tshark, "-o", "imsfail.least_severity:error") == ([], 0, "")
    shown, rows, complaint = findings_of_the_unacknowledged(
        tshark, "-o", "imsfail.silenced_findings:ack_missing"
    )
    assert (shown, rows, complaint) == (["not_found_in_domain"], all_rows - 1, "")


def test_a_finding_that_does_not_exist_cannot_be_silenced(tshark):
    _, _, complaint = findings_of_the_unacknowledged(
        tshark, "-o", "imsfail.silenced_findings:ack_missing, no_ack"
    )
    assert complaint.endswith(
        'imsfail.silenced_findings: "no_ack" is left out; expected are ids such as ack_missing, '
        "the last part of a filter imsfail.finding.ack_missing"
    )


@pytest.mark.parametrize(
    ("case", "passes", "pointers"),
    [
        # Branches end before the 604 that reaches the caller, where it is doubted.
        ("invite-604-fork", 1, {}),
        ("invite-604-fork", 2, {17: ["27"], 23: ["27"], 25: ["27"]}),
        # The same answer again, captured on another path.
        ("copies-paths", 1, {39: ["35"]}),
        ("copies-paths", 2, {39: ["35"]}),
    ],
)
def test_other_sightings_of_a_failure_point_to_its_findings(tshark, case, passes, pointers):
    frames = tshark.frames(REPO / "captures" / f"{case}.pcapng", passes)
    field = "imsfail.finding_in"
    assert {number: each[field] for number, each in frames.items() if field in each} == pointers


def test_fields_are_those_that_are_documented(tshark, rules):
    """Filter names are public: a change of this table is a change for every user."""
    rows = re.findall(r"^\| `(imsfail[\w.]*)` \| (FT_\w+) \|", FIELDS.read_text(), re.MULTILINE)
    assert len(rows) == len(dict(rows))
    findings = {f"imsfail.finding.{rule.id}": "FT_NONE" for rule in rules}
    assert dict(rows) | findings == tshark.types
