"""What users type: display filters, -z expert, a wrong file name; and the list of our fields.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import re
from pathlib import Path

import pytest

from tshark import REPO

README = REPO / "README.md"
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


def test_fields_are_those_of_the_readme(tshark):
    """Filter names are public: a change of this table is a change for every user."""
    rows = re.findall(r"^\| `(imsfail[\w.]*)` \| (FT_\w+) \|", README.read_text(), re.MULTILINE)
    assert len(rows) == len(dict(rows))
    assert dict(rows) == tshark.types
