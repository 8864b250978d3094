#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that real software does not produce on request: every status code, rare
carriers, damaged messages. The same bytes in every run.

usage: synthetic.py --list
       synthetic.py DIRECTORY [case...]
"""

import json
import sys
from pathlib import Path
from typing import NamedTuple

import authority  # noqa: F401 (registers its cases)
import call_model  # noqa: F401 (likewise)
import forking  # noqa: F401 (likewise)
import frames
import mixed  # noqa: F401 (likewise)
import origins  # noqa: F401 (registers its cases)
import pcapng
import targets  # noqa: F401 (registers its cases)
import torture  # noqa: F401 (likewise)
from exchange import (CALLER, CALLER6, CASES, CODES, COMPANIONS, DOMAIN, MILLISECOND, OFFER,
                      PHRASES, SDP, SECOND, SERVER, SERVER6, Exchange, Recording,
                      SecurityAssociation, Tcp, case, credentials, quiet_end)

UNREGISTERED_CODES = [
    (399, "Elsewhere", ""),
    (499, "Operator Specific", ""),
    (599, "Private Failure", ""),
    (677, "Nowhere Special", ""),
]


def triples(recording: Recording, codes: list[tuple[int, str, str]]) -> None:
    """One INVITE, response and ACK for each code, each call to another number."""
    for number, (code, phrase, header) in enumerate(codes):
        call = Exchange(f"code {code}", user=f"+4420794601{number:02}")
        recording.udp(CALLER, SERVER, call.request("Content-Type: application/sdp", body=SDP))
        recording.udp(SERVER, CALLER, call.response(code, phrase, header))
        recording.udp(CALLER, SERVER, call.ack())
        recording.wait()


@case("every-code")
def every_code(recording: Recording) -> None:
    """One call for each of the registered failure codes."""
    triples(recording, CODES)


@case("unregistered-codes")
def unregistered_codes(recording: Recording) -> None:
    """Codes nobody registered."""
    triples(recording, UNREGISTERED_CODES)


class Row(NamedTuple):
    """An exchange of a table: what is asked, what is answered, and what is special about it.

    A header that is not given is the one that the method or the code usually comes with.
    """

    method: str
    code: int
    answer: str | None = None  # header of the response, Content-Type with the body to it
    ask: str | None = None  # header of the request, likewise
    phrase: str = ""
    uri: str = ""
    hops: int = 70  # Max-Forwards
    ims: bool = True  # with signs of IMS in the request
    protected: bool = False  # inside a security association


METHOD_HEADERS = {
    "INVITE": OFFER,
    "INFO": "Info-Package: infoDtmf",
    "NOTIFY": "Event: dialog\r\nSubscription-State: active;expires=600",
    "PRACK": "RAck: 1 1 INVITE",
    "PUBLISH": "Event: presence",
    "REFER": "Refer-To: <sip:+442079460199@example.com>",
    "SUBSCRIBE": "Event: dialog",
}


def record_rows(recording: Recording, name: str, first_user: int, rows: list[Row],
                in_dialog: bool = False) -> None:
    """Request, response and, for INVITE, ACK of each row, each with another number."""
    association = SecurityAssociation(recording)
    for number, row in enumerate(rows):
        user = "+12025550101" if row.method == "REGISTER" else f"+44207946{first_user + number:04}"
        call = Exchange(f"{name} {number}", method=row.method, user=user)
        if in_dialog:  # from the To tag on, and to the Contact of the other side
            call.to += call.tag
            call.tag = ""
            call.uri = f"sip:{user}@{SERVER}:5060"
        if row.uri:
            call.uri, call.to = row.uri, f"To: <{row.uri}>"
        if not row.ims:
            call.uri, call.sender, call.to = (
                text.replace(DOMAIN, "example.com") for text in (call.uri, call.sender, call.to))
        if row.protected:
            association.protect(call)
        ask = METHOD_HEADERS.get(row.method, "") if row.ask is None else row.ask
        answer = COMPANIONS.get(row.code, "") if row.answer is None else row.answer
        request = call.request(ask, body=SDP if ask == OFFER else "")
        send = association.send if row.protected else recording.udp
        send(CALLER, SERVER, request.replace(b"Max-Forwards: 70", b"Max-Forwards: %d" % row.hops))
        send(SERVER, CALLER, call.response(row.code, row.phrase or PHRASES[row.code], answer,
                                           body=SDP if answer == OFFER else ""))
        if row.method == "INVITE":
            send(CALLER, SERVER, call.ack())
        recording.wait()


def response_source(node: str) -> str:
    """The header by which a node of IMS says that a response is its own."""
    return f"Response-Source: fe=<urn:3gpp:fe:{node}>"


GRUU = f"sip:+442079460123@{DOMAIN};gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"

CONTEXTS = [
    # The answer to CANCEL decides nothing.
    Row("CANCEL", 481),
    Row("CANCEL", 500),
    # 404 and 604 that do not speak of the number, and some that do.
    Row("INVITE", 404, "Reason: Q.850;cause=1"),
    Row("INVITE", 404, "Reason: Q.850;cause=2"),
    Row("INVITE", 404, "Reason: Q.850;cause=3"),
    Row("INVITE", 404, "Reason: Q.850;cause=26"),
    Row("INVITE", 404, "Reason: SIP;cause=3"),
    Row("INVITE", 604, "Reason: Q.850;cause=3"),
    Row("INVITE", 604, "Reason: Q.850;cause=1"),
    Row("INVITE", 404, response_source("p-cscf.term")),
    Row("INVITE", 604, response_source("p-cscf.term")),
    Row("INVITE", 404, response_source("s-cscf.term")),
    Row("INVITE", 404, uri="urn:service:sos"),
    Row("INVITE", 604, uri="urn:service:sos"),
    Row("INVITE", 486, uri="urn:service:sos"),
    Row("INVITE", 404, uri=GRUU),
    Row("INVITE", 480, uri=GRUU),
    # Retry-After where it matters, where it cannot be read, and without.
    Row("INVITE", 404, "Retry-After: 60"),
    Row("INVITE", 404, "Retry-After: soon"),
    Row("INVITE", 413, "Retry-After: 10"),
    Row("INVITE", 413),
    Row("INVITE", 503, "Retry-After: 30"),
    Row("INVITE", 503),
    # 600 of a network that found no S-CSCF, 603 of a service.
    Row("INVITE", 600, response_source("i-cscf.term")),
    Row("INVITE", 600, response_source("s-cscf.term")),
    Row("INVITE", 603, "Reason: SIP;cause=603"),
    Row("INVITE", 603, "Reason: SIP;cause=486"),
    Row("INVITE", 603, 'Reason: Q.850;cause=21;text="v=analytics1";location=TN',
        phrase="Network Blocked"),
    # REGISTER
    Row("REGISTER", 600, ask='P-Visited-Network-ID: "visited.example.net"'),
    Row("REGISTER", 600, "P-Charging-Vector: icid-value=a1b2c3", ims=False),
    Row("REGISTER", 600, ims=False),
    Row("REGISTER", 603),
    Row("REGISTER", 604),
    Row("REGISTER", 606),
    Row("REGISTER", 607),
    Row("REGISTER", 608),
    Row("REGISTER", 403, ask=credentials("a1b2c3", "6629fae49393a05397450978507c4ef1")),
    Row("REGISTER", 403, ask=credentials("", "")),
    Row("REGISTER", 403),
    Row("REGISTER", 404),
    Row("REGISTER", 480),
    # Security agreement asked for although there is one; then without.
    Row("REGISTER", 494, protected=True),
    Row("REGISTER", 421, "Require: sec-agree", protected=True),
    Row("REGISTER", 421, "Require: path", protected=True),
    Row("INVITE", 494, protected=True),
    Row("INVITE", 494),
    # Refused for its media without having any; then with SDP in the response alone.
    Row("INVITE", 488, ask=""),
    Row("INVITE", 606, ask=""),
    Row("INVITE", 488, OFFER, ask=""),
    # MESSAGE, SUBSCRIBE, OPTIONS
    Row("MESSAGE", 604),
    Row("MESSAGE", 603),
    Row("MESSAGE", 404),
    Row("SUBSCRIBE", 604),
    Row("OPTIONS", 604),
    Row("OPTIONS", 480),
    Row("OPTIONS", 487),
    Row("OPTIONS", 302),
    Row("OPTIONS", 401),
    # Codes to methods that they do not belong to; then to those that they do.
    Row("INVITE", 412),
    Row("SUBSCRIBE", 412),
    Row("INVITE", 423),
    Row("MESSAGE", 423),
    Row("INVITE", 491),
    Row("INVITE", 469),
    Row("MESSAGE", 469),
    Row("INVITE", 439),
    Row("SUBSCRIBE", 439),
    Row("INVITE", 555),
    Row("MESSAGE", 555),
    Row("PUBLISH", 412),
    Row("SUBSCRIBE", 423),
    Row("PUBLISH", 423),
    Row("INVITE", 422),
    Row("REGISTER", 439),
    Row("REGISTER", 555),
    # Hop counts that were meant to run out, and one that was not.
    Row("INVITE", 483, hops=3),
    Row("INVITE", 483, hops=10),
    Row("INVITE", 483, hops=11),
    Row("OPTIONS", 483, hops=3),
]

# RFC 5057 5.1
CONTEXTS_DIALOG = [
    # The dialog has ended.
    *(Row("INVITE", code) for code in (404, 410, 416, 482, 483, 484, 485, 502, 604)),
    Row("INVITE", 404, "Reason: Q.850;cause=3"),
    Row("INVITE", 404, response_source("p-cscf.term")),
    Row("INVITE", 404, "Retry-After: 60"),
    Row("NOTIFY", 404),
    Row("SUBSCRIBE", 404),
    Row("INFO", 404),
    Row("OPTIONS", 404),
    Row("PRACK", 404),
    Row("UPDATE", 482),
    Row("MESSAGE", 604),
    Row("REFER", 604),
    # This usage has ended.
    *(Row("INVITE", code) for code in (405, 408, 480, 481, 489, 501)),
    *(Row("SUBSCRIBE", code) for code in (405, 480, 481, 489, 501)),
    *(Row("NOTIFY", code) for code in (405, 480, 481, 489, 501)),
    Row("UPDATE", 408),
    Row("UPDATE", 481),
    Row("INFO", 480),
    Row("INFO", 481),
    # Only this request has failed.
    Row("INFO", 405),
    Row("INFO", 501),
    Row("INFO", 408),
    Row("INFO", 469),
    Row("UPDATE", 405),
    Row("REFER", 501),
    Row("REFER", 603),
    Row("MESSAGE", 403),
    Row("INVITE", 403),
    Row("INVITE", 415),
    Row("INVITE", 430),
    Row("INVITE", 440),
    Row("INVITE", 486),
    Row("INVITE", 488),
    Row("INVITE", 488, ask=""),
    Row("INVITE", 500),
    Row("INVITE", 503),
    Row("INVITE", 503, "Retry-After: 30"),
    Row("INVITE", 504),
    Row("INVITE", 600),
    Row("INVITE", 606),
    # Normal procedure in a dialog, and what is none there.
    Row("INVITE", 407),
    Row("INVITE", 487),
    Row("INVITE", 491),
    Row("UPDATE", 491),
    Row("SUBSCRIBE", 423),
    Row("INVITE", 422),
    Row("UPDATE", 422),
    Row("INVITE", 423),
    Row("INVITE", 469),
    # BYE ends the session whatever is answered.
    *(Row("BYE", code) for code in (408, 481, 403, 404, 407, 480, 500, 503, 604)),
    Row("CANCEL", 481),
]


@case("contexts")
def contexts(recording: Recording) -> None:
    """Codes that mean something else by their request, by other headers or by their source."""
    record_rows(recording, "contexts", 300, CONTEXTS)


@case("contexts-dialog")
def contexts_dialog(recording: Recording) -> None:
    """Requests inside a dialog: what ends with them and what goes on."""
    record_rows(recording, "contexts-dialog", 400, CONTEXTS_DIALOG, in_dialog=True)


REASONS = [
    # Q.850 causes of a user who was found, with codes of a target that was not; near misses.
    Row("INVITE", 404, "Reason: Q.850;cause=17"),
    Row("INVITE", 410, "Reason: Q.850;cause=18"),
    Row("INVITE", 484, "Reason: Q.850;cause=19;location=LN"),
    Row("INVITE", 485, "Reason: SIP;cause=485, q.850;cause=17"),
    Row("INVITE", 604, "Reason: Q.850;cause=17;text=\"busy\""),
    Row("INVITE", 404, "Reason: Q.850;cause=20"),
    Row("INVITE", 404, "Reason: SIP;cause=17"),
    Row("INVITE", 480, "Reason: Q.850;cause=17"),
    Row("INVITE", 603, "Reason: Q.850;cause=18"),
    Row("OPTIONS", 404, "Reason: Q.850;cause=17"),
    # Causes of a number that leads to nobody, with codes of a busy user; near misses.
    Row("INVITE", 486, "Reason: Q.850;cause=1"),
    Row("INVITE", 600, "Reason: Q.850;cause=28"),
    Row("INVITE", 486, "Reason: Q.850;cause=17;location=U"),
    Row("INVITE", 486, "Reason: Q.850;cause=16"),
    Row("INVITE", 480, "Reason: Q.850;cause=1"),
    # What the access and its core say; values without a certain name have none.
    Row("INVITE", 480, "Reason: EMM;cause=15, ESM;cause=36, S1AP-RNL;cause=21"),
    Row("INVITE", 480, "Reason: 5GMM;cause=22, 5GSM;cause=67, NGAP-RNL;cause=36"),
    Row("INVITE", 500, "Reason: S1AP-NAS;cause=0, NGAP-MISC;cause=3, S1AP-TL;cause=1, "
        "NGAP-PROT;cause=4"),
    Row("INVITE", 503, "Reason: DIAMETER;cause=3004, IKEV2;cause=24, DIAMETER;cause=5001, "
        "NGAP-RNL;cause=4000"),
    Row("INVITE", 500, "Reason: FAILURE_CAUSE;cause=1, RELEASE_CAUSE;cause=3, X.private;cause=1"),
]


@case("reasons")
def reasons(recording: Recording) -> None:
    """Reason headers that say the opposite of the status, and those of other protocols."""
    record_rows(recording, "reasons", 500, REASONS)


def order(kind: str, action: str, before: str = "") -> str:
    """A 3GPP IMS XML body (TS 24.229 7.6)."""
    return (f'{before}<ims-3gpp version="1"><alternative-service><type>{kind}</type><reason/>'
            f"<action>{action}</action></alternative-service></ims-3gpp>")


def in_parts(boundary: str, *parts: tuple[str, str], end: str = "") -> str:
    """A multipart body."""
    return "".join(f"--{boundary}\r\nContent-Type: {kind}\r\n\r\n{body}\r\n"
                   for kind, body in parts) + end


@case("hostile-bodies")
def hostile_bodies(recording: Recording) -> None:
    """XML that expands, nests, fetches or breaks off, multipart bodies without their boundary,
    session descriptions without end."""
    xml = "application/3gpp-ims+xml"
    emergency = order("emergency", "emergency-registration")
    restoration = order("restoration", "initial-registration")
    laughs = "<!DOCTYPE l [<!ENTITY a0 \"ha\">" + "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12)) + "]>"
    nested = in_parts("0", ("application/sdp", SDP), end="--0--\r\n")
    for i in range(1, 200):
        nested = in_parts(str(i), (f"multipart/mixed;boundary={i - 1}", nested), end=f"--{i}--\r\n")
    many_media = SDP + "".join(f"m=audio {i} RTP/AVP 0 {'8 ' * 40}\r\n" for i in range(500))
    rows = [  # request: type and body; response: code, type and body
        ("", "", 380, xml, order("&a11;", "", laughs)),
        ("", "", 380, xml, order("emergency", "&x;",
                                 '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
        ("", "", 504, xml, order("restoration", "initial-registration",
                                 '<!DOCTYPE l SYSTEM "http://192.0.2.20/l.dtd">')),
        ("", "", 504, xml, "<a>" * 300),
        ("", "", 504, xml, restoration[:-70]),
        ("", "", 380, xml, emergency[:120]),
        ("", "", 380, xml, emergency.replace(">", ">\0")),
        ("", "", 380, xml, ""),
        ("", "", 380, "multipart/mixed;boundary=other",
         in_parts("edge", ("text/plain", "x"), (xml, emergency))),
        ("", "", 504, "multipart/mixed",
         in_parts("edge", *[("text/plain", "x")] * 500, (xml, restoration))),
        ("application/sdp", many_media, 488, "", ""),
        ("application/sdp", "m=" * 10000, 606, "application/sdp", "m=audio\r\n" * 1000),
        ("multipart/mixed;boundary=199", nested, 488, "", ""),
        ("application/sdp", SDP + "a=des:qos mandatory\r\na=curr:\r\na=des::::\r\n" * 500, 580,
         "application/sdp", "\0\1\2"),
    ]
    for number, (asked, offer, code, answered, body) in enumerate(rows):
        call = Exchange(f"hostile {number}", user=f"+44207946{530 + number:04}")
        recording.udp(CALLER, SERVER, call.request(asked and f"Content-Type: {asked}", body=offer))
        recording.udp(SERVER, CALLER, call.response(
            code, PHRASES[code], answered and f"Content-Type: {answered}", body=body))
        recording.udp(CALLER, SERVER, call.ack())
        recording.wait()
    huge = Exchange("hostile huge", user="+442079460550", transport="TCP")
    connection = Tcp(recording, CALLER, SERVER)
    connection.send("client", huge.request())
    connection.send("server", huge.response(504, PHRASES[504], f"Content-Type: {xml}",
                                            body=" " * 200_000 + restoration), size=32_000)
    connection.send("client", huge.ack())


@case("odd-spacing")
def odd_spacing(recording: Recording) -> None:
    """Legal but rare ways to write a message: six calls, all of them 404, 480 or 503."""
    compact = Exchange("compact", user="+442079460131")
    recording.udp(CALLER, SERVER, as_compact(compact.request("Content-Type: application/sdp",
                                                             body=SDP)))
    recording.udp(SERVER, CALLER, as_compact(compact.response(404, "Not Found")))
    recording.udp(CALLER, SERVER, as_compact(compact.ack()))
    recording.wait()

    folded = Exchange("folded", user="+442079460132")
    recording.udp(CALLER, SERVER, folded.request("Subject: a line\r\n in two\r\n\tor three"))
    recording.udp(SERVER, CALLER, folded.response(
        404, "Not Found", 'Reason:\r\n Q.850\r\n ;cause=1\r\n\t;text="Unallocated\r\n number"'))
    recording.udp(CALLER, SERVER, folded.ack())
    recording.wait()

    spaced = Exchange("spaced", user="+442079460133")
    recording.udp(CALLER, SERVER, spaced.request())
    recording.udp(SERVER, CALLER, spaced.response(
        503, "Service Unavailable",
        'RETRY-AFTER \t :   120  (in "two" (2) minutes) ; duration = 3600  ',
        'rEASON : SIP ; cause = 503 ; text = "a, b; c" ,  Q.850;text="say \\"no\\" \\\\";cause=41'))
    recording.udp(CALLER, SERVER, spaced.ack().replace(b"CSeq: 1 ACK", b"cseq\t:\t1 \t ACK"))
    recording.wait()

    reasons = Exchange("reasons", user="+442079460134")
    recording.udp(CALLER, SERVER, reasons.request())
    recording.udp(SERVER, CALLER, reasons.response(
        480, "Temporarily Unavailable", "Retry-After: 18000;duration=3600",
        'Reason: Q.850 ;cause=20 ;text="Subscriber absent"',
        'Reason: SIP;cause=480;text="x",  Preemption ;cause=1, FAILURE_CAUSE;cause=2',
        "Reason: Q.850;location=LN;cause=0020"))
    recording.udp(CALLER, SERVER, reasons.ack())
    recording.wait()

    line_feeds = Exchange("line feeds", user="+442079460135")
    for target, message in ((SERVER, line_feeds.request()),
                            (CALLER, line_feeds.response(404, "Not Found")),
                            (SERVER, line_feeds.ack())):
        source = CALLER if target == SERVER else SERVER
        recording.udp(source, target, message.replace(b"\r\n", b"\n"))
    recording.wait()

    open_end = Exchange("no blank line", user="+442079460136")
    recording.udp(CALLER, SERVER, open_end.request().removesuffix(b"\r\n"))
    recording.udp(SERVER, CALLER, open_end.response(404, "Not Found").removesuffix(b"\r\n\r\n"))
    recording.udp(CALLER, SERVER, open_end.ack())


COMPACT = {b"Via": b"v", b"From": b"f", b"To": b"t", b"Call-ID": b"i", b"Contact": b"m",
           b"Content-Type": b"c", b"Content-Length": b"l"}


def as_compact(message: bytes) -> bytes:
    """The message with the compact forms of its header names."""
    head, body = message.split(b"\r\n\r\n", 1)
    start, *headers = head.split(b"\r\n")
    names = [header.split(b":", 1) for header in headers]
    return b"\r\n".join([start, *(COMPACT.get(name, name) + b":" + value
                                  for name, value in names)]) + b"\r\n\r\n" + body


@case("odd-bytes")
def odd_bytes(recording: Recording) -> None:
    """Phrases and values that are not plain text; every call ends in 404."""
    phrases = [
        b"",  # none at all
        "Teilnehmer unter dieser Nummer \u00fcberhaupt nicht vorhanden \u2620".encode(),
        b"Introuvable \xe9\xe8 \xff\xfe \xc3",  # Latin-1, no UTF-8
        b"Not\0Found",
        b"Not Found \x1b[31m\x07\x7f %s%n",
        b"  Not   Found  ",
    ]
    for number, phrase in enumerate(phrases):
        call = Exchange(f"phrase {number}", user=f"+44207946014{number}")
        answer = call.response(404, "PHRASE", 'Reason: Q.850;cause=1;text="TEXT"')
        recording.udp(CALLER, SERVER, call.request())
        recording.udp(SERVER, CALLER, answer.replace(b"PHRASE", phrase).replace(b"TEXT", phrase))
        recording.udp(CALLER, SERVER, call.ack())
        recording.wait()
    no_space = Exchange("no space", user="+442079460148")
    recording.udp(CALLER, SERVER, no_space.request())
    recording.udp(SERVER, CALLER, no_space.response(404, "").replace(b"404 \r\n", b"404\r\n", 1))
    recording.udp(CALLER, SERVER, no_space.ack())


@case("missing-headers")
def missing_headers(recording: Recording) -> None:
    """404 and 480 without the headers or tags they must have, one call for each."""
    for number, name in enumerate(["Via", "From", "To", "Call-ID", "CSeq"]):
        call = Exchange(f"without {name}", user=f"+44207946017{number}")
        answer = call.response(404, "Not Found").split(b"\r\n")
        kept = [line for line in answer if not line.startswith(name.encode() + b":")]
        recording.udp(CALLER, SERVER, call.request())
        recording.udp(SERVER, CALLER, b"\r\n".join(kept))
        recording.udp(CALLER, SERVER, call.ack())
        recording.wait()
    for number, code in enumerate([404, 480], 5):
        call = Exchange(f"without tag {code}", user=f"+44207946017{number}")
        call.tag = ""
        recording.udp(CALLER, SERVER, call.request())
        recording.udp(SERVER, CALLER, call.response(code, "No Tag"))
        recording.udp(CALLER, SERVER, call.ack())
        recording.wait()
    challenges = [(401, "Unauthorized"), (405, "Method Not Allowed"), (420, "Bad Extension")]
    for number, (code, phrase) in enumerate(challenges, 7):
        call = Exchange(f"without companion {code}", user=f"+44207946017{number}")
        recording.udp(CALLER, SERVER, call.request())
        recording.udp(SERVER, CALLER, call.response(code, phrase))
        recording.udp(CALLER, SERVER, call.ack())
        recording.wait()
    unhopped = Exchange("without Max-Forwards", user="+442079460180")
    recording.udp(CALLER, SERVER, unhopped.request().replace(b"Max-Forwards: 70\r\n", b""))
    recording.udp(SERVER, CALLER, unhopped.response(404, "Not Found"))
    recording.udp(CALLER, SERVER, unhopped.ack())


@case("tags")
def tags(recording: Recording) -> None:
    """A caller of RFC 2543, whose From has no tag: 404 without To tag, then 404 with one."""
    for number in range(2):
        call = Exchange(f"tags {number}", user=f"+44207946018{number + 1}")
        call.sender = call.sender.split(";tag=")[0]
        if number == 0:
            call.tag = ""
        recording.udp(CALLER, SERVER, call.request())
        recording.udp(SERVER, CALLER, call.response(404, "Not Found"))
        recording.udp(CALLER, SERVER, call.ack())
        recording.wait()


@case("garbage")
def garbage(recording: Recording) -> None:
    """Answers whose start line or CSeq nobody should believe, and noise on the port."""
    changes = [
        (b"SIP/2.0 404 Not Found", b"SIP/2.0 40404 Not Found"),
        (b"SIP/2.0 404 Not Found", b"SIP/2.0 99999999999999999999 Huge"),
        (b"SIP/2.0 404 Not Found", b"SIP/2.0 -404 Negative"),
        (b"SIP/2.0 404 Not Found", b"SIP/2.0 4x4 Letters"),
        (b"SIP/2.0 404 Not Found", b"SIP/2.0 0404 Leading zero"),
        (b"SIP/2.0 404 Not Found", b"SIP/2.0 700 Beyond"),
        (b"SIP/2.0 404 Not Found", b"SIP/2.0  404  Two spaces"),
        (b"SIP/2.0 404 Not Found", b"sip/2.0 404 lower case"),
        (b"SIP/2.0 404 Not Found", b"SIP/3.0 404 Other version"),
        (b"SIP/2.0 404 Not Found", b"SIP/2.0404 No space"),
        (b"CSeq: 1 INVITE", b"CSeq: -1 INVITE"),
        (b"CSeq: 1 INVITE", b"CSeq: 4294967297 INVITE"),
        (b"CSeq: 1 INVITE", b"CSeq: 99999999999999999999999 INVITE"),
        (b"CSeq: 1 INVITE", b"CSeq: INVITE"),
        (b"CSeq: 1 INVITE", b"CSeq: 1 invite"),
        (b"CSeq: 1 INVITE", b"CSeq: 1 BYE"),
        (b"Content-Length: 0", b"Content-Length: -5"),
        (b"Content-Length: 0", b"Content-Length: 99999999999"),
    ]
    for number, (old, new) in enumerate(changes):
        call = Exchange(f"garbage {number}", user=f"+4420794602{number:02}")
        recording.udp(CALLER, SERVER, call.request())
        recording.udp(SERVER, CALLER, call.response(404, "Not Found").replace(old, new, 1))
        recording.udp(CALLER, SERVER, call.ack())
        recording.wait()
    lower = Exchange("lower case method", method="invite", user="+442079460230")
    recording.udp(CALLER, SERVER, lower.request())
    recording.udp(SERVER, CALLER, lower.response(404, "Not Found"))
    recording.wait()
    for noise in (b"\r\n\r\n", b"\0\0\0\0", b"SIP/2.0", b"SIP/2.0 404",
                  b"SIP/2.0 404 Not Found\r\n", b"INVITE", b"INVITE sip:",
                  b"SIP/2.0 \xff\xff\xff\xff\r\n\r\n", bytes(range(256))):
        recording.udp(SERVER, CALLER, noise)


@case("long-header")
def long_header(recording: Recording) -> None:
    """A 404 over TCP with a header line of 64 KiB."""
    call = Exchange("long header", transport="TCP")
    connection = Tcp(recording, CALLER, SERVER)
    connection.send("client", call.request())
    connection.send("server", call.response(404, "Not Found", "X-Filler: " + "a" * 65536,
                                            "Reason: Q.850;cause=1"))
    connection.send("client", call.ack())


@case("snap-length")
def snap_length(recording: Recording) -> None:
    """404 answers of which only the first part was captured."""
    for number, keep in enumerate([42 + 9, 42 + 12, 42 + 40, 42 + 200, 42 + 300]):
        call = Exchange(f"snap {number}", user=f"+44207946024{number}")
        recording.udp(CALLER, SERVER, call.request("Content-Type: application/sdp", body=SDP))
        recording.udp(SERVER, CALLER, call.response(404, "Not Found"), captured=keep)
        recording.udp(CALLER, SERVER, call.ack())
        recording.wait()
    request = Exchange("snap request", user="+442079460245")
    recording.udp(CALLER, SERVER, request.request("Content-Type: application/sdp", body=SDP),
                  captured=42 + 120)
    recording.udp(SERVER, CALLER, request.response(604, "Does Not Exist Anywhere"))
    recording.udp(CALLER, SERVER, request.ack())


@case("tcp-segments")
def tcp_segments(recording: Recording) -> None:
    """Several messages in one TCP segment, and messages spread over several segments."""
    first = Exchange("segments 1", user="+442079460123", transport="TCP")
    second = Exchange("segments 2", user="+442079460187", transport="TCP")
    third = Exchange("segments 3", user="+442079460103", transport="TCP")
    connection = Tcp(recording, CALLER, SERVER)
    connection.send("client", first.request() + second.request())
    connection.send("server", first.response(100, "Trying") + first.response(404, "Not Found")
                    + second.response(100, "Trying"))
    connection.send("client", first.ack() + third.request())
    connection.send("server", second.response(604, "Does Not Exist Anywhere"), size=100)
    connection.send("client", second.ack())
    busy = third.response(486, "Busy Here")
    connection.send("server", third.response(180, "Ringing") + busy[:5])
    connection.send("server", busy[5:])
    connection.send("client", third.ack())


@case("gtp-u-404")
def gtp_u_404(recording: Recording) -> None:
    """A call that fails inside the GTP-U tunnel between base station and user plane."""
    phone, server = "198.51.100.10", "198.51.100.20"
    call = Exchange("gtp", client=phone)
    tunnel = call_model.Tunnel(recording, phone)
    tunnel.send(phone, server, call.request(OFFER, body=SDP))
    tunnel.send(server, phone, call.response(100, "Trying"))
    tunnel.send(server, phone, call.response(404, "Not Found"))
    tunnel.send(phone, server, call.ack())


@case("esp-null-604")
def esp_null_604(recording: Recording) -> None:
    """A call that fails inside an IMS security association: ESP with null encryption."""
    call = Exchange("esp")
    association = SecurityAssociation(recording)
    association.protect(call)
    association.send(CALLER, SERVER, call.request("Content-Type: application/sdp", body=SDP))
    association.send(SERVER, CALLER, call.response(100, "Trying"))
    association.send(SERVER, CALLER, call.response(604, "Does Not Exist Anywhere"))
    association.send(CALLER, SERVER, call.ack())


@case("sctp-404")
def sctp_404(recording: Recording) -> None:
    """Two calls over SCTP; both answers come in one packet, a DATA chunk for each."""
    calls = [Exchange(f"sctp {number}", user=f"+44207946012{number}", transport="SCTP")
             for number in range(2)]
    packets = [
        (CALLER, SERVER, 0x13572468, 1, [call.request() for call in calls]),
        (SERVER, CALLER, 0x24681357, 1, [calls[0].response(404, "Not Found"),
                                         calls[1].response(486, "Busy Here")]),
        (CALLER, SERVER, 0x13572468, 3, [call.ack() for call in calls]),
    ]
    for source, target, tag, sequence, messages in packets:
        recording.packet(frames.ip(source, target, frames.SCTP,
                                   frames.sctp(5060, 5060, messages, sequence, tag)))


@case("websocket-404")
def websocket_404(recording: Recording) -> None:
    """A browser's call over WebSocket (RFC 7118) that fails."""
    call = Exchange("websocket", transport="WS")
    connection = Tcp(recording, CALLER, SERVER, server_port=80)
    connection.send("client", "\r\n".join([
        "GET / HTTP/1.1", "Host: proxy.example.com", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==", "Sec-WebSocket-Protocol: sip",
        "Sec-WebSocket-Version: 13", "", ""]).encode())
    connection.send("server", "\r\n".join([
        "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Accept: BACScCJPNqyz+UBoqMH89VmURoA=", "Sec-WebSocket-Protocol: sip",
        "", ""]).encode())
    mask = bytes.fromhex("1badcafe")
    connection.send("client", frames.websocket(call.request(), mask))
    connection.send("server", frames.websocket(call.response(404, "Not Found")))
    connection.send("client", frames.websocket(call.ack(), mask))


@case("ip-fragments")
def ip_fragments(recording: Recording) -> None:
    """A 404 in IPv4 fragments and a 604 in IPv6 fragments."""
    ends = [(CALLER, SERVER, 404, "Not Found"), (CALLER6, SERVER6, 604, "Does Not Exist Anywhere")]
    for number, (client, server, code, phrase) in enumerate(ends, 1):
        call = Exchange(f"fragments {number}", client=client)
        recording.udp(client, server, call.request())
        answer = call.response(code, phrase, "X-Filler: " + "a" * 1800, "Reason: Q.850;cause=1")
        datagram = frames.udp(server, client, 5060, 5060, answer)
        for fragment in frames.ip_fragments(server, client, frames.UDP, datagram, 1400, number):
            recording.packet(fragment)
        recording.udp(client, server, call.ack())
        recording.wait()


@case("icmp-error")
def icmp_error(recording: Recording) -> None:
    """The caller's host has no SIP port any more: the ICMP error quotes a 404 that was
    never captured itself, and nothing may be concluded from it."""
    call = Exchange("icmp")
    recording.udp(CALLER, SERVER, call.request())
    answer = frames.udp(SERVER, CALLER, 5060, 5060, call.response(404, "Not Found"))
    quoted = frames.ip(SERVER, CALLER, frames.UDP, answer)
    error = frames.icmp_error(quoted)
    recording.packet(frames.ip(CALLER, SERVER, frames.ICMP, error))


@case("sip-in-sip")
def sip_in_sip(recording: Recording) -> None:
    """Messages that carry a 404 in a message/sip body: a MESSAGE that is accepted and an
    INVITE that fails with 486."""
    quoted = Exchange("quoted", user="+442079460123").response(404, "Not Found").decode()
    carrier = Exchange("carrier", method="MESSAGE", user="+442079460101")
    recording.udp(CALLER, SERVER, carrier.request("Content-Type: message/sip", body=quoted))
    recording.udp(SERVER, CALLER, carrier.response(200, "OK"))
    recording.wait()
    call = Exchange("carrying failure", user="+442079460103")
    recording.udp(CALLER, SERVER, call.request())
    recording.udp(SERVER, CALLER, call.response(486, "Busy Here", "Content-Type: message/sip",
                                                body=quoted))
    recording.udp(CALLER, SERVER, call.ack())


@case("multipart-404")
def multipart_404(recording: Recording) -> None:
    """An INVITE with SDP and a text part in a multipart body; its 404 has one as well."""
    def multipart(*parts: tuple[str, str]) -> str:
        text = "".join(f"--edge\r\nContent-Type: {kind}\r\n\r\n{body}\r\n" for kind, body in parts)
        return text + "--edge--\r\n"

    call = Exchange("multipart")
    kind = "Content-Type: multipart/mixed;boundary=edge"
    recording.udp(CALLER, SERVER, call.request(
        kind, body=multipart(("application/sdp", SDP), ("text/plain", "SIP/2.0 604 only a text"))))
    recording.udp(SERVER, CALLER, call.response(404, "Not Found", kind, body=multipart(
        ("text/plain", "Nobody here"), ("message/sipfrag", "SIP/2.0 603 Decline"))))
    recording.udp(CALLER, SERVER, call.ack())


@case("merged-482")
def merged_482(recording: Recording) -> None:
    """A phone gets one call on two branches, refuses the second with 482, answers busy."""
    proxy, phone = SERVER, "192.0.2.41"
    call = Exchange("merged")
    recording.udp(CALLER, proxy, call.request())
    branches = [call.forwarded(f"merged {number}", proxy) for number in range(2)]
    for branch in branches:
        recording.udp(proxy, phone, branch.request())
    recording.udp(phone, proxy, branches[1].response(482, "Loop Detected"))
    recording.udp(proxy, phone, branches[1].ack())
    recording.udp(phone, proxy, branches[0].response(486, "Busy Here"))
    recording.udp(proxy, phone, branches[0].ack())
    call.tag = branches[0].tag
    recording.udp(proxy, CALLER, call.response(486, "Busy Here"))
    recording.udp(CALLER, proxy, call.ack())


@case("time-outs")
def time_outs(recording: Recording) -> None:
    """A 404 nobody acknowledges, an INVITE nobody answers, a challenge nobody follows."""
    unheard = Exchange("no ACK", user="+442079460251")
    recording.udp(CALLER, SERVER, unheard.request())
    for gap in (500, 1000, 2000, *[4000] * 7):  # timer G, until timer H ends it
        recording.udp(SERVER, CALLER, unheard.response(404, "Not Found"))
        recording.wait(gap * MILLISECOND)
    unanswered = Exchange("no answer", user="+442079460252")
    for gap in (500, 1000, 2000, 4000, 8000, 16000, 500):  # timer A, until timer B ends it
        recording.udp(CALLER, SERVER, unanswered.request())
        recording.wait(gap * MILLISECOND)
    registration = Exchange("no credentials", method="REGISTER", user="+12025550101")
    recording.udp(CALLER, SERVER, registration.request())
    recording.udp(SERVER, CALLER, registration.response(401, "Unauthorized", CODES[6][2]))
    quiet_end(recording)


@case("proxy-faults")
def proxy_faults(recording: Recording) -> None:
    """What a forking proxy must not do: five calls through it, to phones behind it."""
    proxy, first, second = SERVER, "192.0.2.41", "192.0.2.42"

    def fork(name: str, number: int, phones: list[str]) -> tuple[Exchange, list[Exchange]]:
        call = Exchange(name, user=f"+44207946026{number}")
        recording.udp(CALLER, proxy, call.request())
        recording.udp(proxy, CALLER, call.response(100, "Trying"))
        branches = [call.forwarded(f"{name} {phone}", proxy) for phone in phones]
        for phone, branch in zip(phones, branches):
            recording.udp(proxy, phone, branch.request())
            recording.udp(phone, proxy, branch.response(100, "Trying"))
        return call, branches

    def end(branch: Exchange, phone: str, code: int, phrase: str) -> None:
        recording.udp(phone, proxy, branch.response(code, phrase))
        recording.udp(proxy, phone, branch.ack())

    def forward(call: Exchange, branch: Exchange, code: int, phrase: str) -> None:
        call.tag = branch.tag
        recording.udp(proxy, CALLER, call.response(code, phrase))
        recording.udp(CALLER, proxy, call.ack())
        recording.wait()

    # A new branch after a 6xx.
    call, (branch,) = fork("after global", 1, [first])
    end(branch, first, 604, "Does Not Exist Anywhere")
    recording.wait(100 * MILLISECOND)
    late = call.forwarded("after global, late", proxy)
    recording.udp(proxy, second, late.request())
    end(late, second, 486, "Busy Here")
    forward(call, branch, 604, "Does Not Exist Anywhere")

    # A 6xx passed on while a phone still rings and is never told.
    call, (branch, pending) = fork("left pending", 2, [first, second])
    recording.udp(second, proxy, pending.response(180, "Ringing"))
    end(branch, first, 603, "Decline")
    forward(call, branch, 603, "Decline")

    # 404 passed on although a branch said 604.
    call, (branch, other) = fork("not the best", 3, [first, second])
    end(branch, first, 404, "Not Found")
    end(other, second, 604, "Does Not Exist Anywhere")
    forward(call, branch, 404, "Not Found")

    # 503 passed on as it is.
    call, (branch,) = fork("relayed 503", 4, [first])
    end(branch, first, 503, "Service Unavailable")
    forward(call, branch, 503, "Service Unavailable")

    # Two final answers on one transaction.
    call, (branch,) = fork("two finals", 5, [first])
    end(branch, first, 404, "Not Found")
    forward(call, branch, 404, "Not Found")
    recording.udp(proxy, CALLER, call.response(486, "Busy Here"))
    quiet_end(recording)


@case("copies")
def copies(recording: Recording) -> None:
    """A capture taken at three places: every message three times within a millisecond."""
    call = Exchange("copies")
    for source, target, message in ((CALLER, SERVER, call.request()),
                                    (SERVER, CALLER, call.response(404, "Not Found")),
                                    (CALLER, SERVER, call.ack())):
        start = recording.now
        for number in range(3):
            recording.now = start + number * 300
            recording.udp(source, target, message)


@case("response-only")
def response_only(recording: Recording) -> None:
    """A 604 whose request came before the capture began."""
    call = Exchange("response only")
    recording.udp(SERVER, CALLER, call.response(604, "Does Not Exist Anywhere"))
    recording.udp(CALLER, SERVER, call.ack())


def main() -> None:
    arguments = sys.argv[1:]
    if arguments == ["--list"]:
        print("\n".join(CASES))
        return
    if not arguments or arguments[0].startswith("-"):
        sys.exit(__doc__)
    directory, names = Path(arguments[0]), arguments[1:] or list(CASES)
    for name in names:
        if name not in CASES:
            sys.exit(f"synthetic.py: no case {name}")
        recording = Recording()
        truth = CASES[name](recording)
        pcapng.write(directory / f"{name}.pcapng", recording.packets)
        if truth:
            (directory / f"{name}.json").write_text(json.dumps(truth, indent=2) + "\n")


if __name__ == "__main__":
    main()
