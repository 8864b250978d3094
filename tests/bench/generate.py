#!/usr/bin/env python3
"""Writes a large capture of SIP between P-CSCFs and S-CSCFs, with or without the calls' media.

Registrations with their challenge, OPTIONS pings, calls that are answered and calls that fail,
each with its own identities, Call-ID, tags and branches, interleaved as in a real network.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import argparse
import heapq
import random
import struct
from itertools import count, islice

HEADERS = """\
Via: SIP/2.0/UDP %(pcscf)s:5060;branch=z9hG4bK%(branch)s
Via: SIP/2.0/UDP %(ue)s:5060;rport=5060;branch=z9hG4bKue%(branch)s
%(route)s\
From: <sip:+99989%(caller)07d@ims.mnc001.mcc001.3gppnetwork.org>;tag=%(from_tag)s
To: <%(to)s>%(to_tag)s
Call-ID: %(call_id)s@%(ue)s
CSeq: %(cseq)d %(method)s
"""

REQUEST = (
    "%(method)s %(uri)s SIP/2.0\n"
    + HEADERS
    + """\
Max-Forwards: 68
Contact: <sip:%(caller)07d@%(ue)s:5060;transport=udp>;+g.3gpp.icsi-ref="urn%%3Aurn-7%%3A3gpp-service.ims.icsi.mmtel"
P-Access-Network-Info: 3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=0010100010000001
P-Visited-Network-ID: "ims.mnc001.mcc001.3gppnetwork.org"
P-Charging-Vector: icid-value=%(call_id)s;icid-generated-at=%(pcscf)s;orig-ioi=visited.example.net
User-Agent: Example VoLTE UE 1.0
"""
)

RESPONSE = "SIP/2.0 %(status)s\n" + HEADERS

INVITE = """\
Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, OPTIONS, REFER, NOTIFY, MESSAGE, INFO
Supported: 100rel, timer, precondition, histinfo, replaces
Accept-Contact: *;+g.3gpp.icsi-ref="urn%%3Aurn-7%%3A3gpp-service.ims.icsi.mmtel"
P-Asserted-Identity: <sip:+99989%(caller)07d@ims.mnc001.mcc001.3gppnetwork.org>
P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel
P-Early-Media: supported
Session-Expires: 1800
Min-SE: 90
"""

SDP = """\
v=0
o=- %(session)d 1 IN IP4 %(ip)s
s=-
c=IN IP4 %(ip)s
b=AS:80
t=0 0
m=audio %(port)d RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=curr:qos local none
a=curr:qos remote none
a=des:qos optional local sendrecv
a=ptime:20
a=sendrecv
"""

CHALLENGE = """\
WWW-Authenticate: Digest realm="ims.mnc001.mcc001.3gppnetwork.org",nonce="%(nonce)s",algorithm=AKAv1-MD5,qop="auth"
"""

AUTHORIZATION = """\
Authorization: Digest username="00101%(caller)010d@ims.mnc001.mcc001.3gppnetwork.org",\
realm="ims.mnc001.mcc001.3gppnetwork.org",nonce="%(nonce)s",uri="%(uri)s",\
response="6629fae49393a05397450978507c4ef1",algorithm=AKAv1-MD5,qop=auth,nc=00000001,cnonce="0a4f113b"
"""

FAILURES = (
    ("404 Not Found", 'Reason: Q.850;cause=1;text="Unallocated number"\n'),
    ("480 Temporarily Unavailable", 'Reason: SIP;cause=480;text="UE not reachable"\n'),
    ("486 Busy Here", "Reason: Q.850;cause=17\n"),
    ("488 Not Acceptable Here", 'Warning: 304 as.example.net "Media type not available"\n'),
    ("503 Service Unavailable", "Retry-After: 120 (overload)\n"),
    ("604 Does Not Exist Anywhere", ""),
)

MEDIA = bytes(160)
MEDIA_INTERVAL = 0.02


class Wish:
    """What one subscriber wants of the network, as the messages that P- and S-CSCF exchange."""

    def __init__(self, rng, number, start):
        self.rng = rng
        self.time = start
        self.values = {
            "pcscf": f"192.0.2.{1 + number % 16}",
            "scscf": f"198.51.100.{1 + number % 8}",
            "ue": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            "caller": rng.randrange(10_000_000),
            "call_id": f"{rng.getrandbits(96):024x}",
            "from_tag": f"{rng.getrandbits(32):08x}",
            "nonce": f"{rng.getrandbits(128):032x}",
            "session": rng.getrandbits(31),
            "route": "",
        }
        callee = f"tel:+99990{rng.randrange(10_000_000):07d}"
        self.values |= {"to": callee, "uri": callee}
        self.cseq = 0

    def request(self, method, delay, headers="", sdp=False, same_branch=False, dialog=False):
        """CANCEL and the ACK of a failure keep the branch; they and every ACK keep the CSeq."""
        self.time += delay
        self.cseq += method not in ("ACK", "CANCEL")
        if not same_branch:
            self.values["branch"] = f"{self.rng.getrandbits(64):016x}"
        to_tag = self.dialog if dialog else ""
        self.values |= {"method": method, "cseq": self.cseq, "to_tag": to_tag}
        self.values["route"] = "Route: <sip:orig@%(scscf)s:5060;lr>\n" % self.values
        return self._packet("pcscf", "scscf", REQUEST + headers, sdp)

    def response(self, status, delay, headers="", sdp=False, method=None):
        self.time += delay
        self.values |= {"status": status, "route": ""}
        if method:
            self.values["method"] = method
        if not status.startswith("100"):
            self.values["to_tag"] = self.dialog
        return self._packet("scscf", "pcscf", RESPONSE + headers, sdp)

    @property
    def dialog(self):
        return ";tag=as" + self.values["from_tag"]

    def _packet(self, sender, receiver, text, sdp):
        body = ""
        if sdp:
            text += "Content-Type: application/sdp\n"
            port = 20000 + self.values["session"] % 20000 * 2
            body = SDP % (self.values | {"ip": self.values[sender], "port": port})
        body = body.replace("\n", "\r\n").encode()
        head = (text % self.values).replace("\n", "\r\n")
        payload = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        return self.time, udp(self.values[sender], 5060, self.values[receiver], 5060, payload)


def registration(wish):
    home = "sip:ims.mnc001.mcc001.3gppnetwork.org"
    wish.values["uri"] = home
    wish.values["to"] = "sip:+99989%(caller)07d@ims.mnc001.mcc001.3gppnetwork.org" % wish.values
    yield wish.request("REGISTER", 0, "Expires: 600000\n")
    yield wish.response("401 Unauthorized", 0.03, CHALLENGE)
    yield wish.request("REGISTER", 0.2, "Expires: 600000\n" + AUTHORIZATION)
    yield wish.response("200 OK", 0.04, "Service-Route: <sip:orig@%(scscf)s:5060;lr>\n")


def ping(wish):
    wish.values["uri"] = wish.values["to"] = "sip:%(scscf)s:5060" % wish.values
    yield wish.request("OPTIONS", 0)
    yield wish.response("200 OK", 0.002, "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS\n")


def answered(wish):
    yield wish.request("INVITE", 0, INVITE, sdp=True)
    yield wish.response("100 Trying", 0.005)
    yield wish.response("183 Session Progress", 0.6, sdp=True)
    yield wish.response("180 Ringing", 0.5)
    yield wish.response("200 OK", wish.rng.uniform(1, 8), sdp=True)
    yield wish.request("ACK", 0.05, dialog=True)
    yield wish.request("BYE", wish.rng.uniform(2, 10), dialog=True)
    yield wish.response("200 OK", 0.03)


def failed(wish):
    status, headers = wish.rng.choice(FAILURES)
    yield wish.request("INVITE", 0, INVITE, sdp=True)
    yield wish.response("100 Trying", 0.005)
    yield wish.response(status, wish.rng.uniform(0.05, 2), headers)
    yield wish.request("ACK", 0.002, same_branch=True, dialog=True)


def cancelled(wish):
    yield wish.request("INVITE", 0, INVITE, sdp=True)
    yield wish.response("100 Trying", 0.005)
    yield wish.response("180 Ringing", 1)
    yield wish.request("CANCEL", wish.rng.uniform(2, 10), same_branch=True)
    yield wish.response("200 OK", 0.002)
    yield wish.response("487 Request Terminated", 0.01, method="INVITE")
    yield wish.request("ACK", 0.002, same_branch=True, dialog=True)


KINDS = (registration, ping, answered, failed, cancelled)
WEIGHTS = (15, 10, 64, 8, 3)


def checksum(header):
    total = sum(struct.unpack("!10H", header))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def udp(source, source_port, destination, destination_port, payload):
    """An Ethernet frame with this datagram; its UDP checksum of 0 says that there is none."""
    addresses = bytes(map(int, source.split("."))) + bytes(map(int, destination.split(".")))
    fields = (0x45, 0, 28 + len(payload), 0, 0x4000, 63, 17)
    header = struct.pack("!BBHHHBBH", *fields, 0) + addresses
    header = struct.pack("!BBHHHBBH", *fields, checksum(header)) + addresses
    ports = struct.pack("!HHHH", source_port, destination_port, 8 + len(payload), 0)
    return b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\x00" + header + ports + payload


def media(wish, start, end):
    """The RTP that the SDP of an answered call announces, both ways."""
    port = 20000 + wish.values["session"] % 20000 * 2
    ends = [(wish.values[end], port) for end in ("pcscf", "scscf")]
    streams = [(*ends[0], *ends[1]), (*ends[1], *ends[0])]
    for index in range(int((end - start) / MEDIA_INTERVAL)):
        for ssrc, stream in enumerate(streams, wish.values["session"]):
            rtp = struct.pack("!BBHII", 0x80, 8, index & 0xFFFF, index * 160, ssrc) + MEDIA
            yield start + index * MEDIA_INTERVAL, udp(*stream, rtp)


def is_sip(frame):
    """True if its UDP datagram comes from the port of SIP."""
    return frame[34:36] == struct.pack("!H", 5060)


def packets(rng, rate, media_share):
    """All packets in the order of time. As many calls have media as the share asks for."""
    pending = []
    order = count()
    signalling = streamed = 0
    start = 1_700_000_000.0
    for number in count():
        start += rng.expovariate(rate)
        while pending and pending[0][0] <= start:
            time, _, frame = heapq.heappop(pending)
            yield time, frame
        wish = Wish(rng, number, start)
        kind = rng.choices(KINDS, WEIGHTS)[0]
        messages = list(kind(wish))
        signalling += len(messages)
        if kind is answered and streamed < media_share / (1 - media_share) * signalling:
            stream = list(media(wish, messages[-3][0], messages[-2][0]))
            streamed += len(stream)
            messages += stream
        for time, frame in messages:
            heapq.heappush(pending, (time, next(order), frame))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", help="the pcap file to write")
    parser.add_argument("--packets", type=int, default=200_000, help="how many (200000)")
    parser.add_argument("--skip", type=int, default=0, help="leave out so many before them (0)")
    parser.add_argument("--media", type=float, default=0, help="share of RTP, 0 to 0.99 (0)")
    parser.add_argument("--only-media", action="store_true", help="leave the signalling out")
    parser.add_argument("--rate", type=float, default=300, help="calls and the like per second")
    parser.add_argument("--seed", type=int, default=1, help="another one, another capture")
    arguments = parser.parse_args()

    media_share = 0.9 if arguments.only_media else arguments.media
    stream = packets(random.Random(arguments.seed), arguments.rate, media_share)
    if arguments.only_media:
        stream = (packet for packet in stream if not is_sip(packet[1]))
    with open(arguments.file, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for time, frame in islice(stream, arguments.skip, arguments.skip + arguments.packets):
            microseconds = round(time * 1e6)
            lengths = (len(frame), len(frame))
            file.write(struct.pack("<IIII", *divmod(microseconds, 1_000_000), *lengths) + frame)


if __name__ == "__main__":
    main()
