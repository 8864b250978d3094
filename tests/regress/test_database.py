"""share/postgresql.sql: the parts of a call from several files become one call again.

The lines are written by hand as tshark writes them for each file. What is expected follows from the
whole call as it was on the wire.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import itertools
import json

import jsonschema
import pytest

from tshark import REPO

pytestmark = pytest.mark.core

SCHEMA = json.loads((REPO / "share" / "report.schema.json").read_text())
ALICE, BOB = "sip:alice@example.com", "sip:+442079460123@example.com"
START = 1767225600.0  # 2026-01-01 00:00:00 UTC; the times of the lines count from there
DAY = 86400
OUTCOMES = {401: "challenged", 407: "challenged", 422: "negotiated", 487: "cancelled"}
CLASSES = {2: "success", 3: "redirection", 4: "client-failure", 5: "server-failure",
           6: "global-failure"}  # fmt: skip


def hop(branch="a", sent=None, code=None, ended=None, *, source="192.0.2.10", to="192.0.2.20",
        **more):  # fmt: skip
    """A hop: its request if that was captured in the file, its final response likewise."""
    made = {"sip.Via.branch": f"z9hG4bK{branch}", "source": f"{source}:5060",
            "destination": f"{to}:5060", "transport": "UDP"}  # fmt: skip
    if sent is not None:
        made |= {"frame.number": int(sent * 10) + 1, "frame.time_epoch": START + sent}
    if code:
        made |= {"imsfail.response_in": int(ended * 10) + 2, "imsfail.code": code,
                 "final_time": START + ended}  # fmt: skip
    return made | {name.replace("_", "."): value for name, value in more.items()}


def verdict(code):
    """What a line says of the final response nearest the originator."""
    made = {"imsfail.code": code, "imsfail.class": CLASSES[code // 100]}
    if code < 300:
        return made
    return made | {
        "imsfail.meaning": "Meaning", "imsfail.failure": code not in OUTCOMES,
        "imsfail.kind": "challenge" if code in (401, 407) else "failure",
        "imsfail.category": "user", "imsfail.scope": "global" if code >= 600 else "ua",
        "imsfail.global": code >= 600, "imsfail.retry": "no" if code >= 600 else "later",
        "imsfail.retry.same": False, "imsfail.retry.modified": False,
        "imsfail.retry.later": code < 600, "imsfail.retry.elsewhere": False,
        "imsfail.retry.advice": f"Advice on {code}", "imsfail.origin": "uas",
    }  # fmt: skip


def part(
    *hops, call=0, call_id="1@example.com", method="INVITE", cseq=1, from_tag="alice",
    to_tag=None, to=BOB, deadline=32, outcome=None, call_outcome=None, cancelled=False,
):  # fmt: skip
    """What one file shows of an attempt; `deadline` counts from the first request."""
    first = hops[0]
    sent = first.get("frame.time_epoch")
    finals = [each for each in hops if "imsfail.code" in each]
    nearest = [each for each in finals if "parent" not in each] or finals
    code = nearest[0]["imsfail.code"] if nearest else None
    if outcome is None:
        if method == "OPTIONS" and code:
            outcome = "probed"
        elif code:
            outcome = OUTCOMES.get(code, "answered" if code < 300 else "failed")
        else:
            outcome = "cancelled" if cancelled else "open"
    missing = [name for name, here in (("request", sent), ("final", code)) if not here]
    if outcome == "unanswered":
        missing = []
    call_outcome = call_outcome or ("open" if sent is None else outcome)
    line = {
        "imsfail.call": call, "imsfail.call.method": method, "imsfail.call.outcome": call_outcome,
        "imsfail.call.failed": call_outcome in ("failed", "unanswered") and method != "OPTIONS",
        "sip.Call-ID": call_id, "sip.CSeq.seq": cseq, "sip.CSeq.method": method,
        "sip.from.tag": from_tag, "sip.from.addr": ALICE, "sip.to.addr": to,
        "in_dialog": to_tag is not None, "outcome": outcome, "cancelled": cancelled,
        "complete": not missing, "hops": list(hops), "findings": [],
    }  # fmt: skip
    if missing:
        line["missing"] = missing
    if to_tag:
        line["sip.to.tag"] = to_tag
    if sent is not None:
        line |= {"frame.number": first["frame.number"], "frame.time_epoch": sent,
                 "deadline": sent + deadline, "sip.r-uri": to}  # fmt: skip
    return line | (verdict(code) if code else {})


def captured(**files):
    """Lines for the database of files that are called one, two, ...: when the capture ended, then
    what it holds. Each line is checked against the schema."""
    validator = jsonschema.Draft202012Validator(SCHEMA)
    lines = []
    for name, (end, *parts) in files.items():
        transactions = itertools.count()
        for each in json.loads(json.dumps(parts)):  # one part may stand in several files
            each["capture_end"] = START + end
            for one in each["hops"]:
                one["imsfail.transaction"] = next(transactions)
            validator.validate(each)
            lines.append(f"{name}.pcapng\t{json.dumps(each)}\n")
    return "".join(lines)


@pytest.fixture
def database(server):
    return server.database()


@pytest.fixture
def calls(database):
    """Loads files and gives the calls as (method, outcome, final code, attempts)."""

    def load(**files):
        database.load(captured(**files))
        rows = database.rows(
            "select method, outcome, final_code, cardinality(attempts) as attempts, failed"
            " from imsfail.calls order by start, call"
        )
        for row in rows:
            failed = row["outcome"] in ("failed", "unanswered") and row["method"] != "OPTIONS"
            assert (row["failed"] == "t") == failed
        return [
            (row["method"], row["outcome"], int(row["final_code"] or 0), int(row["attempts"]))
            for row in rows
        ]

    return load


BEFORE = part(hop("0", 0, 200, 1), call=8, call_id="0@example.com")
LATER = part(hop("9", 300, 200, 301), call=7, call_id="9@example.com", from_tag="carol")
OTHERS = [("INVITE", "answered", 200, 1)]  # what each of these two is


def test_a_whole_call_stays_as_it_is(database):
    database.load(captured(one=(60, part(hop("a", 10, 486, 12.5)))))
    [row] = database.rows("select * from imsfail.failed_calls")
    assert row == {
        "call_id": "1@example.com", "method": "INVITE", "outcome": "failed", "final_code": "486",
        "scope": "ua", "retry": "later", "caller": ALICE, "target": BOB, "origin": "uas",
        "started": "2026-01-01 00:00:10+00", "files": "{one.pcapng}",
        "frames": "{one.pcapng:101,one.pcapng:127}", "advice": "Advice on 486",
    }  # fmt: skip


def test_request_and_final_response_in_two_files(database):
    database.load(captured(
        one=(20, part(hop("a", 10))),
        two=(60, part(hop("a", None, 604, 25), call=3)),
    ))  # fmt: skip
    [row] = database.rows("select * from imsfail.failed_calls")
    assert (row["outcome"], row["final_code"], row["scope"]) == ("failed", "604", "global")
    assert (row["caller"], row["target"], row["advice"]) == (ALICE, BOB, "Advice on 604")
    assert row["files"] == "{one.pcapng,two.pcapng}"
    assert row["frames"] == "{one.pcapng:101,two.pcapng:252}"


def test_files_may_be_loaded_in_any_order(database):
    database.load(captured(two=(60, part(hop("a", None, 604, 25)))))
    assert database.rows("select outcome from imsfail.calls") == [{"outcome": "open"}]
    database.load(captured(one=(20, part(hop("a", 10)))))
    assert database.rows("select outcome from imsfail.calls") == [{"outcome": "failed"}]


def test_a_file_is_loaded_once_only(database):
    lines = captured(one=(20, part(hop("a", 10, 404, 11))))
    database.load(lines)
    with pytest.raises(AssertionError, match="duplicate key"):
        database.load(lines)


def test_characters_that_mean_something_to_copy(database):
    """Quotes, backslashes, tabs and what ends CSV: as they were in the message."""
    call_id = '\\.\t"\\t,\'\x01\n\\\\N{}é'
    lines = captured(one=(20, part(hop("a", 10, 404, 11), call_id=call_id)))
    database.load(lines)
    [row] = database.rows("select call_id from imsfail.failed_calls")
    assert row["call_id"] == call_id


@pytest.mark.parametrize(
    ("code", "from_tag"), [(407, "alice"), (401, "other"), (422, "alice"), (302, "alice")]
)
def test_first_answer_and_next_request_in_two_files(calls, code, from_tag):
    """A UE may change its From tag between the two."""
    assert calls(
        one=(12, part(hop("a", 10, code, 11))),
        two=(60, part(hop("b", 13, 486, 14), cseq=2, from_tag=from_tag)),
    ) == [("INVITE", "failed", 486, 2)]  # fmt: skip


def test_first_answer_and_next_answer_in_three_files(calls):
    assert calls(
        one=(12, part(hop("a", 10, 407, 11))),
        two=(14, part(hop("b", 13), cseq=2)),
        three=(60, part(hop("b", None, 404, 15), cseq=2)),
    ) == [("INVITE", "failed", 404, 2)]  # fmt: skip


@pytest.mark.parametrize(
    "follower",
    [
        {"cseq": 1},
        {"to": "sip:carol@example.com"},
        {"method": "MESSAGE"},
        {"call_id": "2@example.com"},
        {"at": 42},
    ],
    ids=lambda follower: next(iter(follower)),
)
def test_what_does_not_go_on_with_a_refused_call(calls, follower):
    at = follower.pop("at", 13)
    follower = {"cseq": 2} | follower
    found = calls(
        one=(12, part(hop("a", 10, 404, 11))),
        two=(60, part(hop("b", at, 486, at + 1), **follower)),
    )  # fmt: skip
    assert [row[1:] for row in found] == [("failed", 404, 1), ("failed", 486, 1)]


def test_two_sides_of_a_b2bua_with_one_call_id(calls):
    """The challenge on the near side is answered there; the far side is another call."""
    near, far = {"call": 0}, {"call": 1, "from_tag": "b2bua"}
    assert calls(
        one=(12, part(hop("a", 10, 407, 11), **near), part(hop("x", 10.5, 404, 11.5), **far)),
        two=(60, part(hop("b", 13, 486, 14), cseq=2, **near)),
    ) == [("INVITE", "failed", 486, 2), ("INVITE", "failed", 404, 1)]  # fmt: skip


@pytest.mark.parametrize(
    ("end", "outcome"), [(41, "open"), (43, "unanswered")], ids=["before", "after"]
)
def test_the_next_file_goes_on_past_the_deadline(calls, end, outcome):
    later = part(hop("z", 25, 200, 26), call_id="2@example.com", from_tag="carol")
    assert calls(one=(20, part(hop("a", 10))), two=(end, later)) == [
        ("INVITE", outcome, 0, 1), *OTHERS,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [hop("z", 25, 200, 26, source="198.51.100.1", to="198.51.100.2"), hop("z", 500, 200, 501)],
    ids=["elsewhere", "after a pause"],
)
def test_another_recording_does_not_go_on(calls, other):
    """What one place recorded says nothing of another, nor does a file of hours later."""
    later = part(other, call_id="2@example.com", from_tag="carol")
    assert calls(one=(20, part(hop("a", 10))), two=(600, later))[0] == ("INVITE", "open", 0, 1)


def test_unanswered_in_its_own_file(calls):
    assert calls(one=(60, part(hop("a", 10), outcome="unanswered"))) == [
        ("INVITE", "unanswered", 0, 1)
    ]


def test_a_request_repeated_in_the_next_file(calls):
    """The first sending counts, not the one that begins the next file."""
    assert calls(
        one=(20, part(hop("a", 10))),
        two=(60, part(hop("a", 26), deadline=128), part(hop("z", 59, 200, 59.5), call=1, cseq=9,
                                                       call_id="2@example.com")),
    ) == [("INVITE", "unanswered", 0, 1), *OTHERS]  # fmt: skip


def test_a_200_that_is_repeated_in_the_next_file(calls):
    assert calls(
        one=(20, part(hop("a", 10, 200, 19))),
        two=(60, part(hop("a", None, 200, 23))),
    ) == [("INVITE", "answered", 200, 1)]  # fmt: skip


def test_bye_in_a_later_file(calls):
    """By either side, hours later, in a file that knows no more of the call."""
    bye = {"method": "BYE", "call_outcome": "answered"}
    assert calls(
        one=(60, part(hop("a", 10, 200, 19)),
             part(hop("b", 30, 200, 31), call=1, call_id="2@example.com", from_tag="carol")),
        two=(7260, part(hop("c", 7200, 200, 7201), cseq=2, to_tag="bob", **bye),
             part(hop("d", 7230), call=1, call_id="2@example.com", from_tag="bob", to_tag="carol",
                  cseq=101, **bye)),
        three=(7300, part(hop("d", None, 481, 7261), call_id="2@example.com", from_tag="bob",
                          cseq=101, method="BYE")),
    ) == [("INVITE", "answered", 200, 2), ("INVITE", "answered", 200, 2)]  # fmt: skip


def test_a_dialog_whose_beginning_was_not_captured(calls):
    """Its requests in several files are one call all the same, and a failed BYE no failed call."""
    assert calls(
        one=(60, part(hop("a", 10, 200, 11), cseq=2, to_tag="bob", call_outcome="answered")),
        two=(120, part(hop("b", 70, 481, 71), cseq=3, to_tag="bob", method="BYE",
                       call_outcome="answered")),
    ) == [("INVITE", "answered", 0, 2)]  # fmt: skip


def test_cancel_before_the_border(calls):
    assert calls(
        one=(20, part(hop("a", 10), cancelled=True)),
        two=(60, part(hop("a", None, 480, 21))),
    ) == [("INVITE", "cancelled", 480, 1)]  # fmt: skip


def test_cancel_that_was_too_late(calls):
    assert calls(
        one=(20, part(hop("a", 10), cancelled=True)),
        two=(60, part(hop("a", None, 200, 21))),
    ) == [("INVITE", "answered", 200, 1)]  # fmt: skip


def test_cancel_behind_the_border(calls):
    """The request is repeated there, so its file knows what was cancelled."""
    assert calls(
        one=(20, part(hop("a", 10))),
        two=(60, part(hop("a", 21, 487, 22), cancelled=True)),
    ) == [("INVITE", "cancelled", 487, 1)]  # fmt: skip


def test_cancel_and_nothing_more(calls):
    assert calls(one=(20, part(hop("a", 10), cancelled=True)), two=(900, LATER)) == [
        ("INVITE", "cancelled", 0, 1), *OTHERS,
    ]  # fmt: skip


BRANCHES = (
    hop("a", 10),
    hop("b", 10.1, source="192.0.2.20", to="192.0.2.41", parent=0, edge="next"),
    hop("c", 10.2, source="192.0.2.20", to="192.0.2.42", parent=0, edge="next"),
)


def responses(*finals):
    """Final responses whose requests are in another file: a line for each hop."""
    sources = {"a": "192.0.2.10", "b": "192.0.2.20", "c": "192.0.2.20"}
    return [part(hop(branch, None, code, ended, source=sources[branch]))
            for branch, code, ended in finals]  # fmt: skip


def test_fork_with_its_final_responses_in_the_next_file(calls):
    """What the proxy sent upstream counts, whatever else its branches said."""
    assert calls(
        one=(20, part(*BRANCHES)),
        two=(60, *responses(("b", 200, 21), ("c", 486, 22), ("a", 404, 23))),
    ) == [("INVITE", "failed", 404, 1)]  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "best"), [((486, 200), 200), ((486, 603), 603), ((503, 404), 404), ((487, 500), 500)]
)
def test_fork_without_the_answer_of_the_proxy(calls, codes, best):
    """The best that was captured counts."""
    found = calls(
        one=(20, part(*BRANCHES)),
        two=(60, *responses(("b", codes[0], 21), ("c", codes[1], 22))),
    )  # fmt: skip
    assert found == [("INVITE", "answered" if best == 200 else "failed", best, 1)]


def test_a_branch_failed_before_the_border(calls):
    _, busy, ringing = BRANCHES
    busy = busy | hop("b", 10.1, 486, 12, source="192.0.2.20", to="192.0.2.41")
    assert calls(
        one=(20, part(BRANCHES[0], busy, ringing)),
        two=(60, *responses(("c", 200, 21), ("a", 200, 22))),
    ) == [("INVITE", "answered", 200, 1)]  # fmt: skip


def test_a_branch_begins_behind_the_border(calls):
    """There the branch looks like the originator's hop."""
    assert calls(
        one=(20, part(hop("a", 10))),
        two=(60, part(hop("b", 20.1, 486, 21, source="192.0.2.20", to="192.0.2.41")),
             *responses(("a", 404, 22))),
    ) == [("INVITE", "failed", 404, 1)]  # fmt: skip


def test_the_client_goes_on_to_another_server_behind_the_border(calls):
    assert calls(
        one=(20, part(hop("a", 10, 503, 19))),
        two=(60, part(hop("b", 20.1, 200, 21, to="192.0.2.21"))),
    ) == [("INVITE", "answered", 200, 1)]  # fmt: skip


def test_both_servers_were_asked_before_the_border(calls):
    assert calls(
        one=(20, part(hop("a", 10, 503, 19), hop("b", 19.5, to="192.0.2.21"))),
        two=(60, part(hop("b", None, 200, 21, to="192.0.2.21"))),
    ) == [("INVITE", "answered", 200, 1)]  # fmt: skip


def test_months_of_one_call_id(calls):
    """Each refresh is a call of its own, also with the CSeq of one before."""
    refreshes = {
        f"day{day}": (
            day * DAY + 60,
            part(hop(f"{day}", day * DAY, 200 if day != 2 else 403, day * DAY + 1), cseq=day % 3,
                 method="REGISTER", to=ALICE),
        )
        for day in range(7)
    }  # fmt: skip
    found = calls(**refreshes)
    assert [row[1] for row in found] == ["answered"] * 2 + ["failed"] + ["answered"] * 4


def test_one_cseq_for_every_ping(calls):
    """A ping with all numbers the same follows each half minute; only the last got no answer."""
    pings = [part(hop(f"p{at}", at, 404 if at < 150 else None, at + 0.1), cseq=1, call=at // 30,
                  method="OPTIONS", outcome="probed" if at < 150 else "unanswered")
             for at in range(0, 180, 30)]  # fmt: skip
    found = calls(one=(75, *pings[:3]), two=(200, *pings[3:]))
    assert found == [("OPTIONS", "probed", 404, 1)] * 5 + [("OPTIONS", "unanswered", 0, 1)]


def test_one_cseq_for_every_ping_and_one_is_cut(calls):
    def ping(branch, sent, code=None, ended=None):
        return part(hop(branch, sent, code, ended), method="OPTIONS", call=ended or 0)

    assert calls(
        one=(31, ping("a", 0, 404, 1), ping("b", 30)),
        two=(90, ping("b", None, 200, 32), ping("c", 60, 404, 61)),
    ) == [("OPTIONS", "probed", code, 1) for code in (404, 200, 404)]  # fmt: skip


def test_both_pracks_after_a_fork(calls):
    """Two dialogs count from the same CSeq: two attempts of one call."""
    assert calls(
        one=(20, part(hop("a", 10, 200, 19)),
             part(hop("b", 11, 200, 12), cseq=2, method="PRACK", to_tag="one")),
        two=(60, part(hop("c", 12.5, 200, 13), cseq=2, method="PRACK", to_tag="two")),
    ) == [("INVITE", "answered", 200, 3)]  # fmt: skip


def test_unrelated_captures(calls):
    """The same call at the same time of another day, and other calls between."""
    call = part(hop("a", 10, 404, 11))
    again = part(hop("a", 10 + DAY, 404, 11 + DAY))
    assert calls(one=(20, call), two=(DAY + 20, again), three=(400, BEFORE, LATER)) == [
        *OTHERS, ("INVITE", "failed", 404, 1), *OTHERS, ("INVITE", "failed", 404, 1),
    ]  # fmt: skip


def test_a_final_response_whose_request_is_in_no_file(calls, database):
    """As in one file: the attempt failed, of the call the capture cannot tell."""
    assert calls(one=(20, part(hop("a", None, 404, 11)))) == [("INVITE", "open", 0, 1)]
    assert database.rows("select outcome, code from imsfail.attempts") == [
        {"outcome": "failed", "code": "404"}
    ]


def test_before_the_first_join_nothing_is_shown(database):
    """A forgotten join is no empty table."""
    with pytest.raises(AssertionError, match="has not been populated"):
        database.rows("select * from imsfail.failed_calls")
