# SPDX-License-Identifier: GPL-2.0-or-later
"""The messages of RFC 4475 and RFC 5118 (torture tests for SIP, and for SIP over IPv6), written
from the properties that those describe, each with what an element may answer to it.
synthetic.py writes the captures."""

import re
from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from exchange import (CALLER, CALLER6, COMPANIONS, OFFER, PHRASES, SDP, SECOND, SERVER, SERVER6,
                      Recording, Tcp, case, token)

COMPACT = {"c": "content-type", "f": "from", "i": "call-id", "l": "content-length",
           "m": "contact", "t": "to", "v": "via"}
COPIED = ("via", "from", "to", "call-id", "cseq")  # from a request into its responses


class Test(NamedTuple):
    """A request and its answers: a code, with what usually comes with it, or the status and the
    special header fields of each. Either the request or an answer is the message of the RFC."""

    section: str
    shows: str
    message: bytes
    answers: int | list[tuple[str, ...]]
    transport: str = "UDP"


def name_of(field: str) -> str:
    """The full name of a header field, in lower case."""
    name = field.partition(":")[0].strip().lower()
    return COMPACT.get(name, name)


def fields(message: bytes) -> list[str]:
    """The header fields of a message, each with its folds."""
    head = message.partition(b"\r\n\r\n")[0].decode()
    return re.split(r"\r\n(?![ \t])", head)[1:]


def write(start: str, lines: Iterable[str], body: bytes = b"") -> bytes:
    """A message."""
    return "\r\n".join([start, *lines, "", ""]).encode() + body


def request(name: str, start: str, *special: str, body: str | bytes = b"", without: str = "",
            host: str = CALLER) -> bytes:
    """A request: its special header fields, and of the usual ones those that are neither among
    them nor left out."""
    body = body.encode() if isinstance(body, str) else body
    method = start.split()[0]
    usual = [
        f"Via: SIP/2.0/UDP {host}:5060;branch=z9hG4bK{token(name, 'branch')}",
        "Max-Forwards: 70",
        f"From: <sip:caller@example.com>;tag={token(name, 'from')}",
        "To: <sip:callee@example.com>",
        f"Call-ID: {token(name, 'call')}@example.net",
        f"CSeq: 1 {method}",
        f"Contact: <sip:caller@{host}:5060>",
        f"Content-Length: {len(body)}",
    ]
    left_out = {*map(name_of, special), *map(name_of, without.split())}
    return write(start, [*special, *(line for line in usual if name_of(line) not in left_out)],
                 body)


def answer(asked: bytes, status: str, *special: str) -> bytes:
    """A response: every Via, and of the rest that it copies the first of each name."""
    copied: list[str] = []
    for name in COPIED:
        same = [field for field in fields(asked) if name_of(field) == name]
        copied += same if name == "via" else same[:1]
    changed = set(map(name_of, special))
    kept = [with_tag(field) if name_of(field) == "to" and status != "100 " else field
            for field in copied if name_of(field) not in changed]
    return write(f"SIP/2.0 {status}", [*kept, *filter(None, special), "Content-Length: 0"])


def with_tag(to: str) -> str:
    """To as an answer has it."""
    return to if re.search(r";\s*tag\s*=", to) else f"{to};tag={token(to, 'to')}"


def ack(asked: bytes, answered: bytes) -> bytes:
    """The ACK of a failure of an INVITE."""
    start = asked.partition(b"\r\n")[0].decode()
    first = {name_of(field): field for field in reversed(fields(answered))}
    first["cseq"] = first["cseq"].replace("INVITE", "ACK")
    return write(start.replace("INVITE", "ACK", 1),
                 [*(first[name] for name in COPIED if name in first),
                  "Max-Forwards: 70", "Content-Length: 0"])


def answers_of(test: Test) -> list[tuple[str, ...]]:
    """Status and special header fields of each answer."""
    if isinstance(test.answers, list):
        return test.answers
    return [(f"{test.answers} {PHRASES[test.answers]}", COMPANIONS.get(test.answers, ""))]


def play(recording: Recording, tests: list[Test], client: str, server: str) -> None:
    """Record each message, its answers, and the ACK."""
    for test in tests:
        ask, reply = partial(recording.udp, client, server), partial(recording.udp, server, client)
        if test.transport == "TCP":
            connection = Tcp(recording, client, server)
            ask, reply = partial(connection.send, "client"), partial(connection.send, "server")
        ask(test.message)
        answered = b""
        for status, *special in answers_of(test):
            answered = answer(test.message, status, *special)
            reply(answered)
        if test.message.startswith(b"INVITE"):  # each of them fails
            ask(ack(test.message, answered))
        recording.wait(40 * SECOND)  # so that none is taken for another try of the one before


def long_request() -> bytes:
    """An INVITE whose header fields, names and numbers of values are all very long."""
    hosts = [f"v: SIP/2.0/TCP sip{number}.example.com" for number in range(33, 0, -1)]
    return request(
        "long", "INVITE sip:callee@example.com SIP/2.0",
        f'To: "A user whose name is {"very " * 60}long"<sip:callee@example.com:6000;'
        f'unknownparam1=very{"long" * 20}value;{"long" * 20}name=shortvalue>',
        f"F: sip:{'very' * 40}long@example.com;tag=12{'98' * 200};"
        f"{'un' * 40}knownname={'un' * 40}knownvalue;{'no' * 40}value",
        f"Call-ID: {'very' * 50}longcallid@example.net",
        f"Unknown-{'Long-' * 40}Name: unknown-{'long-' * 40}value;unknown-{'long-' * 40}name=x",
        f"Via: SIP/2.0/UDP {CALLER};branch=z9hG4bK{'very' * 40}longbranch", *hosts,
        f"Contact: <sip:{'very' * 40}longuser@{CALLER}>", OFFER, body=SDP)


MULTIPART = b"\r\n".join([
    b"--7a9cbec02ceef655", b"Content-Type: text/plain", b"Content-Transfer-Encoding: binary", b"",
    b"SIP/2.0 604 only a text", b"--7a9cbec02ceef655",
    b"Content-Type: application/octet-stream", b"Content-Transfer-Encoding: binary", b"",
    bytes(range(256)), b"--7a9cbec02ceef655--", b""])

METHOD = "!unusual-Method0123456789_*+`.%indeed'~"
USER = "1_unusual.URI~(to-be!sure)&isn't+it$/odd?,/;;*:&it+has=1,strange!*pas$wo~d_too.(doesn't-it)"

REGISTER = "REGISTER sip:example.com SIP/2.0"

RFC_4475 = [
    Test("3.1.1.1", "folds, white space, case, escapes and empty fields wherever they may be",
         request("short", "INVITE sip:callee@example.com;unknownparam SIP/2.0",
                 "TO :\r\n sip:callee@example.com ;   tag    = 7531abn",
                 'from   : "A Caller \\\\\\""       <sip:caller@example.com>\r\n  ;\r\n  tag = 42x',
                 "MaX-fOrWaRdS: 0068", "Call-ID: short.torture@192.0.2.10",
                 f"Content-Length   : {len(SDP)}", "cseq: 0009\r\n  INVITE",
                 "Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.10;branch=390skdjuw", "s :",
                 "NewFangledHeader:   newfangled value\r\n continued newfangled value",
                 "UnknownHeaderWithUnusualValue: ;;,,;;,;", OFFER,
                 "Route:\r\n <sip:services.example.com;lr;unknownwith=value;unknown-no-value>",
                 "v:  SIP  / 2.0  / TCP     inner.example.com   ;\r\n  branch  =   z9hG4bKinner1  ,"
                 "\r\n SIP  /    2.0   / UDP  192.0.2.21   ; branch=\r\n z9hG4bKinner2",
                 'm:"Quoted string \\"\\"" <sip:caller@192.0.2.10> ; newparam =\r\n     newvalue ;'
                 "\r\n  secondparam ; q = 0.33", body=SDP), 481),
    Test("3.1.1.2", "every character that method, URI, names, tag and Call-ID may hold",
         request("characters", f"{METHOD} sip:{USER}@example.com SIP/2.0",
                 f"Via: SIP/2.0/UDP {CALLER};branch=z9hG4bK-.!%66*_+`'~",
                 'To: "BEL:\\\a NUL:\\\0 DEL:\\\x7f" '
                 "<sip:1_unusual.URI~(to-be!sure)&isn't+it$/odd?,/;;*@example.com>",
                 "From: token1~` token2'+_ token3*%!.- <sip:caller@example.com>"
                 ";fromParam''~+*_!.-%=\"\u0440\u0430\u0431\u043e\u0442\u0430\""
                 ";tag=_token~1'+`*%!-.",
                 "Call-ID: word%ZK-!.*_+'@word`~)(><:\\/\"][?}{", f"CSeq: 139122385 {METHOD}",
                 "Max-Forwards: 255", "extensionHeader-!.%*+_`'~: \ufeff\u5927\u505c\u96fb"), 501),
    Test("3.1.1.3", "escapes in URIs that hold an at sign of a user part, and letters",
         request("escapes", "INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0",
                 "To: sip:%75se%72@example.com",
                 "From: <sip:I%20have%20spaces@example.net>;tag=escapes",
                 "Contact: <sip:cal%6Cer@192.0.2.10;%6C%72;n%61me=v%61lue%25%34%31>",
                 OFFER, body=SDP), 404),
    Test("3.1.1.4", "escaped NULs in URIs",
         request("NULs", REGISTER, "To: sip:null-%00-null@example.com",
                 "From: sip:null-%00-null@example.com;tag=nulls",
                 "Contact: <sip:%00@host5.example.com>",
                 "Contact: <sip:%00%00@host5.example.com>"), 404),
    Test("3.1.1.5", "a method with percent signs that escape nothing there",
         request("no escape", "RE%47IST%45R sip:registrar.example.com SIP/2.0",
                 'To: "%Z%45" <sip:resource@example.com>',
                 'From: "%Z%45" <sip:resource@example.com>;tag=noescape',
                 "Contact: <sip:alias1@host1.example.com>",
                 "Contact: <sip:alias2@host2.example.com>"), 501),
    Test("3.1.1.6", "no white space between a display name and its URI",
         request("no space", "OPTIONS sip:callee@example.com SIP/2.0",
                 "From: caller<sip:caller@example.com>;tag=nospace"), 404),
    Test("3.1.1.7", "very long values, names and Via stacks", long_request(), 404),
    Test("3.1.1.8", "octets behind the message in its datagram, which look like another one",
         request("octets behind", REGISTER, "To: sip:callee@example.com",
                 "From: sip:callee@example.com;tag=behind")
         + request("behind", "INVITE sip:+442079460803@example.com SIP/2.0", OFFER, body=SDP),
         403),
    Test("3.1.1.9", "a user part with a semicolon, and an escaped at sign behind it",
         request("semicolon", "OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0",
                 "To: sip:callee@example.com", 'Accept: application/sdp;q=1;x="a;b"'), 404),
    Test("3.1.1.10", "Via with all kinds of transports, known and unknown",
         request("transports", "OPTIONS sip:callee@example.com SIP/2.0",
                 f"Via: SIP/2.0/UDP {CALLER};branch=z9hG4bKtransport1",
                 "Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKtransport2",
                 "Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bKtransport3",
                 "Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKtransport4",
                 "Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bKtransport5"), 404),
    Test("3.1.1.11", "a multipart body with a binary part",
         request("multipart", "MESSAGE sip:callee@example.com SIP/2.0",
                 "Content-Type: multipart/mixed;boundary=7a9cbec02ceef655", body=MULTIPART),
         [("415 Unsupported Media Type", "Accept: text/plain")]),
    Test("3.1.1.12", "a reason phrase of signs, and of letters beyond ASCII",
         request("phrase", "INVITE sip:callee@example.com SIP/2.0"),
         [("404 = 2**2 * 101 \u0434\u0432\u0430 \u0432 "
           "\u043a\u0432\u0430\u0434\u0440\u0430\u0442\u0435",)]),
    Test("3.1.1.13", "no reason phrase",
         request("no phrase", "INVITE sip:callee@example.com SIP/2.0"), [("100 ",), ("480 ",)]),

    Test("3.1.2.1", "separators with nothing between them",
         request("separators", "INVITE sip:callee@example.com SIP/2.0",
                 'Contact: "Caller" <sip:caller@192.0.2.10>;;;;',
                 f"Via: SIP/2.0/UDP {CALLER};;,;,,", OFFER, body=SDP), 400),
    Test("3.1.2.2", "a Content-Length beyond the end of the datagram",
         request("too long", "INVITE sip:callee@example.com SIP/2.0", OFFER,
                 "Content-Length: 9999", body=SDP), 400),
    Test("3.1.2.3", "a negative Content-Length, where it frames the stream",
         request("negative", "INVITE sip:callee@example.com SIP/2.0", OFFER,
                 f"Via: SIP/2.0/TCP {CALLER}:5060;branch=z9hG4bKnegative",
                 "Content-Length: -999", body=SDP), 400, transport="TCP"),
    Test("3.1.2.4", "a request with numbers beyond their limits",
         request("large", REGISTER, "To: <sip:caller@example.com>",
                 "CSeq: 36893488147419103232 REGISTER", "Max-Forwards: 300",
                 f"Expires: 1{'0' * 60}",
                 "Contact: <sip:caller@192.0.2.10>;expires=280297596632815"), 400),
    Test("3.1.2.5", "a response with numbers beyond their limits",
         request("large numbers", "OPTIONS sip:callee@example.com SIP/2.0"),
         [("503 Service Unavailable", "CSeq: 9292394834772304023312 OPTIONS",
           "Retry-After: 949302838503028349304023988",
           'Warning: 1812 example.com "In Progress"')]),
    Test("3.1.2.6", "a display name whose quotes are not closed",
         request("quotes", "INVITE sip:callee@example.com SIP/2.0",
                 'To: "Mr. Callee <sip:callee@example.com>', OFFER, body=SDP), 400),
    Test("3.1.2.7", "a Request-URI in angle brackets",
         request("brackets", "INVITE <sip:callee@example.com> SIP/2.0", OFFER, body=SDP), 400),
    Test("3.1.2.8", "white space within the Request-URI",
         request("space within", "INVITE sip:callee@example.com; lr SIP/2.0", OFFER, body=SDP),
         400),
    Test("3.1.2.9", "two spaces between the parts of the start line",
         request("two spaces", "INVITE  sip:callee@example.com  SIP/2.0", OFFER, body=SDP), 400),
    Test("3.1.2.10", "spaces at the end of the start line",
         request("spaces behind", "OPTIONS sip:callee@example.com SIP/2.0  "), 400),
    Test("3.1.2.11", "header fields in the Request-URI",
         request("headers", "INVITE sip:callee@example.com?Route=%3Csip:example.com%3E SIP/2.0",
                 OFFER, body=SDP), 400),
    Test("3.1.2.12", "a Date in a zone other than GMT",
         request("date", "INVITE sip:callee@example.com SIP/2.0",
                 "Date: Mon, 01 Jan 2024 07:00:00 EST", OFFER, body=SDP), 400),
    Test("3.1.2.13", "a Contact whose URI has header fields but no angle brackets",
         request("bare contact", REGISTER, "To: sip:caller@example.com",
                 "Contact: sip:caller@example.com?Route=%3Csip:sip.example.com%3E"), 400),
    Test("3.1.2.14", "spaces within the angle brackets",
         request("spaces inside", "OPTIONS sip:callee@example.com SIP/2.0",
                 'To: "Example, Callee" < sip:callee@example.com >'), 400),
    Test("3.1.2.15", "a comma in a display name without quotes",
         request("comma", "OPTIONS sip:callee@example.com SIP/2.0",
                 "From: Example, Caller <sip:caller@example.com>;tag=comma"), 400),
    Test("3.1.2.16", "an unknown version",
         request("version", "OPTIONS sip:callee@example.com SIP/7.0",
                 f"Via: SIP/7.0/UDP {CALLER};branch=z9hG4bKversion"), 505),
    Test("3.1.2.17", "another method in CSeq than in the start line",
         request("mismatch", "OPTIONS sip:callee@example.com SIP/2.0", "CSeq: 8 INVITE"), 400),
    Test("3.1.2.18", "another method in CSeq than the unknown one in the start line",
         request("unknown", "NEWMETHOD sip:callee@example.com SIP/2.0", "CSeq: 8 INVITE"), 501),
    Test("3.1.2.19", "a status code beyond three digits",
         request("large code", "OPTIONS sip:callee@example.com SIP/2.0"),
         [("4294967301 nobody can believe this",)]),

    Test("3.2.1", "a branch that is nothing but its magic cookie",
         request("cookie", "OPTIONS sip:callee@example.com SIP/2.0",
                 f"Via: SIP/2.0/UDP {CALLER};branch=z9hG4bK"), 400),

    Test("3.3.1", "no From, To, Call-ID and Max-Forwards",
         request("insufficient", "INVITE sip:callee@example.com SIP/2.0", OFFER,
                 without="From To Call-ID Max-Forwards", body=SDP), 400),
    Test("3.3.2", "a Request-URI of an unknown scheme",
         request("scheme", "OPTIONS unknown.scheme:opaquecontent SIP/2.0"), 416),
    Test("3.3.3", "a Request-URI of a scheme that is known, but not for SIP",
         request("beep", "OPTIONS soap.beep://192.0.2.30:3002 SIP/2.0"), 416),
    Test("3.3.4", "To, From and Contact of other schemes",
         request("other schemes", REGISTER, "To: isbn:9780000000002",
                 "From: <http://www.example.com>;tag=schemes", "Contact: <name:A_Caller>"), 400),
    Test("3.3.5", "unknown extensions in Require and Proxy-Require",
         request("extensions", "OPTIONS sip:callee@example.com SIP/2.0",
                 "Proxy-Require: nobodySupportsThis, nobodySupportsThisEither",
                 "Require: nobodySupportsThat, nobodySupportsThatEither"),
         [("420 Bad Extension", "Unsupported: nobodySupportsThis, nobodySupportsThisEither")]),
    Test("3.3.6", "an unknown type of body",
         request("body", "INVITE sip:callee@example.com SIP/2.0",
                 "Content-Type: application/unknownformat", body="<audio>\r\n</audio>\r\n"), 415),
    Test("3.3.7", "an unknown authorization scheme",
         request("authorization", REGISTER, "To: <sip:caller@example.com>",
                 'Authorization: UnknownScheme opaque-data="abc", realm="example.com"'), 401),
    Test("3.3.8", "several values where there may be one",
         request("several", "INVITE sip:callee@example.com SIP/2.0",
                 "CSeq: 5 INVITE", "Call-ID: several.1@example.net", "Max-Forwards: 7",
                 "To: sip:callee@example.com", "From: sip:caller@example.com;tag=several1",
                 "CSeq: 59 INVITE", "Call-ID: several.2@example.net", "Max-Forwards: 8",
                 "To: sip:other@example.com", "From: sip:other@example.com;tag=several2",
                 OFFER, body=SDP), 400),
    Test("3.3.9", "two Content-Lengths that differ",
         request("two lengths", "OPTIONS sip:callee@example.com SIP/2.0",
                 "Content-Length: 13", "Content-Type: text/plain", "Content-Length: 5",
                 body="thirteen byte"), 400),
    Test("3.3.10", "a response whose second Via is the broadcast address",
         request("broadcast", "OPTIONS sip:callee@example.com SIP/2.0",
                 f"Via: SIP/2.0/UDP {CALLER}:5060;branch=z9hG4bKbroadcast1",
                 "Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bKbroadcast2"), 200),
    Test("3.3.11", "Max-Forwards 0",
         request("no more hops", "OPTIONS sip:callee@example.com SIP/2.0", "Max-Forwards: 0"),
         483),
    Test("3.3.12", "a Contact with a parameter of the header field",
         request("field parameter", REGISTER, "To: sip:caller@example.com",
                 "Contact: sip:+12025550101@gw1.example.net;unknownparam"),
         [("200 OK", "Contact: <sip:+12025550101@gw1.example.net>;unknownparam;expires=60")]),
    Test("3.3.13", "a Contact with a parameter of the URI",
         request("URI parameter", REGISTER, "To: sip:caller@example.com",
                 "Contact: <sip:+12025550101@gw1.example.net;unknownparam>"),
         [("200 OK", "Contact: <sip:+12025550101@gw1.example.net;unknownparam>;expires=60")]),
    Test("3.3.14", "a Contact with header fields in its URI",
         request("contact headers", REGISTER, "To: sip:caller@example.com",
                 "Contact: <sip:caller@example.com?Route=%3Csip:sip.example.com%3E>"),
         [("200 OK", "Contact: <sip:caller@example.com?Route=%3Csip:sip.example.com%3E>"
                     ";expires=60")]),
    Test("3.3.15", "an Accept that no answer fits",
         request("accept", "INVITE sip:callee@example.com SIP/2.0", "Accept: text/unknownformat",
                 OFFER, body=SDP), 406),

    Test("3.4.1", "as RFC 2543 had it: no branch, no From tag, no Max-Forwards",
         request("2543", "INVITE sip:callee@example.com SIP/2.0", f"Via: SIP/2.0/UDP {CALLER}",
                 "From: <sip:caller@example.com>", "Record-Route: <sip:services.example.com>",
                 OFFER, without="Max-Forwards Contact", body=SDP), 486),
]

request6 = partial(request, host=f"[{CALLER6}]")
SDP6 = SDP.replace("IP4 192.0.2.10", "IP6 2001:db8::10")

RFC_5118 = [
    Test("4.1", "IPv6 references where they belong",
         request6("good", "REGISTER sip:[2001:db8::20] SIP/2.0", "To: sip:caller@example.com",
                  "Via: SIP/2.0/UDP [2001:db8::10];branch=z9hG4bKgood"), 404),
    Test("4.2", "an IPv6 address without brackets in the Request-URI",
         request6("bad", "OPTIONS sip:2001:db8::20 SIP/2.0"), 400),
    Test("4.3", "a port within the brackets, which is part of the address",
         request6("ambiguous", "OPTIONS sip:[2001:db8::20:5070] SIP/2.0"), 404),
    Test("4.4", "a port behind the brackets",
         request6("unambiguous", "OPTIONS sip:[2001:db8::20]:5070 SIP/2.0"), 404),
    Test("4.5", "a received parameter with brackets",
         request6("delimiters", "BYE sip:[2001:db8::20] SIP/2.0",
                  "To: sip:callee@example.com;tag=delimiters",
                  "Via: SIP/2.0/UDP [2001:db8::10];received=[2001:db8::10:255]"
                  ";branch=z9hG4bKdelimiters"), 481),
    Test("4.5", "a received parameter without brackets",
         request6("no delimiters", "BYE sip:[2001:db8::20] SIP/2.0",
                  "To: sip:callee@example.com;tag=nodelimiters",
                  "Via: SIP/2.0/UDP [2001:db8::10];received=2001:db8::10:255"
                  ";branch=z9hG4bKnodelimiters"), 481),
    Test("4.6", "IPv6 in SDP",
         request6("SDP", "INVITE sip:callee@[2001:db8::20] SIP/2.0", OFFER, body=SDP6), 488),
    Test("4.7", "IPv4 and IPv6 in one Via stack",
         request6("both", "INVITE sip:callee@[2001:db8::20] SIP/2.0",
                  "Via: SIP/2.0/UDP [2001:db8::10]:6050;branch=z9hG4bKboth1",
                  "Via: SIP/2.0/UDP 192.0.2.21;branch=z9hG4bKboth2",
                  "Via: SIP/2.0/TCP [2001:db8::10:255];branch=z9hG4bKboth3;received=192.0.2.22",
                  OFFER, body=SDP6), 404),
    Test("4.8", "IPv4 and IPv6 in one SDP",
         request6("both in SDP", "INVITE sip:callee@[2001:db8::20] SIP/2.0", OFFER,
                  body=SDP6 + "c=IN IP6 2001:db8::10:1\r\nm=video 49172 RTP/AVP 31\r\n"
                  f"c=IN IP4 {CALLER}\r\n"), 488),
    Test("4.9", "IPv6 addresses that are mapped from IPv4",
         request6("mapped", "INVITE sip:callee@[2001:db8::20] SIP/2.0",
                  "Via: SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKmapped1",
                  "Via: SIP/2.0/UDP [::ffff:192.0.2.21];branch=z9hG4bKmapped2",
                  "Contact: <sip:caller@[::ffff:192.0.2.10]>", OFFER,
                  body=SDP.replace("IP4 ", "IP6 ::ffff:")), 404),
    Test("4.10", "three colons, which the grammar of RFC 3261 allows by mistake",
         request6("three colons", "OPTIONS sip:callee@[2001:db8:::192.0.2.20] SIP/2.0",
                  "To: sip:callee@[2001:db8:::192.0.2.20]"), 404),
    Test("4.10", "two colons there",
         request6("two colons", "OPTIONS sip:callee@[2001:db8::192.0.2.20] SIP/2.0",
                  "To: sip:callee@[2001:db8::192.0.2.20]"), 404),
]


@case("torture-4475")
def torture_4475(recording: Recording) -> None:
    """RFC 4475, section by section."""
    play(recording, RFC_4475, CALLER, SERVER)


@case("torture-5118")
def torture_5118(recording: Recording) -> None:
    """RFC 5118, section by section."""
    play(recording, RFC_5118, CALLER6, SERVER6)
