"""The plugin adds its own subtree and changes nothing else.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
import re
import subprocess
from itertools import zip_longest

import pytest

from tshark import CAPTURES, FOREIGN_CAPTURES, PREFERENCES


def without_subtree(output):
    return re.sub(r'^  <proto name="imsfail".*?^  </proto>\n', "", output, flags=re.M | re.S)


def without_time(output):
    """PDML begins with the time at which it was made."""
    return re.sub(r'^(<pdml .*) time="[^"]*"', r"\1", output, count=1, flags=re.M)


def first_difference(text, other):
    """pytest's own comparison takes minutes on texts of this size."""
    lines = zip_longest(text.splitlines(keepends=True), other.splitlines(keepends=True))
    return next((pair for pair in lines if pair[0] != pair[1]), None)


def check_the_rest_stays_as_it_is(tshark, plain_tshark, capture, form, passes):
    # Once anything asks for a field, be it us or a filter, Wireshark 4.4 and later themselves
    # write another Info column for a message cut by the snap length. So a filter asks in both.
    with_plugin, without = (
        without_time(each.read(capture, "-Y", "frame", "-T", form, passes=passes).stdout)
        for each in (tshark, plain_tshark)
    )
    rest = without_subtree(with_plugin)
    assert first_difference(rest, without) is None
    assert with_plugin.count("_ws.malformed") == without.count("_ws.malformed")


@pytest.mark.parametrize("passes", [1, 2])
@pytest.mark.parametrize("capture", CAPTURES + FOREIGN_CAPTURES, ids=lambda path: path.stem)
def test_the_trees_stay_as_they_are(tshark, plain_tshark, capture, passes):
    check_the_rest_stays_as_it_is(tshark, plain_tshark, capture, "pdml", passes)


@pytest.mark.parametrize("passes", [1, 2])
def test_the_columns_stay_as_they_are(tshark, plain_tshark, everything, passes):
    check_the_rest_stays_as_it_is(tshark, plain_tshark, everything, "psml", passes)


def test_the_details_stay_as_they_are(tshark, plain_tshark, everything):
    with_plugin, without = (
        each.read(everything, "-Y", "frame", "-V").stdout for each in (tshark, plain_tshark)
    )
    assert "IMS Failure Analysis" in with_plugin
    rest = re.sub(r"^IMS Failure Analysis.*\n(?:[ ]+.*\n)*", "", with_plugin, flags=re.M)
    assert first_difference(rest, without) is None


def test_disabled_the_plugin_leaves_nothing(tshark, plain_tshark, everything):
    """Neither field nor item nor expert info, and nothing that a filter finds."""
    disabled = ("--disable-protocol", "imsfail")
    details, without = (
        each.read(everything, "-Y", "frame", *options, "-V").stdout
        for each, options in ((tshark, disabled), (plain_tshark, ()))
    )
    assert first_difference(details, without) is None
    found = tshark.read(everything, *disabled, "-Y", "imsfail or imsfail.code", "-z", "expert")
    expert = plain_tshark.read(everything, "-Y", "frame.number == 0", "-z", "expert")
    assert found.stdout == expert.stdout


@pytest.mark.parametrize("passes", [1, 2])
def test_the_same_bytes_every_time(tshark, everything, passes):
    """What is hashed is hashed with another seed in each run."""
    reports = [part for name in ("calls", "kpi", "report") for part in ("-z", f"imsfail,{name}")]
    first, second = (
        tshark.read(everything, "-V", *reports, passes=passes).stdout for _ in range(2)
    )
    assert first_difference(first, second) is None


LOOKING_AHEAD = {
    f"imsfail.{name}"
    for name in (
        "call.outcome call.failed call.final_code call.related call.related.evidence branches "
        "response_in ack_in retry_in icmp_error_in"
    ).split()
}


def test_two_passes_only_add_what_looks_ahead(tshark, everything):
    one, two = (tshark.frames(everything, passes) for passes in (1, 2))
    assert one.keys() == two.keys()
    different = {
        name
        for number in one
        for name in one[number].keys() | two[number].keys()
        if one[number].get(name) != two[number].get(name)
    }
    # What the rest of the capture decides is a finding too: present, or gone once it is answered.
    late = {name for name in different if name.startswith("imsfail.finding")}
    assert different - late - {"severity", "text"} - LOOKING_AHEAD == set()


def bare(label):
    """tshark alone sets what is generated in brackets; an IPv6 address has its own."""
    label = label.strip()
    return label[1:].removesuffix("]") if label.startswith("[") else label


def labels_in(tree, into):
    for node in tree:
        into.append(bare(node["l"]))
        labels_in(node.get("n", []), into)
    return into


def test_sharkd_shows_what_two_passes_show_also_when_it_loads_again(tshark, everything):
    """sharkd dissects a frame anew whenever it is asked for it, as Wireshark does on a click."""
    frames = {}
    for text in tshark.read(everything, "-Y", "imsfail", "-V", passes=2).stdout.split("\n\n"):
        number = re.search(r"^Frame (\d+):", text, re.M)
        subtrees = re.findall(r"^IMS Failure Analysis.*\n?(?:[ ]+.*\n?)*", text, re.M)
        if number and subtrees:
            frames[int(number[1])] = [bare(line) for line in "".join(subtrees).splitlines()]
    load = ("load", {"file": str(tshark.sandbox.copy(everything))})
    shown = [("frame", {"frame": number, "proto": True}) for number in frames]
    preferences = [
        ("setconf", dict(zip(("name", "value"), each.split(":")))) for each in PREFERENCES[1::2]
    ]
    requests = [*preferences, load, *shown, load, *shown]
    asked = "".join(
        json.dumps({"jsonrpc": "2.0", "id": index, "method": method, "params": parameters}) + "\n"
        for index, (method, parameters) in enumerate(requests, 1)
    )
    answer = subprocess.run(
        ["sharkd", "-"], input=asked, capture_output=True, text=True, check=True, **tshark.process
    ).stdout
    replies = [json.loads(line) for line in answer.splitlines() if line.startswith("{")]
    trees = [reply["result"]["tree"] for reply in replies if "tree" in reply.get("result", {})]
    assert len(trees) == 2 * len(frames) > 0
    for (number, lines), *answers in zip(frames.items(), trees, trees[len(frames):]):
        for tree in answers:
            ours = [node for node in tree if node["l"].startswith("IMS Failure Analysis")]
            assert labels_in(ours, []) == lines, number
