"""The verdicts on the captures in captures/, stated frame by frame in expected/<case>.json:

    {
      "frames": {
        "5": {
          "note": "for the reader; the test ignores it",
          "imsfail.code": 604,
          "imsfail.global": true,
          "imsfail.spec": ["RFC 3261 21.6.3", "RFC 3261 16.7"],
          "absent": ["imsfail.retry.after"],
          "second_pass": {"imsfail.ack_in": 7}
        }
      }
    }

"severity" lists the severities of the findings. A field that is named must have exactly these values, in this order. What only a look ahead
shows stands under "second_pass", which is added to the rest when the file is read in two
passes. Every frame with a verdict (imsfail.kind) must be listed; others may be. Numbers and
booleans are written as such; times as in "0.001500000" and "2026-03-01T09:30:00.000000000Z".

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
from pathlib import Path

import pytest

from tshark import CAPTURES, REPO

EXPECTED = sorted((Path(__file__).parent / "expected").glob("*.json"))


def stem(path):
    return path.stem


def without_duplicates(pairs):
    keys = [key for key, _ in pairs]
    repeated = {key for key in keys if keys.count(key) > 1}
    assert not repeated, f"given more than once: {repeated}"
    return dict(pairs)


def as_strings(values):
    return [
        str(int(value)) if isinstance(value, bool) else str(value)
        for value in (values if isinstance(values, list) else [values])
    ]


def test_every_capture_has_expectations():
    assert [path.stem for path in CAPTURES] == [path.stem for path in EXPECTED]


@pytest.mark.parametrize("passes", [1, 2])
@pytest.mark.parametrize("case", EXPECTED, ids=stem)
def test_fields(tshark, case, passes):
    expected = json.loads(case.read_text(), object_pairs_hook=without_duplicates)
    assert list(expected) == ["frames"]
    frames = tshark.frames(REPO / "captures" / f"{case.stem}.pcapng", passes)

    problems = [
        f"frame {number} is not expected: {fields}"
        for number, fields in frames.items()
        if "imsfail.kind" in fields and str(number) not in expected["frames"]
    ]
    for number, wanted in expected["frames"].items():
        wanted.pop("note", None)
        absent = wanted.pop("absent", [])
        look_ahead = wanted.pop("second_pass", {})
        unknown = {*wanted, *absent, *look_ahead} - {*tshark.types, "severity"}
        assert not unknown, f"no such fields: {unknown}"

        fields = frames.get(int(number), {})
        for name, values in (wanted | (look_ahead if passes == 2 else {})).items():
            if fields.get(name, []) != as_strings(values):
                problems.append(
                    f"frame {number}: {name} is {fields.get(name)}, not {as_strings(values)}"
                )
        problems += [
            f"frame {number}: {name} is {fields[name]}, not absent"
            for name in absent
            if name in fields
        ]
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
