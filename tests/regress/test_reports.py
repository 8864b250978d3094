"""The reports of -z: compared with what the generator of mixed.pcapng knows, with the fields of the
same packets, and with reports that were read line by line.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from tshark import CAPTURES, FOREIGN_CAPTURES, REPO

sys.path.append(str(REPO / "captures"))
import frames  # noqa: E402
import pcapng  # noqa: E402

# Most tests read the same reports on that capture: see conftest.py.
pytestmark = pytest.mark.xdist_group("mixed")

HERE = Path(__file__).resolve().parent
MIXED = REPO / "captures" / "mixed.pcapng"
TRUTH = json.loads((REPO / "captures" / "mixed.json").read_text())
PASSES = pytest.mark.parametrize("passes", [1, 2])
KPI = TRUTH["kpi"]


@pytest.fixture(scope="module")
def report(tshark):
    """What a report prints about a capture; kept, as several tests read the same."""

    @cache
    def run(capture, option, passes=1, *more):
        return tshark.read(capture, "-q", "-z", f"imsfail,{option}", *more, passes=passes).stdout

    return run


@pytest.fixture(scope="module")
def lines(report):
    """The objects of the JSON report about a capture."""

    def read(capture, option="report,json", passes=1):
        return [json.loads(line) for line in report(capture, option, passes).splitlines()]

    return read


# --- imsfail,kpi


def figures(text):
    """Heading -> name of a figure -> its value and what it is worked out from."""
    tables = {}
    for block in text.split("\n\n")[1:]:
        heading, titles, _, *rows = block.splitlines()
        value, basis = titles.index("Value"), titles.index("Of")
        rule = titles.find("Counting rule")
        tables[heading] = {
            # Values end where their title does; what goes on with a rule begins with blanks.
            re.split("  +", row)[0].strip(): (
                re.split("  +", row[: value + len("Value")].strip())[-1],
                row[basis : rule if rule > 0 else None].strip(),
            )
            for row in rows
            if not row.startswith(" ")
        }
    return tables


def ratio(true):
    value = "undefined" if true["percent"] is None else f"{true['percent']:.2f} %"
    return value, f"{true['numerator']} of {true['denominator']}"


def milliseconds(seconds):
    """Rounded half up, as one does."""
    return f"{int(seconds * 1000 + 0.5000001) / 1000:.3f}"


def spread(true):
    if true["count"] == 0:
        return "undefined", "0"
    least, mean, greatest = (milliseconds(true[f"{each}_s"]) for each in ("min", "mean", "max"))
    return f"{mean} s", f"{true['count']}, {least} to {greatest} s"


def number(true):
    return str(true), ""


def expected_figures(true):
    return {
        "Calls": number(sum(true["calls"].values())),
        "INVITE calls": number(true["calls"].get("INVITE", 0)),
        "RRD initial": spread(true["rrd"]["initial"]),
        "RRD refresh": spread(true["rrd"]["refresh"]),
        "RRD removal": spread(true["rrd"]["deregistration"]),
        "IRA": ratio(true["ira"]),
        "SRD answered": spread(true["srd"]["answered"]),
        "SRD failed": spread(true["srd"]["failed"]),
        "SRD cancelled": spread(true["srd"]["cancelled"]),
        "Early dialogs": number(
            sum(each["further_early_dialogs"] for each in true["srd"].values())
        ),
        "SDD": spread(true["sdd"]),
        "BYE refused": number(true["sdd"]["other_finals"]),
        "BYE unanswered": number(true["sdd"]["timer_f"]),
        "SDT": spread(true["sdt"]["completed"]),
        "SDT Timer F": spread(true["sdt"]["timer_f"]),
        "SER": ratio(true["ser"]),
        "SER per INVITE": ratio(true["ser_per_invite"]),
        "SEER": ratio(true["seer"]),
        "SEER+607/608": ratio(true["seer_with_607_608"]),
        "ISA": ratio(true["isa"]),
        "Unanswered": number(true["unanswered"]),
        "SCR": ratio(true["scr"]),
        "ASR": ratio(true["asr"]),
        "NER": ratio(true["ner"]),
        "NER adjusted": ratio(true["ner_adjusted"]),
    }


def expected_left_out():
    left_out = TRUTH["left_out"]
    return {
        "OPTIONS": number(left_out["options"]),
        "Open calls": number(left_out["open_calls"]),
        "Begun before": number(0),
        "Branches": number(left_out["branches"]),
        "In dialogs": number(left_out["in_dialog_requests"]),
        "Related pairs": number(len(TRUTH["related"])),
        "Copies": number(left_out["copies"]),
        "Retransmissions": number(left_out["retransmissions"]),
    }


@PASSES
def test_key_figures_are_the_true_ones(report, passes):
    tables = figures(report(MIXED, "kpi", passes))
    assert tables["Whole capture"] == expected_figures(KPI["whole"])
    assert tables["Not counted"] == expected_left_out()
    hops = {f"Next hop {hop}": expected_figures(each) for hop, each in KPI["per_next_hop"].items()
            if each["calls"]}
    assert {name: table for name, table in tables.items() if name.startswith("Next hop")} == hops


def test_every_figure_has_its_counting_rule(report):
    whole = report(MIXED, "kpi").split("\n\n")[1].splitlines()
    begin = whole[1].index("Counting rule")
    rules = "\n".join(whole[3:])
    assert all(row[begin:].strip() for row in whole[3:]), rules
    assert "E.425, whose text was not at hand" in " ".join(rules.split())


def test_without_calls_the_figures_are_undefined(report):
    whole = figures(report(REPO / "captures" / "response-only.pcapng", "kpi"))["Whole capture"]
    assert whole["SER"] == whole["ASR"] == ("undefined", "0 of 0")
    assert whole["SDD"] == ("undefined", "0")


# --- imsfail,tree


def tree_counts(text):
    """Path of names -> count."""
    counts, path = {}, []
    for line in text.splitlines():
        row = re.match(r"( *)(\S.*?) {2,}(\d+) ", line)
        if row:
            depth = len(row[1])
            path[depth:] = [row[2]]
            counts[tuple(path)] = int(row[3])
    return counts


def below(counts, *path):
    """Of the nodes just below a path: name -> count."""
    return {each[-1]: count for each, count in counts.items() if each[:-1] == path}


def by_code(nodes):
    return {name.split()[0]: count for name, count in nodes.items()}


@PASSES
def test_the_tree_counts_right(report, passes):
    counts = tree_counts(report(MIXED, "tree", passes))
    true = TRUTH["finals_as_they_come"]
    attempts = "Requests by their final response"
    of_class, of_method = (attempts, "By class and code"), (attempts, "By method and code")
    assert counts[(attempts,)] == sum(true["by_class"].values())
    assert below(counts, *of_class) == true["by_class"]
    codes = [below(counts, *of_class, each) for each in true["by_class"]]
    assert by_code({name: n for each in codes for name, n in each.items()}) == true["by_code"]
    assert set(below(counts, *of_method)) == set(true["by_method"])
    for method, true_codes in true["by_method"].items():
        assert by_code(below(counts, *of_method, method)) == true_codes
    assert below(counts, attempts, "Scope of failures") == true["by_scope"]
    assert below(counts, attempts, "Retry after failures") == true["by_retry"]
    assert below(counts, attempts, "Target of failures") == true["by_target_form"]
    assert sum(below(counts, attempts, "Origin of failures").values()) == sum(
        true["by_scope"].values())


@PASSES
def test_the_tree_counts_messages_once(report, passes):
    counts = tree_counts(report(MIXED, "tree", passes))
    seen, sent = TRUTH["sip_messages"]["seen"], TRUTH["sip_messages"]["sent"]
    assert counts[("Messages",)] == seen
    assert below(counts, "Messages", "Requests") == sent["requests"]
    assert by_code(below(counts, "Messages", "Responses")) == sent["responses"]
    assert counts[("Messages", "Copies")] == TRUTH["left_out"]["copies"]
    assert counts[("Messages", "Retransmissions")] == TRUTH["left_out"]["retransmissions"]


@pytest.mark.parametrize("name", ["mixed", "fork-faults", "retry-unchanged", "ack-never"])
def test_the_tree_counts_the_findings_of_the_frames(tshark, report, name):
    capture = REPO / "captures" / f"{name}.pcapng"
    found = {}
    for fields in tshark.frames(capture, passes=2).values():
        for finding in fields.get("imsfail.finding", []):
            found[finding] = found.get(finding, 0) + 1
    assert below(tree_counts(report(capture, "tree", 2)), "Findings") == found


# --- imsfail,calls


CALL_COLUMNS = ("Call", "Frame", "Method", "Outcome", "Code", "Scope", "Retry", "Origin", "Caller",
                "Target", "Next hop", "Findings")


def calls_of(text):
    """The rows of the list of calls, as dictionaries."""
    title, _, header, _, *rows = text.splitlines()
    begins = [header.index(name) for name in CALL_COLUMNS]  # no number here is wider than its title
    cells = [[row[begin:end].strip() for begin, end in zip(begins, [*begins[1:], None])]
             for row in rows]
    assert title == f"IMS Failed Calls: {len(rows)}"
    return [dict(zip(CALL_COLUMNS, each)) for each in cells]


def as_row(true):
    """Of a failed call what the list shows of it; callers and targets are cut to 64 characters."""
    return {"Frame": str(true["first_frame"]), "Method": true["method"],
            "Outcome": true["outcome"], "Code": str(true["final_code"] or ""),
            "Caller": true["caller"], "Target": true["target"], "Next hop": true["next_hop"]}


@PASSES
def test_the_calls_are_those_that_failed(report, passes):
    rows = calls_of(report(MIXED, "calls", passes))
    true = [as_row(each) for each in TRUTH["failed_calls"]]
    assert [{name: row[name] for name in true[0]} for row in rows] == true


@PASSES
def test_the_verdicts_of_calls_are_those_of_their_final(tshark, report, passes):
    frames = tshark.frames(MIXED, passes=2)
    finals = {str(each["first_frame"]): each["final_frame"] for each in TRUTH["failed_calls"]}
    for row in calls_of(report(MIXED, "calls", passes)):
        fields = frames.get(finals[row["Frame"]], {})
        for column in ("Scope", "Retry", "Origin"):
            assert [row[column]] == fields.get(f"imsfail.{column.lower()}", [""]), row


@PASSES
@pytest.mark.parametrize("option", ["calls", "report,json"])
def test_a_filter_chooses_calls_by_any_of_their_packets(report, lines, option, passes):
    """The INVITE passes, and what is told is in its final response."""
    one = TRUTH["failed_calls"][0]
    option = f"{option},sip.Method == \"INVITE\" && frame.number == {one['first_frame']}"
    if option.startswith("calls"):
        [row] = calls_of(report(MIXED, option, passes))
        assert (row["Frame"], row["Code"]) == (str(one["first_frame"]), str(one["final_code"]))
    else:
        assert {each["sip.Call-ID"] for each in lines(MIXED, option, passes)} == {one["call_id"]}


# --- imsfail,report


def causes(text):
    """Of each group of the report: its title, the frame of the call in full, the other frames."""
    groups = []
    for block in text.split("\n\n"):
        title = re.match(r"(\d+) calls?: ", block)
        if title:
            first = re.search(r"^  Call \d+, frame (\d+),", block, re.M)
            rest = re.search(r"^  Also in +frame ([\d,\s]+)$", block, re.M)
            others = re.findall(r"\d+", rest[1]) if rest else []
            groups.append((block.splitlines()[0], int(title[1]), int(first[1]),
                           [int(each) for each in others]))
    return groups


@PASSES
def test_the_report_names_every_failed_call_once(report, passes):
    groups = causes(report(MIXED, "report", passes))
    assert all(count == 1 + len(others) for _, count, _, others in groups)
    frames = sorted(frame for _, _, first, others in groups for frame in (first, *others))
    assert frames == [each["first_frame"] for each in TRUTH["failed_calls"]]
    counts = [count for _, count, _, _ in groups]
    assert counts == sorted(counts, reverse=True)


def test_calls_of_one_group_have_one_cause(report):
    true = {each["first_frame"]: each for each in TRUTH["failed_calls"]}
    titles = {}
    for title, _, first, others in causes(report(MIXED, "report")):
        assert titles.setdefault(title.split(": ")[1], title) == title, "two groups of one cause"
        code = re.search(r", (\d{3}|no answer)", title)[1]
        for frame in (first, *others):
            assert str(true[frame]["final_code"] or "no answer") == code
            assert title.split(": ")[1].startswith(true[frame]["method"] + ", ")


@PASSES
def test_the_totals_of_the_report_are_right(report, passes):
    head = " ".join(report(MIXED, "report", passes).split("\n\n")[0].split())
    calls = TRUTH["calls"]
    assert f"Calls {calls['total']}: " in head
    for outcome, count in calls["by_outcome"].items():
        assert f"{count} {outcome}" in head
    for method, outcomes in calls["by_method_and_outcome"].items():
        counts = [str(calls["by_method"][method])]
        for outcome in ("failed", "unanswered"):
            if outcome in outcomes and method != "OPTIONS":
                counts.append(f"{outcomes[outcome]} {outcome}")
        assert f" {method} {', '.join(counts)} " in head + " "
    assert f"{len(TRUTH['related'])} pairs of calls that are legs" in head


@pytest.mark.parametrize("name", ["fork-faults", "retries"])
def test_reports_read_line_by_line(report, name):
    golden = (HERE / "reports" / f"{name}.txt").read_text()
    assert report(REPO / "captures" / f"{name}.pcapng", "report") == golden


def test_colour_only_on_a_terminal(tshark):
    capture = tshark.sandbox.copy(REPO / "captures" / "fork-faults.pcapng")
    command = f"tshark -r {capture} -q -z imsfail,report"
    settings = tshark.process
    coloured, plain = (
        subprocess.run(["script", "-qec", command, "/dev/null"], capture_output=True, text=True,
                       check=True, **(settings | {"env": settings["env"] | more})).stdout
        for more in ({}, {"NO_COLOR": "1"}))
    assert "\x1b[1mIMS failure report\x1b[0m" in coloured
    assert "[\x1b[33mwarn\x1b[0m]" in coloured
    assert "\x1b" not in plain and "IMS failure report" in plain


# --- imsfail,report,json


SCHEMA = json.loads((REPO / "share" / "report.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

# Members that a packet shows as a field of the same name; all others are of the report alone.
LISTS = ("imsfail.spec", "imsfail.origin.evidence", "imsfail.authority.evidence", "imsfail.path",
         "imsfail.ims.evidence", "imsfail.cannot_tell")
ELSEWHERE = ("imsfail.retry.not_before",)  # a time, which fields write in words


def as_field(value):
    """A member as tshark writes the field of that name."""
    if isinstance(value, list):
        return value
    return [str(int(value)) if isinstance(value, bool) else str(value)]


def check_text(text):
    """However odd the messages: at most 100 columns, no control characters, valid UTF-8."""
    assert all(len(line) <= 100 for line in text.splitlines()), text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\udc80-\udcff]", text), text


def check_verdict(line, shown):
    """The verdict of an attempt is that of its final response."""
    finals = [hop["imsfail.response_in"] for hop in line["hops"]
              if hop.get("imsfail.code", 0) == line.get("imsfail.code")]
    verdict = {name: as_field(value) for name, value in line.items()
               if name.startswith("imsfail.") and not name.startswith("imsfail.call")
               and name not in ELSEWHERE}
    assert any(shows(shown[final], verdict) for final in finals), verdict


def shows(fields, verdict):
    """A frame with several messages shows those of the others too."""
    if len(fields["imsfail.code"]) == 1:
        return all(fields.get(name) == values for name, values in verdict.items())
    return all(set(values) <= set(fields[name]) for name, values in verdict.items())


def check_hop(hop, shown):
    fields = shown[hop["imsfail.response_in"]]
    for name in ("imsfail.code", "imsfail.kind", "imsfail.scope", "imsfail.retry"):
        assert str(hop[name]) in fields[name]


@pytest.mark.parametrize("capture", [*CAPTURES, *FOREIGN_CAPTURES], ids=lambda path: path.stem)
def test_reports_say_what_the_packets_say(tshark, capture):
    """Each line is valid, and its verdict and findings are those of the frames that it names."""
    both = tshark.read(capture, "-q", "-z", "imsfail,report", "-z", "imsfail,report,json").stdout
    lines = [json.loads(line) for line in both.splitlines() if line.startswith("{")]
    check_text("\n".join(line for line in both.splitlines() if not line.startswith("{")))
    frames = tshark.frames(capture, passes=2)
    told = []
    for line in lines:
        VALIDATOR.validate(line)
        told += [(each["frame.number"], each["imsfail.finding"], each["severity"], each["text"])
                 for each in line["findings"]]
        if "imsfail.kind" in line:
            check_verdict(line, frames)
        for hop in line["hops"]:
            if "imsfail.kind" in hop:
                check_hop(hop, frames)
    # A CANCEL whose INVITE was not captured belongs to no attempt.
    transactions = {str(hop["imsfail.transaction"]) for line in lines for hop in line["hops"]}
    shown = {(number, *found): set(fields.get("imsfail.transaction", ["none"]))
             for number, fields in frames.items()
             for found in zip(fields.get("imsfail.finding", []), fields.get("severity", []),
                              fields.get("text", []))}
    assert set(told) <= set(shown) and len(told) == len(set(told))
    assert not [each for each, own in shown.items() if each not in told and own & transactions]


@pytest.mark.parametrize("name", ["mixed", "time-outs", "copies-paths", "swapped-order"])
@pytest.mark.parametrize("option", ["report", "report,json", "calls", "kpi"])
def test_a_second_pass_changes_nothing(report, name, option):
    capture = REPO / "captures" / f"{name}.pcapng"
    assert report(capture, option, 1) == report(capture, option, 2)


@PASSES
def test_json_lines_are_the_attempts_of_the_capture(lines, passes):
    objects = lines(MIXED, passes=passes)
    outside = [each for each in objects if not each["in_dialog"]]
    assert len(outside) == TRUTH["attempts"]["total"]
    outcomes = [each["outcome"] for each in outside]
    assert {each: outcomes.count(each) for each in set(outcomes)} == TRUTH["attempts"]["by_outcome"]
    assert len(objects) - len(outside) == TRUTH["left_out"]["in_dialog_requests"]
    hops = sum(len(each["hops"]) for each in outside)
    assert hops - len(outside) == TRUTH["left_out"]["branches"]
    last = {each["imsfail.call"]: each for each in outside}
    failed = [each for each in last.values() if each["imsfail.call.failed"]]
    assert [(each["sip.Call-ID"], each["imsfail.call.outcome"],
             each.get("imsfail.call.final_code"), each["sip.from.addr"], each["sip.r-uri"])
            for each in failed] == [
        (each["call_id"], each["outcome"], each["final_code"], each["caller"], each["target"])
        for each in TRUTH["failed_calls"]]


def test_half_a_transaction_is_told_apart(lines):
    """A response without its request, and a request without its response."""
    [alone] = lines(REPO / "captures" / "response-only.pcapng")
    assert (alone["complete"], alone["missing"]) == (False, ["request"])
    assert alone["hops"][0]["sip.Via.branch"] and alone["sip.CSeq.method"] == "INVITE"
    cut = lines(REPO / "captures" / "cut-while-ringing.pcapng")
    assert {"final"} in [set(each.get("missing", [])) for each in cut]


@pytest.mark.parametrize("name", ["long-call-ids", "odd-bytes", "long-header", "garbage"])
def test_odd_names_survive_as_json(lines, name):
    """Two Call-IDs that are equal in their first 200 characters stay two; nothing is cut."""
    objects = lines(REPO / "captures" / f"{name}.pcapng")
    calls = {each["imsfail.call"]: each.get("sip.Call-ID") for each in objects}
    if name == "long-call-ids":
        assert len(set(calls.values())) == len(calls) > 1
        assert all(len(each) > 200 for each in calls.values())


# Everything that a message may say of itself, as nobody would write it.
HOSTILE = {
    "escape sequences": b"\x1b]0;owned\x07\x1b[2J\x1b[31m",
    "C1 controls": b"\xc2\x9b31m\xc2\x9d0;x\xc2\x9c",
    "invalid UTF-8": b"\xff\xfe\xc0\xaf\xed\xa0\x80\xf5\x80",
    "quotes": b'"\\\\"</script>\\u0000',
    "10,000 characters": b"x" * 10_000,
    "wide characters": "\u8a71\u1f4a".encode() * 200,
}


def hostile_message(start, odd, to_tag=b"", more=b""):
    return b"".join((
        start, b" SIP/2.0\r\n" if start.startswith(b"INVITE") else b"\r\n",
        b"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK", odd, b"\r\n",
        b"From: <sip:a", odd, b"@example.com>;tag=f\r\n",
        b"To: <sip:b", odd, b"@example.com>", to_tag, b"\r\n",
        b"Call-ID: ", odd, b"@h\r\nCSeq: 1 INVITE\r\n", more, b"Content-Length: 0\r\n\r\n"))


@pytest.fixture(scope="module")
def hostile(sandbox):
    """A capture with a call for each of these: in Call-ID, branch, URIs, phrase and Reason."""
    path = sandbox.path / "hostile.pcapng"
    caller, callee = "192.0.2.1", "192.0.2.2"
    packets = []
    for number, odd in enumerate(HOSTILE.values()):
        reason = b'Reason: Q.850;cause=1;text="' + odd + b'"\r\n'
        request = hostile_message(b"INVITE sip:b" + odd + b"@example.com", odd)
        response = hostile_message(b"SIP/2.0 404 " + odd, odd, b";tag=t", reason)
        for source, target, payload in ((caller, callee, request), (callee, caller, response)):
            datagram = frames.udp(source, target, 5060, 5060, payload)
            frame = frames.ethernet(frames.ip(source, target, frames.UDP, datagram))
            time = (1_700_000_000 + 2 * number) * 1_000_000 + (payload is response)
            packets.append(pcapng.Packet(time, frame, len(frame)))
    pcapng.write(path, packets)
    return path


def test_hostile_names_are_made_fit_to_be_shown(tshark, hostile):
    """Cut and without control characters in text; whole, and valid, in JSON."""
    text = tshark.read(hostile, "-q", "-z", "imsfail,report", "-z", "imsfail,calls",
                       "-z", "imsfail,report,json").stdout
    objects = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    shown = [line for line in text.splitlines() if not line.startswith("{")]
    calls = shown[next(i for i, line in enumerate(shown) if "IMS Failed Calls" in line):]
    check_text("\n".join(line for line in shown if line not in calls))
    check_text("\n".join(line[:100] for line in calls))
    assert all(len(line) < 300 for line in calls)
    for each in objects:
        VALIDATOR.validate(each)
    names = {each["sip.Call-ID"] for each in objects}
    assert len(names) == len(HOSTILE) and max(map(len, names)) > 10_000
    assert not [name for name in names if re.search(r"[\x00-\x1f\x7f-\x9f\udc80-\udcff]", name)]


# --- what all of them share


def test_all_reports_are_listed(tshark):
    listed = tshark.run("-z", "help", check=False).stderr.split()
    assert {each for each in listed if each.startswith("imsfail")} == {
        "imsfail,tree", "imsfail,calls", "imsfail,kpi", "imsfail,report", "imsfail,report,text",
        "imsfail,report,json"}


@pytest.mark.parametrize("option", [
    "imsfail,reportx", "imsfail,report,", "imsfail,report,json,", "imsfail,report,jsonx",
    "imsfail,calls,", "imsfail,callsx", "imsfail,kpi,json", "imsfail,kpi,no.such.field == 1"])
def test_a_mistyped_report_says_what_is_valid(tshark, option):
    result = tshark.read(MIXED, "-q", "-z", option, check=False)
    assert result.returncode != 0 and not result.stdout
    assert option in result.stderr
    for valid in ("imsfail,calls[,<display filter>]", "imsfail,kpi[,<display filter>]",
                  "imsfail,report[,text|,json][,<display filter>]",
                  "imsfail,tree[,<display filter>]"):
        assert f"    {valid}\n" in result.stderr


def test_several_reports_at_once(report, tshark):
    together = tshark.read(MIXED, "-q", "-z", "imsfail,calls", "-z", "imsfail,kpi",
                           "-z", "imsfail,report,json,imsfail.call == 3").stdout
    for alone in ("calls", "kpi", "report,json,imsfail.call == 3"):
        assert report(MIXED, alone) in together


def test_a_report_goes_on_over_sessions_that_are_reset(report):
    """-M ends the session after so many packets, and its calls with it; nothing is lost."""
    text = report(MIXED, "calls", 1, "-M", "500")
    whole = {(row["Method"], row["Caller"], row["Target"], row["Code"])
             for row in calls_of(report(MIXED, "calls"))}
    split = {(row["Method"], row["Caller"], row["Target"], row["Code"]) for row in calls_of(text)}
    assert len(split & whole) > 0.9 * len(whole)
    assert causes(report(MIXED, "report", 1, "-M", "500"))
    parts = report(MIXED, "report,json", 1, "-M", "500").splitlines()
    assert len(parts) >= len(report(MIXED, "report,json").splitlines())
    assert json.loads(parts[-1])["complete"] is False


def test_a_capture_without_sip(report, tshark, sandbox):
    empty = sandbox.path / "empty.pcap"
    subprocess.run(["editcap", "-F", "pcap", "-r", MIXED, empty, "999999"], check=True,
                   capture_output=True)
    assert "Calls         none" in report(empty, "report")
    assert report(empty, "report,json") == ""
    assert calls_of(report(empty, "calls")) == []


# --- sharkd


@pytest.fixture(scope="module")
def taps(tshark):
    """The answers of sharkd to these taps, over mixed.pcapng unless another is named."""

    def ask(*names, capture=MIXED, **more):
        options = {f"tap{i}": name for i, name in enumerate(names)} | more
        requests = [("load", {"file": str(tshark.sandbox.copy(capture))}), ("tap", options)]
        asked = "".join(
            json.dumps({"jsonrpc": "2.0", "id": i, "method": method, "params": params}) + "\n"
            for i, (method, params) in enumerate(requests, 1))
        answer = subprocess.run(["sharkd", "-"], input=asked, capture_output=True, text=True,
                                check=True, **tshark.process).stdout
        replies = [json.loads(line) for line in answer.splitlines() if line.startswith("{")]
        return {each["tap"]: each for each in replies[-1]["result"]["taps"]}

    return ask


def rows_of(tap):
    names = [each["c"] for each in tap["fields"]]
    return [dict(zip(names, row)) for row in tap["tables"][0]["i"]]


def test_sharkd_lists_the_failed_calls(report, taps):
    rows = rows_of(taps("nstat:imsfail,calls")["nstat:imsfail,calls"])
    assert [{"Frame": str(row["First frame"]), "Method": row["Method"], "Outcome": row["Outcome"],
             "Code": str(row["Code"] or ""), "Caller": row["Caller"], "Target": row["Target"],
             "Next hop": row["Next hop"]} for row in sorted(rows, key=lambda row: row["Call"])
            ] == [as_row(each) for each in TRUTH["failed_calls"]]
    assert {row["Call"]: row["Findings"] for row in rows} == {
        int(row["Call"]): row["Findings"] for row in calls_of(report(MIXED, "calls"))}


def test_sharkd_shows_the_key_figures(taps):
    tables = {}
    for row in rows_of(taps("nstat:imsfail,kpi")["nstat:imsfail,kpi"]):
        tables.setdefault(row["Next hop"], {})[row["Figure"]] = (row["Value"], row["Of"])
        assert row["Counting rule"]
    assert tables.pop("(all)") == expected_figures(KPI["whole"])
    assert tables.pop("(not counted)") == expected_left_out()
    assert tables == {hop: expected_figures(each) for hop, each in KPI["per_next_hop"].items()
                      if each["calls"]}


def test_sharkd_counts_repetitions_once_and_to_the_end(report, taps):
    """After the last new call, and with two listeners on the one table."""
    capture = REPO / "captures" / "copies.pcapng"
    true = figures(report(capture, "kpi"))["Not counted"]["Copies"]
    assert true == number(6)
    name = "nstat:imsfail,kpi"
    for names in ([name], [name, name]):
        rows = rows_of(taps(*names, capture=capture)[name])
        assert [(row["Value"], row["Of"]) for row in rows if row["Figure"] == "Copies"] == [true]


def test_sharkd_shows_the_tree(taps):
    nodes = {each["name"]: each for each in taps("stat:imsfail")["stats:imsfail"]["stats"]}
    true = TRUTH["finals_as_they_come"]
    attempts = {each["name"]: each for each in nodes["Requests by their final response"]["sub"]}
    assert {each["name"]: each["count"] for each in attempts["By class and code"]["sub"]
            } == true["by_class"]
    assert {each["name"]: each["count"] for each in attempts["Scope of failures"]["sub"]
            } == true["by_scope"]
