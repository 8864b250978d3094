#!/usr/bin/env python3
"""SIP that somebody makes to cost as much as it can, as a capture or as what tests/fuzz replays.

Each case takes how many of its messages, values or the like there are, so that its growth shows.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import argparse
import random
import struct
from itertools import cycle, islice
from typing import NamedTuple

import generate

UDP, TCP = 0, 1
MAX_DATAGRAM = 65_000
MAX_SEGMENT = 60_000


class Frame(NamedTuple):
    """SIP messages that pass by together, or an ICMP error that quotes one.

    `source` and `target` are nodes 0 to 7; node 4 is node 0 with another port. The time since the
    frame before is a power of two: 1 << step >> 1 milliseconds.
    """

    messages: list
    source: int = 0
    target: int = 1
    step: int = 1
    is_icmp: bool = False

    @property
    def transport(self):
        return TCP if len(b"".join(self.messages)) > MAX_DATAGRAM else UDP


def sip(start, cseq, call="c", branch="b", tags=("a", ""), vias=(), headers="", body=""):
    """One message. Via values below the top one are branches; `headers` are whole lines."""
    first, method = start, cseq.split()[1]
    if start[0].isdigit():
        first = f"SIP/2.0 {start}"
    elif " " not in start:
        first = f"{start} sip:b@example.com SIP/2.0"
    via = "".join(f"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{b}\r\n" for b in (branch, *vias))
    to_tag = f";tag={tags[1]}" if tags[1] else ""
    contact = "Contact: <sip:a@192.0.2.1>\r\n" if method == "INVITE" else ""
    return (
        f"{first}\r\n{via}From: <sip:a@example.com>;tag={tags[0]}\r\n"
        f"To: <sip:b@example.com>{to_tag}\r\nCall-ID: {call}\r\nCSeq: {cseq}\r\n{contact}{headers}"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def asked(*arguments, step=1, **options):
    return Frame([sip(*arguments, **options)], step=step)


def answered(*arguments, step=1, **options):
    return Frame([sip(*arguments, **options)], source=1, target=0, step=step)


def call_ids(n):
    for i in range(n):
        yield asked("INVITE", "1 INVITE", call=f"c{i}", branch=i)


def similar_call_ids(n):
    """Differ in the order of two words of eight bytes, in case, or in one bit only."""
    words = [f"{i:08x}" for i in range(int(n**0.5) + 1)]
    pairs = ((a, b) for a in words for b in words)
    for i, (a, b) in enumerate(islice(pairs, n)):
        call = a + b if i % 2 else (b + a).upper()
        yield asked("INVITE", "1 INVITE", call=call, branch=a + b)


def call_ids_of_zeros(n):
    """What many hash functions skip: words of 0 bits, told apart by their number only."""
    for i in range(n):
        yield asked("OPTIONS", "1 OPTIONS", call="\0" * (i % 97) + str(i), branch=i)


def branches(n):
    yield asked("INVITE", "1 INVITE", branch="p")
    for i in range(n):
        yield asked("INVITE", "1 INVITE", branch=i, vias=["p"])


def failing_branches(n):
    yield from branches(n)
    for i in range(n):
        yield answered("486 Busy Here", "1 INVITE", branch=i, vias=["p"], tags=("a", f"b{i}"))
        yield answered("180 Ringing", "1 INVITE", branch="p", tags=("a", f"b{i}"))
    yield answered("486 Busy Here", "1 INVITE", branch="p", tags=("a", "b0"))


def branches_tried_in_turn(n):
    yield asked("INVITE", "1 INVITE", branch="p")
    for i in range(n):
        yield asked("INVITE", "1 INVITE", branch=i, vias=["p"])
        yield answered("503 Full", "1 INVITE", branch=i, vias=["p"], tags=("a", f"b{i}"))


def branches_before_parent(n):
    for i in range(n):
        yield asked("INVITE", "1 INVITE", branch=i, vias=[f"p{i // 10}", "q"])
        if i % 10 == 9:
            yield asked("INVITE", "1 INVITE", branch=f"p{i // 10}", vias=["q"])
    yield asked("INVITE", "1 INVITE", branch="q")


def chain_of_hops(n):
    """Each hop under the one before it, as if it were sent in a circle."""
    for i in range(n):
        yield asked("INVITE", "1 INVITE", branch=i, vias=[i - 1] if i else [])
    for i in reversed(range(n)):
        yield answered("404 Not Found", "1 INVITE", branch=i, tags=("a", "b"))


def loops(n):
    """The same, told by each hop at once to have come in a circle."""
    for i in range(n):
        yield asked("INVITE", "1 INVITE", branch=i, vias=[i - 1] if i else [])
        yield answered("482 Loop", "1 INVITE", branch=i, tags=("a", "b"))


def demands(n):
    """As much is demanded as is remembered, and every further try still lacks it."""
    demanded = ",".join(f"{chr(97 + i % 26)}" for i in range(250))
    required = ",".join("-" for _ in range(10_000))
    for i in range(1, max(3, n // 100) + 1):
        lines = f"Require: {required}\r\n"
        yield asked("INVITE", f"{i} INVITE", branch=i, headers=lines, step=6)
        for code in ("420 No", "421 No"):
            lines = f"Unsupported: {demanded}\r\nRequire: {demanded}\r\n"
            yield answered(code, f"{i} INVITE", branch=i, tags=("a", f"b{i}"), headers=lines)


def retries(n):
    for i in range(n):
        yield asked("INVITE", "1 INVITE", call=f"c{i}", branch=i, step=6)
        yield answered("486 Busy Here", "1 INVITE", call=f"c{i}", branch=i, tags=("a", "b"))


def retries_in_one_call(n):
    for i in range(1, n + 1):
        yield asked("INVITE", f"{i} INVITE", branch=i, step=6)
        yield answered("488 No", f"{i} INVITE", branch=i, tags=("a", f"b{i}"))


def same_cseq_again(n):
    for i in range(n):
        yield asked("INVITE", "1 INVITE", branch=i, step=6)
        yield answered("404 Not Found", "1 INVITE", branch=i, tags=("a", f"b{i}"))


def challenges(n):
    for i in range(1, n + 1):
        credentials = f'Authorization: Digest realm="r",nonce="n{i - 1}",response="x"\r\n'
        challenge = f'WWW-Authenticate: Digest realm="r",nonce="n{i}"\r\n'
        yield asked("REGISTER", f"{i} REGISTER", branch=i, headers=credentials)
        yield answered("401 No", f"{i} REGISTER", branch=i, tags=("a", "b"), headers=challenge)


def realms(n):
    """Challenges of as many realms in each answer, and credentials for all of them."""
    for i in range(1, 11):
        challenge = "".join(
            f'WWW-Authenticate: Digest realm="r{j}",nonce="n{i}.{j}"\r\n' for j in range(max(1, n // 10))
        )
        credentials = "".join(
            f'Authorization: Digest realm="r{j}",nonce="n{i - 1}.{j}",response="x"\r\n'
            for j in range(max(1, n // 10))
        )
        yield asked("REGISTER", f"{i} REGISTER", branch=i, headers=credentials)
        yield answered("401 No", f"{i} REGISTER", branch=i, tags=("a", "b"), headers=challenge)


def via_stacks(n):
    for i in range(max(1, n // 100)):
        yield asked("INVITE", "1 INVITE", branch=i, vias=[f"{i}.{j}" for j in range(999)])


def early_dialogs(n):
    yield asked("INVITE", "1 INVITE")
    for i in range(n):
        yield answered("180 Ringing", "1 INVITE", tags=("a", f"b{i}"))


def reliable_provisionals(n):
    yield asked("INVITE", "1 INVITE")
    for i in range(1, n + 1):
        headers = f"Require: 100rel\r\nRSeq: {i}\r\n"
        yield answered("183 Progress", "1 INVITE", tags=("a", "b"), headers=headers)
        rack = f"RAck: {i} 1 INVITE\r\n"
        yield asked("PRACK", f"{i + 1} PRACK", branch=f"p{i}", tags=("a", "b"), headers=rack)


def many_finals(n):
    yield asked("INVITE", "1 INVITE")
    for i in range(n):
        yield answered("486 Busy Here" if i % 2 else "200 OK", "1 INVITE", tags=("a", f"b{i}"))


def retransmissions(n):
    for i in range(n):
        yield asked("INVITE", "1 INVITE", step=i % 12)


def copies(n):
    for i, (source, target) in zip(range(n), cycle((s, t) for s in range(8) for t in range(8))):
        yield asked("INVITE", "1 INVITE", step=i % 2)._replace(source=source, target=target)


def acks(n):
    yield asked("INVITE", "1 INVITE")
    yield answered("486 Busy Here", "1 INVITE", tags=("a", "b"))
    for i in range(n):
        yield asked("ACK", "1 ACK", branch=f"x{i}", tags=("a", "b"))


def cancels(n):
    yield asked("INVITE", "1 INVITE")
    for i in range(n):
        yield asked("CANCEL", "1 CANCEL")
        yield answered("481 No", "1 CANCEL", tags=("a", f"b{i}"))


def unreachable(n):
    request = asked("INVITE", "1 INVITE")
    yield request
    for _ in range(n):
        yield request._replace(source=1, target=0, is_icmp=True)


def in_dialog(n):
    yield asked("INVITE", "1 INVITE")
    yield answered("200 OK", "1 INVITE", tags=("a", "b"))
    for i in range(2, n + 2):
        yield asked("INFO", f"{i} INFO", branch=i, tags=("a", "b"))
        yield answered("481 No", f"{i} INFO", branch=i, tags=("a", "b"))


def shared_identity(n):
    """Calls that name each other in every way there is, and all last."""
    for i in range(n):
        headers = (
            "Session-ID: 0123456789abcdef0123456789abcdef;remote=00000000000000000000000000000000"
            f"\r\nP-Charging-Vector: icid-value=i\r\nReplaces: c{i - 1};from-tag=a;to-tag=b{i - 1}"
            f"\r\nTarget-Dialog: c{i // 2};remote-tag=a;local-tag=b{i // 2}\r\n"
        )
        yield asked("INVITE", "1 INVITE", call=f"c{i}", branch=i, headers=headers)
        yield answered("180 Ringing", "1 INVITE", call=f"c{i}", branch=i, tags=("a", f"b{i}"))


def one_dialog_replaced(n):
    yield asked("INVITE", "1 INVITE")
    yield answered("200 OK", "1 INVITE", tags=("a", "b"))
    for i in range(n):
        replaces = "Replaces: c;from-tag=a;to-tag=b\r\n"
        yield asked("INVITE", "1 INVITE", call=f"r{i}", branch=i, headers=replaces)


def same_call_id(n):
    """One Call-ID, and a caller of his own each time: the other sides of as many B2BUAs."""
    for i in range(n):
        yield asked("INVITE", "1 INVITE", branch=i, tags=(f"a{i}", ""))


def referred(n):
    yield asked("INVITE", "1 INVITE")
    yield answered("200 OK", "1 INVITE", tags=("a", "b"))
    for i in range(2, n + 2):
        refer = "Refer-To: <sip:c@example.com>\r\n"
        yield asked("REFER", f"{i} REFER", branch=i, tags=("a", "b"), headers=refer)
        yield asked("INVITE sip:c@example.com SIP/2.0", "1 INVITE", call=f"r{i}", branch=f"r{i}")


def servers_to_spare(n):
    for i in range(n):
        yield asked("OPTIONS", "1 OPTIONS", call=f"c{i}", branch=i)
        yield answered(
            "503 Full", "1 OPTIONS", call=f"c{i}", branch=i, headers=f"Retry-After: {i}\r\n"
        )


def registrations(n):
    contacts = "".join(
        f'<registration aor="sip:{i}@e.com" id="{i}" state="terminated"><contact id="c" '
        f'state="terminated" event="rejected"><uri>sip:{i}@e.com</uri></contact></registration>'
        for i in range(100)
    )
    headers = "Event: reg\r\nContent-Type: application/reginfo+xml\r\n"
    body = f'<reginfo xmlns="urn:ietf:params:xml:ns:reginfo">{contacts}</reginfo>'
    for i in range(max(1, n // 100)):
        yield asked("NOTIFY", f"{i} NOTIFY", branch=i, tags=("a", "b"), headers=headers, body=body)


def many(line, n):
    """A failed call for each 2000 of these lines, all in its answer and its request."""
    for i in range(max(1, n // 2000)):
        headers = "".join(line % {"i": j} for j in range(min(n, 2000)))
        yield asked("INVITE", "1 INVITE", call=f"c{i}", branch=i, headers=headers)
        yield answered(
            "500 No", "1 INVITE", call=f"c{i}", branch=i, tags=("a", "b"), headers=headers
        )


def lines_of(line):
    return lambda n: many(line, n)


def joined(name, value):
    """All values in one field."""

    def case(n):
        values = ",".join(value % {"i": i} for i in range(n))
        for code in ("401 No", "380 No", "503 No"):
            call = code[:3]
            headers = f"{name}: {values}\r\n"
            yield asked("INVITE", "1 INVITE", call=call, branch=call, headers=headers)
            yield answered(
                code, "1 INVITE", call=call, branch=call, tags=("a", "b"), headers=headers
            )

    return case


CROSSED = "Accept Allow-Events Recv-Info Require Supported Proxy-Require Unsupported Security-Server"


def crossed_lists(n):
    """The same values asked for and refused, in each code that is about such a list."""
    values = ",".join(f"o{i}" for i in range(n))
    headers = "".join(f"{name}: {values}\r\n" for name in CROSSED.split())
    for code in (405, 406, 415, 420, 421, 469, 489, 494):
        yield asked("INVITE", "1 INVITE", call=code, branch=code, headers=headers)
        yield answered(
            f"{code} No", "1 INVITE", call=code, branch=code, tags=("a", "b"), headers=headers
        )


def repeated(name, piece, method="INVITE"):
    """One value that repeats these characters."""

    def case(n):
        headers = f"{name}: {piece * n}\r\n"
        yield asked(method, f"1 {method}", headers=headers)
        for code in (401, 420, 503):
            yield answered(f"{code} No", f"1 {method}", tags=("a", "b"), headers=headers)

    return case


def body_of(content_type, before, piece, after=""):
    def case(n):
        body = before + piece * n + after
        headers = f"Content-Type: {content_type}\r\n"
        yield asked("INVITE", "1 INVITE", headers=headers, body=body)
        for code in ("380 Alternative Service", "488 No"):
            yield answered(code, "1 INVITE", tags=("a", "b"), headers=headers, body=body)

    return case


def big_headers(n):
    """64 KiB of one header in each message."""
    for i in range(max(1, n // 100)):
        subject = f"Subject: {'x' * 63_000}\r\n"
        yield asked("INVITE", "1 INVITE", call=f"c{i}", branch=i, headers=subject)


def one_segment(n):
    """All messages of a call in one segment."""
    yield Frame([sip("OPTIONS", f"{i} OPTIONS", branch=i) for i in range(n)])


CASES = {
    "call-ids": call_ids,
    "similar-call-ids": similar_call_ids,
    "call-ids-of-zeros": call_ids_of_zeros,
    "branches": branches,
    "failing-branches": failing_branches,
    "branches-in-turn": branches_tried_in_turn,
    "branches-before-parent": branches_before_parent,
    "chain-of-hops": chain_of_hops,
    "loops": loops,
    "demands": demands,
    "retries": retries,
    "retries-in-one-call": retries_in_one_call,
    "same-cseq-again": same_cseq_again,
    "challenges": challenges,
    "realms": realms,
    "via-stacks": via_stacks,
    "early-dialogs": early_dialogs,
    "reliable-provisionals": reliable_provisionals,
    "many-finals": many_finals,
    "retransmissions": retransmissions,
    "copies": copies,
    "acks": acks,
    "cancels": cancels,
    "unreachable": unreachable,
    "in-dialog": in_dialog,
    "shared-identity": shared_identity,
    "one-dialog-replaced": one_dialog_replaced,
    "same-call-id": same_call_id,
    "referred": referred,
    "servers-to-spare": servers_to_spare,
    "registrations": registrations,
    "big-headers": big_headers,
    "one-segment": one_segment,
    "reasons": joined("Reason", "Q.850;cause=%(i)d"),
    "reason-lines": lines_of("Reason: SIP;cause=%(i)d;text=t\r\n"),
    "warnings": joined("Warning", '399 h "%(i)d"'),
    "contacts": joined("Contact", "<sip:%(i)d@h>"),
    "history": joined("History-Info", "<sip:%(i)d@h?Reason=SIP;cause=302>;index=1.%(i)d"),
    "crossed-lists": crossed_lists,
    "options": joined("Require", "o%(i)d"),
    "supported": joined("Supported", "o%(i)d"),
    "allow": joined("Allow", "M%(i)d"),
    "sources": joined("Response-Source", "fe=<urn:3gpp:fe:as;role=r%(i)d>"),
    "parameters": repeated("Reason", ";a=b"),
    "commas": repeated("Supported", ","),
    "quotes": repeated("WWW-Authenticate", '"a",'),
    "open-quotes": repeated("Reason", ',"'),
    "open-brackets": repeated("Contact", ',<"'),
    "comments": repeated("Retry-After", "("),
    "escapes": repeated("Warning", "\\"),
    "folds": repeated("Reason", "\r\n "),
    "no-colon": lines_of("x%(i)d\r\n"),
    "sdp-media": body_of("application/sdp", "v=0\r\n", "m=audio 1 RTP/AVP 0\r\na=x\r\n"),
    "sdp-codecs": body_of("application/sdp", "m=audio 1 RTP/AVP", " 96", "\r\na=rtpmap:96 A/1\r\n"),
    "sdp-rtpmaps": body_of("application/sdp", "m=audio 1 RTP/AVP 96\r\n", "a=rtpmap:96 A/1\r\n"),
    "xml-depth": body_of("application/3gpp-ims+xml", "", "<a>"),
    "xml-attributes": body_of("application/3gpp-ims+xml", "<ims-3gpp ", 'a="b" ', "/>"),
    "parts": body_of("multipart/mixed;boundary=b", "", "--b\r\nContent-Type: a/b\r\n\r\n"),
    # More parts in one body are a dissector bug of Wireshark's own.
    "boundaries": lambda n: body_of("multipart/mixed;boundary=b", "", "\r\n--b")(min(n, 200)),
}


def normal(size):
    """Normal SIP with so many bytes, as generate.py makes it."""
    for _, frame in generate.packets(random.Random(1), 300, 0):
        payload = frame[42:]
        size -= len(payload)
        if size < 0:
            return
        is_request = not payload.startswith(b"SIP/2.0")
        yield Frame([payload], source=1 - is_request, target=int(is_request), step=3)


def size_of(frames):
    return sum(len(message) for frame in frames for message in frame.messages)


def write_session(file, frames):
    """As tests/fuzz/session.cpp reads it."""
    data = [
        bytes((f.source | f.target << 3 | f.transport << 6, f.step | f.is_icmp << 6, 0))
        + b"\xfe".join(f.messages)
        for f in frames
    ]
    file.write(b"\0" + b"\xff".join(data))


ADDRESSES = (bytes((192, 0, 2, 1)), bytes((192, 0, 2, 2)), bytes((192, 0, 2, 3)), bytes(4))


def ip(source, target, protocol, payload):
    fields = (0x45, 0, 20 + len(payload), 0, 0x4000, 63, protocol)
    ends = ADDRESSES[source & 3] + ADDRESSES[target & 3]
    header = struct.pack("!BBHHHBBH", *fields, 0) + ends
    return struct.pack("!BBHHHBBH", *fields, generate.checksum(header)) + ends + payload


def udp(source, target, payload):
    ports = [6000 if node & 4 else 5060 for node in (source, target)]
    return ip(source, target, 17, struct.pack("!HHHH", *ports, 8 + len(payload), 0) + payload)


class Writer:
    """Frames as packets of a pcap file; messages that are too long for a datagram over TCP."""

    def __init__(self, file):
        self.file = file
        self.time = 1_700_000_000_000
        self.sequence = {}
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1))

    def write(self, frame):
        self.time += 1 << frame.step >> 1
        payload = b"".join(frame.messages)
        if frame.is_icmp:
            quoted = udp(frame.target, frame.source, payload)
            packets = [ip(frame.source, frame.target, 1, struct.pack("!BBHI", 3, 3, 0, 0) + quoted)]
        elif frame.transport == UDP:
            packets = [udp(frame.source, frame.target, payload)]
        else:
            packets = self.tcp(frame.source, frame.target, payload)
        for packet in packets:
            data = b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\x00" + packet
            seconds, milliseconds = divmod(self.time, 1000)
            lengths = (len(data), len(data))
            self.file.write(struct.pack("<IIII", seconds, milliseconds * 1000, *lengths) + data)

    def tcp(self, source, target, payload):
        ports = [6000 if node & 4 else 5060 for node in (source, target)]
        for start in range(0, len(payload), MAX_SEGMENT):
            segment = payload[start : start + MAX_SEGMENT]
            sequence = self.sequence.get((source, target), 1)
            acknowledged = self.sequence.get((target, source), 1)
            self.sequence[source, target] = sequence + len(segment) & 0xFFFFFFFF
            fields = (*ports, sequence, acknowledged, 0x50, 0x18, 65535, 0, 0)
            yield ip(source, target, 6, struct.pack("!HHIIBBHHH", *fields) + segment)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("case", nargs="?", help="see --list")
    parser.add_argument("n", nargs="?", type=int, help="how many messages, values or the like")
    parser.add_argument("file", nargs="?", help="the pcap file to write")
    parser.add_argument("--session", action="store_true", help="write what imsfail_replay reads")
    parser.add_argument("--list", action="store_true", help="print the names of the cases")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(CASES))
        return
    if arguments.case not in CASES or arguments.file is None:
        parser.error("case, number and file are needed; --list prints the cases")
    frames = CASES[arguments.case](arguments.n)
    with open(arguments.file, "wb") as file:
        if arguments.session:
            write_session(file, list(frames))
        else:
            writer = Writer(file)
            for frame in frames:
                writer.write(frame)


if __name__ == "__main__":
    main()
