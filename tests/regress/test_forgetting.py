"""imsfail.max_calls: memory stays bounded, what is remembered is told as without it, what is
forgotten is said to be, and all reports count it.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
import re
import subprocess
import sys

import jsonschema
import pytest

from tshark import REPO

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((REPO / "share" / "report.schema.json").read_text()))
LIMIT = 100
FEW = ("-o", f"imsfail.max_calls:{LIMIT}")
SUBTREE = ("-Y", "imsfail", "-O", "imsfail")
FORGOTTEN = f"""IMS Failure Analysis: forgotten
    [Cannot tell: What this frame showed was forgotten: the preference \
imsfail.max_calls has {LIMIT} calls remembered]"""


@pytest.fixture(scope="module")
def generate(sandbox):
    """Gives a capture of so many packets, with so many calls and the like a second."""

    def generated(packets, rate):
        target = sandbox.path / f"generated-{packets}.pcap"
        command = [sys.executable, REPO / "tests" / "bench" / "generate.py",
                   f"--packets={packets}", f"--rate={rate}", target]
        subprocess.run(command, check=True)
        return target

    return generated


@pytest.fixture(scope="module")
def calls(generate):
    """No call of it lasts until 50 others have begun, and there are hundreds."""
    return generate(3000, 2)


def subtrees(tshark, capture, *options, passes=1):
    """Frame number -> our subtree as text."""
    text = tshark.read(capture, *SUBTREE, *options, passes=passes).stdout
    frames = re.findall(r"^Frame (\d+):.*?^(IMS Failure Analysis.*?)\n\n", text, re.M | re.S)
    return {int(number): subtree for number, subtree in frames}


def calls_in(frames):
    return {int(call) for text in frames.values() for call in re.findall(r"\[Call: (\d+)\]", text)}


def report(tshark, capture, *names, options=(), passes=1):
    reports = [part for name in names for part in ("-z", f"imsfail,{name}")]
    return tshark.read(capture, "-q", *reports, *options, passes=passes).stdout


def lines_of(text):
    return [json.loads(line) for line in text.splitlines()]


def test_what_is_remembered_is_told_as_without_a_limit(tshark, calls):
    """In one pass every call is remembered while it goes on."""
    frames = subtrees(tshark, calls)
    assert subtrees(tshark, calls, *FEW) == frames
    assert len(calls_in(frames)) > 4 * LIMIT


def test_two_passes_show_the_latest_calls_and_say_what_is_forgotten(tshark, calls):
    frames = subtrees(tshark, calls, passes=2)
    few = subtrees(tshark, calls, *FEW, passes=2)
    assert few.keys() == frames.keys()
    shown = {number: text for number, text in few.items() if text != FORGOTTEN}
    assert 0 < len(shown) < len(few)
    remembered = calls_in(shown)
    assert LIMIT / 2 <= len(remembered) <= LIMIT
    assert remembered == set(range(min(remembered), max(calls_in(frames)) + 1))
    assert shown == {number: frames[number] for number in shown}
    assert shown.keys() == {number for number, text in frames.items()
                            if calls_in({0: text}) <= remembered}


@pytest.mark.parametrize("passes", [1, 2])
def test_reports_are_about_the_latest_calls_and_count_the_others(tshark, calls, passes):
    whole = lines_of(report(tshark, calls, "report,json"))
    latest = lines_of(report(tshark, calls, "report,json", options=FEW, passes=passes))
    forgotten = latest[0]["imsfail.call"]
    assert forgotten == 1 + max(line["imsfail.call"] for line in whole) - len(
        {line["imsfail.call"] for line in latest})
    for line in latest:
        SCHEMA.validate(line)
        assert line.pop("forgotten_calls") == forgotten
    assert latest == [line for line in whole if line["imsfail.call"] >= forgotten]

    text = report(tshark, calls, "report", "calls", "kpi", "tree", options=FEW, passes=passes)
    words = f"{forgotten} earlier calls were forgotten, as the preference imsfail.max_calls asks for"
    assert f"\n  {words}\n" in text
    assert re.search(rf"^IMS Failed Calls: \d+\n{words}\n\n", text, re.M)
    assert re.search(rf"^Forgotten +{forgotten} ", text, re.M)
    frames = re.search(r"Frames that were forgotten +(\d+) ", text)
    assert (int(frames[1]) > 1000) if passes == 2 else frames is None


def test_by_default_nothing_is_forgotten(tshark, calls):
    names = ("report", "report,json", "calls", "kpi", "tree")
    usual = report(tshark, calls, *names)
    assert report(tshark, calls, *names, options=("-o", "imsfail.max_calls:0")) == usual
    assert "orgotten" not in usual


def test_sharkd_shows_forgotten_frames_whenever_it_is_asked(tshark, calls):
    """Each dissects the frame anew, as Wireshark does on a click; the second load begins afresh."""
    copy = str(tshark.sandbox.copy(calls))
    load = ("load", {"file": copy})
    frames = [("frame", {"frame": number, "proto": True}) for number in (1, 2, 3000)]
    tap = ("tap", {"tap0": "nstat:imsfail,kpi", "tap1": "nstat:imsfail,calls"})
    limit = ("setconf", {"name": "imsfail.max_calls", "value": str(LIMIT)})
    asked = "".join(
        json.dumps({"jsonrpc": "2.0", "id": index, "method": method, "params": parameters}) + "\n"
        for index, (method, parameters) in enumerate(
            [limit, load, *frames, tap, *frames, load, *frames], 1)
    )
    answer = subprocess.run(
        ["sharkd", "-"], input=asked, capture_output=True, text=True, check=True, **tshark.process
    ).stdout
    replies = [json.loads(line) for line in answer.splitlines() if line.startswith("{")]
    trees = [reply["result"]["tree"] for reply in replies if "tree" in reply.get("result", {})]
    ours = [[node["l"] for node in tree if node["l"].startswith("IMS Failure")] for tree in trees]
    assert [label for [label] in ours[:2]] == ["IMS Failure Analysis: forgotten"] * 2
    assert "forgotten" not in ours[2][0]
    assert ours[:3] == ours[3:6] == ours[6:]
    [figures] = [each for reply in replies for each in reply["result"].get("taps", ())
                 if each["tap"] == "nstat:imsfail,kpi"]
    rows = [row for row in figures["tables"][0]["i"] if row[1] == "Forgotten"]
    assert len(rows) == 1 and int(rows[0][2]) > 3 * LIMIT


def test_a_limit_too_small_to_tell_anything_is_named(tshark, calls):
    result = tshark.read(calls, "-o", "imsfail.max_calls:5", "-c1", check=False)
    assert ('imsfail.max_calls: "5" is left out; expected are 0 to remember all calls, or a number '
            "from 100 on") in result.stderr
    assert result.returncode == 0


# A process begins with the peak of the one that started it, and pytest may be larger than tshark.
PEAK_OF_CHILD = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_calls(tshark, plain_tshark, generate):
    """What the plugin takes for ten times the packets: without a limit some 600 bytes more for each
    of them; with one, what hangs on the frames themselves, and the users that register."""
    captures = [generate(packets, 300) for packets in (2_000, 20_000)]

    def growth(program, *options):
        return peak(program, captures[1], *options) - peak(program, captures[0], *options)

    def peak(program, capture, *options):
        command = [sys.executable, "-c", PEAK_OF_CHILD, "tshark",
                   "-r", program.sandbox.copy(capture), "-q", "-z", "io,stat,0", *options]
        result = subprocess.run(command, capture_output=True, text=True, **program.process)
        assert result.returncode == 0, result.stderr
        return int(result.stdout) * 1024

    packets = 18_000
    alone = growth(plain_tshark)
    assert growth(tshark) - alone > 400 * packets
    assert growth(tshark, *FEW) - alone < 150 * packets
