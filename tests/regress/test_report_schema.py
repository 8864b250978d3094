"""share/report.schema.json speaks of the fields as the plugin and docs/ do.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
import re

import jsonschema
import pytest

from tshark import REPO

SCHEMA = json.loads((REPO / "share" / "report.schema.json").read_text())
# What JSON makes of a field's type; arrays are of fields that repeat.
TYPES = {
    "FT_BOOLEAN": {"boolean"},
    "FT_STRING": {"string", "array"},
    "FT_UINT16": {"integer"},
    "FT_UINT32": {"integer"},
    "FT_FRAMENUM": {"integer"},
    "FT_ABSOLUTE_TIME": {"number"},
}
# Names of Wireshark's, with the type that the report gives them.
OF_WIRESHARK = {
    "sip.Call-ID": "FT_STRING",
    "sip.CSeq.seq": "FT_UINT32",
    "sip.CSeq.method": "FT_STRING",
    "sip.from.tag": "FT_STRING",
    "sip.to.tag": "FT_STRING",
    "sip.from.addr": "FT_STRING",
    "sip.to.addr": "FT_STRING",
    "sip.r-uri": "FT_STRING",
    "sip.Via.branch": "FT_STRING",
    "frame.number": "FT_UINT32",
    "frame.time_epoch": "FT_RELATIVE_TIME or FT_ABSOLUTE_TIME",  # the latter from 4.4 on
}


def objects(schema):
    """The objects that the schema describes."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from objects(each)


def members():
    """The members of all objects as (name, what is said of it)."""
    for each in objects(SCHEMA):
        yield from each["properties"].items()


def json_type(member):
    """The JSON type that a member must have."""
    if "$ref" in member:
        member = SCHEMA["$defs"][member["$ref"].rpartition("/")[2]]
    return "string" if "enum" in member else member["type"]


def test_it_is_a_schema_without_holes():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert all(each["additionalProperties"] is False for each in objects(SCHEMA))


def test_members_are_fields_of_the_same_type(tshark):
    for name, member in members():
        if name.startswith("imsfail."):
            assert json_type(member) in TYPES[tshark.types[name]], name


def test_members_with_a_dot_are_fields_of_wireshark(tshark):
    fields = {
        line.split("\t")[2]: line.split("\t")[3]
        for line in tshark.run("-G", "fields").stdout.splitlines()
        if line.startswith("F\t")
    }
    for name, _ in members():
        if "." in name and not name.startswith("imsfail."):
            assert fields[name] in OF_WIRESHARK[name].split(" or "), name


def test_members_are_described():
    assert all(member.get("description") for _, member in members())


def test_tokens_are_those_that_are_documented():
    documented = (REPO / "docs" / "fields.md").read_text()
    for name, member in members():
        if name.startswith("imsfail.") and "enum" in member and not name.startswith("imsfail.call"):
            [row] = re.findall(rf"^\| `{re.escape(name)}` \| FT_STRING \| (.*) \|$", documented, re.M)
            tokens = re.findall(r"`([a-z0-9-]+)`", row)
            if name == "imsfail.class":
                tokens.remove("provisional")  # a line tells of final responses
            assert sorted(tokens) == sorted(member["enum"]), name


def test_outcomes_are_those_that_are_documented():
    documented = " ".join((REPO / "docs" / "reading.md").read_text().split())
    [text] = re.findall(r"at the hop nearest the caller: (.*?)\. A copy", documented)
    tokens = set(re.findall(r"`([a-z]+)`", text))
    for name in "outcome", "imsfail.call.outcome":
        assert set(SCHEMA["properties"][name]["enum"]) == tokens


CUT = {
    "imsfail.call": 0,
    "imsfail.call.method": "INVITE",
    "imsfail.call.outcome": "open",
    "imsfail.call.failed": False,
    "sip.Call-ID": "1@example.com",
    "sip.CSeq.seq": 1,
    "sip.CSeq.method": "INVITE",
    "in_dialog": False,
    "outcome": "open",
    "cancelled": False,
    "complete": False,
    "missing": ["final"],
    "frame.number": 1,
    "frame.time_epoch": 1767225600.000000001,
    "deadline": 1767225632.000000001,
    "capture_end": 1767225601,
    "hops": [{"imsfail.transaction": 0, "source": "[2001:db8::1]:5060"}],
    "findings": [],
}


def is_valid(line):
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(line)


@pytest.mark.parametrize(
    "change",
    [
        {"missing": None},  # None: left out
        {"complete": True},
        {"missing": []},
        {"frame.number": None},
        {"deadline": None},
        {"hops": []},
        {"hops": [{"imsfail.transaction": 0, "imsfail.code": 404}]},
        {"findings": None},
        {"outcome": "unanswered"},
        {"sip.from.tag": ""},
        {"imsfail.call.final_code": None, "unknown": 1},
        {"imsfail.code": 404},  # without what a failure response must say
        {"imsfail.code": 200, "imsfail.kind": "failure"},
    ],
    ids=str,
)
def test_a_line_with_a_fault_is_refused(change):
    assert is_valid(CUT)
    changed = {name: value for name, value in (CUT | change).items() if value is not None}
    assert not is_valid(changed)
