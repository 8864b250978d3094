"""What users get of our fields without any statistics of ours: -T fields, json, ek and pdml,
columns and filters; and the index template that lets Elasticsearch take -T ek.

One file holds all captures, one after the other, so that one run shows every field. The measure is
tshark.frames, which reads -T json; the other outputs must say the same.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from fnmatch import fnmatchcase

import pytest

from tshark import CAPTURES, REPO

# The same file is read again and again: see conftest.py.
pytestmark = pytest.mark.xdist_group("outputs")

SAMPLE = REPO / "captures" / "not-found-404-and-604.pcapng"
TEMPLATE = json.loads((REPO / "share" / "elasticsearch-template.json").read_text())

# The section of the documentation on all this, and its commands with what they print.
SECTION = re.search(
    r"^## Plain Wireshark outputs\n.*?(?=^## )",
    (REPO / "docs" / "batch.md").read_text(),
    re.MULTILINE | re.DOTALL,
)[0]
EXAMPLES = re.findall(r"^```\n\$ ((?:.*\\\n)*.*\n)((?:(?!```).*\n)*)", SECTION, re.MULTILINE)

# Only the analysis itself raises it, where it fails.
NEVER_SEEN = {"imsfail.finding.internal_error"}

VALUES = {
    "FT_STRING": r".+",
    "FT_BOOLEAN": r"[01]",
    "FT_UINT16": r"\d{1,5}",
    "FT_UINT32": r"\d{1,10}",
    "FT_FRAMENUM": r"[1-9]\d*",
    "FT_RELATIVE_TIME": r"-?\d+\.\d{9}",  # each capture has a clock of its own
    "FT_ABSOLUTE_TIME": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z",
    "FT_NONE": r"",
}

# No type for FT_NONE: -T ek writes null, which is never indexed.
INDEXED_AS = {
    "FT_STRING": {"keyword", "text"},
    "FT_BOOLEAN": {"boolean"},
    "FT_UINT16": {"integer"},
    "FT_UINT32": {"long"},
    "FT_FRAMENUM": {"long"},
    "FT_RELATIVE_TIME": {"double"},
    "FT_ABSOLUTE_TIME": {"date"},
}


@pytest.fixture(scope="session")
def own_captures(merge):
    return merge("own-captures", CAPTURES)


def fields_of(frames):
    """The same frames with our fields alone, without the texts of expert infos."""
    return {
        number: {name: values for name, values in fields.items() if name.startswith("imsfail.")}
        for number, fields in frames.items()
    }


def from_fields(tshark, capture, passes):
    """Frame number -> our fields there, as -T fields has them."""
    names = list(tshark.types)
    output = tshark.read(
        capture,
        *("-Y", "imsfail", "-T", "fields", "-E", "separator=\x1e", "-E", "aggregator=\x1f"),
        *(argument for name in ("frame.number", *names) for argument in ("-e", name)),
        passes=passes,
    ).stdout
    frames = {}
    for line in output.rstrip("\n").split("\n"):
        number, *columns = line.split("\x1e")
        fields = frames[int(number)] = {}
        for name, column in zip(names, columns, strict=True):
            values = column.split("\x1f") if column else []
            if tshark.types[name] == "FT_NONE":  # "1" for each that is there
                values = ["" for value in values if value == "1"]
            if values:
                # From 4.4 on a backslash is doubled here.
                fields[name] = [
                    tshark.normal(name, value).replace("\\\\", "\\") for value in values
                ]
    return frames


def from_pdml(tshark, capture, passes):
    """Frame number -> our fields there, as -T pdml has them: in sight, and of no bytes."""
    output = tshark.read(
        capture, "-Y", "imsfail", "-T", "pdml", "-J", "imsfail", passes=passes
    ).stdout
    frames = {}
    for packet in ET.fromstring(output):
        (number,) = (each.get("show") for each in packet.iter("field") if each.get("name") == "num")
        fields = frames[int(number)] = {}
        for field in packet.iterfind("proto[@name='imsfail']//field"):
            name = field.get("name")
            if name in tshark.types:
                assert "hide" not in field.attrib and field.get("size") == "0"
                assert field.get("showname")
                fields.setdefault(name, []).append(tshark.normal(name, field.get("show")))
    return frames


def unique(pairs):
    """For json.loads: Elasticsearch refuses an object that has one name twice."""
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), names
    return dict(pairs)


def bulk(output):
    """The actions and documents of a bulk request."""
    lines = output.rstrip("\n").split("\n")
    lines = [json.loads(line, object_pairs_hook=unique) for line in lines]
    return lines[::2], lines[1::2]


def ek_name(field):
    return "imsfail_" + field.replace(".", "_")


def flat(value):
    """One value or a list of them, as a list."""
    return value if isinstance(value, list) else [value]


def from_ek(tshark, capture, passes):
    """Frame number -> our fields there, as -T ek has them."""
    output = tshark.read(
        capture, "-Y", "imsfail", "-T", "ek", "-J", "frame imsfail", passes=passes
    ).stdout
    names = {ek_name(field): field for field in tshark.types}
    plain = {None: "", True: "1", False: "0"}
    frames = {}
    for document in bulk(output)[1]:
        layers = document["layers"]
        fields = frames[int(layers["frame"]["frame_frame_number"])] = {}
        for tree in flat(layers["imsfail"]):
            for part in (tree, *flat(tree.get("_ws_expert", []))):
                for key in part.keys() & names.keys():
                    values = [plain.get(value, value) for value in flat(part[key])]
                    fields.setdefault(names[key], []).extend(values)
    return frames


def test_every_field_is_seen_and_has_values_of_its_type(tshark, own_captures):
    frames = fields_of(tshark.frames(own_captures, passes=2))
    assert {name for fields in frames.values() for name in fields} == (
        tshark.types.keys() - NEVER_SEEN
    )
    for number, fields in frames.items():
        for name, values in fields.items():
            pattern = VALUES[tshark.types[name]]
            assert all(re.fullmatch(pattern, each) for each in values), (number, name, values)


@pytest.mark.parametrize("passes", [1, 2])
@pytest.mark.parametrize("read", [from_fields, from_pdml, from_ek])
def test_all_outputs_say_the_same(tshark, own_captures, read, passes):
    assert read(tshark, own_captures, passes) == fields_of(tshark.frames(own_captures, passes))


def test_links_lead_forward_in_two_passes_only(tshark, own_captures):
    """One pass knows what came before; the second also what came later."""
    links = [name for name, kind in tshark.types.items() if kind == "FT_FRAMENUM"]

    def leading_forward(passes):
        return {
            name
            for number, fields in tshark.frames(own_captures, passes).items()
            for name in links
            if any(int(target) > number for target in fields.get(name, []))
        }

    assert leading_forward(1) == set()
    assert leading_forward(2) >= {"imsfail.response_in", "imsfail.ack_in", "imsfail.retry_in"}


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["occurrence=a"], "RFC 3261 21.6.3,RFC 3261 21.6,RFC 3261 16.7\t8"),
        (["occurrence=f"], "RFC 3261 21.6.3\t8"),
        (["occurrence=l", "separator=;"], "RFC 3261 16.7;8"),
        (["aggregator=|", "quote=d"], '"RFC 3261 21.6.3|RFC 3261 21.6|RFC 3261 16.7"\t"8"'),
        (["header=y", "occurrence=f"], "imsfail.spec\timsfail.ack_in\nRFC 3261 21.6.3\t8"),
    ],
)
def test_options_of_the_fields_output(tshark, options, shown):
    output = tshark.read(
        SAMPLE,
        *("-Y", "imsfail.global == 1", "-T", "fields"),
        *("-e", "imsfail.spec", "-e", "imsfail.ack_in"),
        *(argument for option in options for argument in ("-E", option)),
        passes=2,
    ).stdout
    assert output.rstrip("\n") == shown


@pytest.mark.parametrize(
    ("passes", "rows"),
    [
        (1, ["1", "2 100", "3 404 modified False", "4", "5", "6 100", "7 604 no True", "8"]),
        (2, ["1 3", "2 100", "3 404 modified False", "4", "5 7", "6 100", "7 604 no True", "8"]),
    ],
)
def test_columns(tshark, passes, rows):
    columns = (
        '"No.","%m","Code","%Cus:imsfail.code:0:R","Retry","%Cus:imsfail.retry:0:R",'
        '"Global","%Cus:imsfail.global:0:R","Answer","%Cus:imsfail.response_in:0:R"'
    )
    output = tshark.read(
        SAMPLE, "-o", f"gui.column.format:{columns}", "-T", "tabs", passes=passes
    ).stdout
    assert [" ".join(line.split()) for line in output.splitlines()] == rows


def comparison(name, kind, frames):
    """A display filter with a value of this field that few frames have, and those frames."""
    values = Counter(value for fields in frames.values() for value in fields.get(name, []))
    # What needs no escape, neither in a filter nor in a list of filters with commas.
    wanted = min(
        filter(re.compile(r"[\w ./:+-]+").match, values),
        key=lambda value: (values[value], value),
    )
    if kind == "FT_STRING":
        wanted = re.match(r"[\w ./:+-]+", wanted)[0]
        display_filter, holds = f'{name} contains "{wanted}"', lambda value: wanted in value
        if wanted in values:
            display_filter, holds = f'{name} == "{wanted}"', lambda value: value == wanted
    elif kind == "FT_ABSOLUTE_TIME":
        display_filter, holds = f'{name} >= "{wanted}"', lambda value: value >= wanted
    elif kind == "FT_RELATIVE_TIME":
        display_filter, holds = f"{name} >= {wanted}", lambda value: float(value) >= float(wanted)
    else:
        display_filter, holds = f"{name} == {wanted}", lambda value: value == wanted
    found = [
        number for number, fields in frames.items() if any(map(holds, fields.get(name, [])))
    ]
    assert found
    return display_filter, found


def test_every_field_can_be_filtered_by(tshark, own_captures):
    """By its existence, and by a value of it, all counted in one run."""
    frames = tshark.frames(own_captures, passes=2)
    expected = {
        name: sum(name in fields for fields in frames.values()) for name in tshark.types
    }
    for name, kind in tshark.types.items():
        if kind != "FT_NONE":
            display_filter, found = comparison(name, kind, frames)
            expected[display_filter] = len(found)
    table = tshark.read(
        own_captures, "-q", "-z", ",".join(("io,stat,0", *expected)), passes=2
    ).stdout
    (row,) = (line for line in table.splitlines() if "<>" in line)
    _, _, *cells, _ = row.split("|")
    counts = [int(count) for count in cells[::2]]
    assert dict(zip(expected, counts, strict=True)) == expected


@pytest.mark.parametrize("kind", sorted(VALUES.keys() - {"FT_NONE"}))
def test_frames_that_a_filter_shows(tshark, own_captures, kind):
    """The same for one field of each type, with -Y."""
    frames = tshark.frames(own_captures, passes=2)
    name = next(name for name, each in tshark.types.items() if each == kind)
    display_filter, found = comparison(name, kind, frames)
    assert tshark.matches(own_captures, display_filter, passes=2) == found


def properties(*path):
    """The mapped properties of an object in the documents of the template."""
    found = TEMPLATE["template"]["mappings"]["properties"]
    for name in path:
        found = found[name]["properties"]
    return found


def test_template_maps_every_field_by_its_type(tshark):
    mapped = dict(properties("layers", "imsfail"))
    # The headings of the subtree, and what Wireshark adds to a finding.
    assert mapped.pop("text") and mapped.pop("_ws_expert")
    expected = {
        ek_name(name): INDEXED_AS[kind] for name, kind in tshark.types.items() if kind != "FT_NONE"
    }
    assert mapped.keys() == expected.keys()
    wrong = {name: each for name, each in mapped.items() if each["type"] not in expected[name]}
    assert not wrong


def keywords(mapping):
    """All mappings of type keyword in this one."""
    if isinstance(mapping, dict):
        if mapping.get("type") == "keyword":
            yield mapping
        for each in mapping.values():
            yield from keywords(each)


def test_no_keyword_of_the_template_can_outgrow_a_term():
    """Lucene refuses terms beyond 32766 bytes; a character has at most 4 in UTF-8."""
    assert all(each["ignore_above"] * 4 <= 32766 for each in keywords(TEMPLATE))


def accepts(mapping, value):
    """Whether Elasticsearch 7.8 or later takes this JSON value for a field of this type.

    Lists hold values of the type, null is not indexed, numbers may be strings (coerce), dates are
    strict_date_optional_time or epoch_millis, booleans true, false or the same as strings.
    """
    if isinstance(value, list):
        return all(accepts(mapping, each) for each in value)
    if value is None:
        return True
    kind = mapping.get("type")
    if kind is None:
        inner = mapping["properties"]
        return isinstance(value, dict) and all(
            accepts(inner[name], each) for name, each in value.items() if name in inner
        )
    text = json.dumps(value) if isinstance(value, (bool, int, float)) else value
    if not isinstance(text, str):
        return False
    if kind == "boolean":
        return text in ("true", "false", "")
    if kind in ("integer", "long"):
        bits = 31 if kind == "integer" else 63
        return bool(re.fullmatch(r"-?\d+", text)) and -(2**bits) <= int(text) < 2**bits
    if kind == "double":
        return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))
    if kind == "date":
        return bool(
            re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", text)
            or re.fullmatch(r"-?\d{1,18}", text)
        )
    return kind in ("keyword", "text")


@pytest.mark.parametrize(
    ("kind", "accepted", "refused"),
    [
        ("boolean", [True, "false", None], ["1", 0, "True"]),
        ("integer", ["404", 404], ["4294967295", "", True]),
        ("date", ["2026-03-01T09:30:00.000000000Z", "1795166435274"], ["Mar  1, 2026 UTC"]),
        ("double", ["0.020000000"], ["0.02 seconds"]),
        ("keyword", [["a", "b"]], [{"filtered": "sip"}]),
    ],
)
def test_what_the_template_is_measured_by(kind, accepted, refused):
    assert all(accepts({"type": kind}, value) for value in accepted)
    assert not any(accepts({"type": kind}, value) for value in refused)


def test_template_takes_all_that_is_written(tshark, own_captures):
    output = tshark.read(
        own_captures, "-Y", "imsfail", "-T", "ek", "-J", "frame imsfail", passes=2
    ).stdout
    actions, documents = bulk(output)
    (pattern,) = TEMPLATE["index_patterns"]
    assert all(fnmatchcase(action["index"]["_index"], pattern) for action in actions)
    written = Counter()
    for document in documents:
        for name, mapping in properties().items():
            assert accepts(mapping, document[name]), document
        frame = document["layers"]["frame"]
        assert properties("layers", "frame").keys() <= frame.keys()
        for tree in flat(document["layers"]["imsfail"]):
            written.update(tree.keys())
            for finding in flat(tree.get("_ws_expert", [])):
                written.update(name for name, value in finding.items() if value is not None)
    expert = properties("layers", "imsfail", "_ws_expert")
    assert written.keys() == properties("layers", "imsfail").keys() | expert.keys()


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=["fields", "columns", "json"])
def test_examples_of_the_documentation(tshark, command, shown):
    """But for blanks, and a line that Wireshark 4.6 leaves out."""
    output = tshark.shell(command)
    assert output.split() == shown.split() or output.split() == (
        shown.replace('"_type": "doc",', "").split()
    )


def test_commands_of_the_documentation_load_elasticsearch(tshark):
    """A curl that says where it is sent what stands for a server."""
    (commands,) = re.findall(r"^```\n(export ES=.*?)^```", SECTION, re.MULTILINE | re.DOTALL)
    assert "@share/elasticsearch-template.json" in commands

    folder = tshark.sandbox.path / "bin"
    folder.mkdir()
    curl = folder / "curl"
    curl.write_text(
        '#!/bin/sh\nfor url; do :; done\necho "$url"\ncase $url in */_bulk*) cat ;; esac\n'
    )
    curl.chmod(0o755)
    output = tshark.shell(
        commands.replace("FILE", f"captures/{SAMPLE.name}"),
        PATH=f"{folder}:{tshark.process['env']['PATH']}",
    )
    template, load, *lines = output.splitlines()
    assert template.endswith("/_index_template/imsfail")
    assert load.partition("?")[0].endswith("/_bulk")
    actions, documents = bulk("\n".join(lines))
    assert {tuple(action["index"]) for action in actions} == {("_index",)}
    numbers = [int(each["layers"]["frame"]["frame_frame_number"]) for each in documents]
    assert numbers == list(tshark.frames(SAMPLE, passes=2))
