# SPDX-License-Identifier: GPL-2.0-or-later
"""What synthetic captures are made of: a recording, connections, exchanges and their hops."""

import copy
import hashlib
from collections.abc import Callable

import frames
import pcapng

DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org"
CALLER, SERVER = "192.0.2.10", "192.0.2.20"
CALLER6, SERVER6 = "2001:db8::10", "2001:db8::20"
START = 1_704_110_400_000_000  # 2024-01-01 12:00:00 UTC
MILLISECOND = 1_000
SECOND = 1_000_000

# Every registered failure status: code, phrase, the header that belongs to it.
CODES = [
    (300, "Multiple Choices", "Contact: <sip:+442079460111@example.com>"),
    (301, "Moved Permanently", "Contact: <sip:+442079460112@example.com>"),
    (302, "Moved Temporarily", "Contact: <sip:+442079460113@example.com>;expires=60"),
    (305, "Use Proxy", "Contact: <sip:proxy.example.com;lr>"),
    (380, "Alternative Service", ""),
    (400, "Bad Request", ""),
    (401, "Unauthorized",
     'WWW-Authenticate: Digest realm="example.com", nonce="a1b2c3", qop="auth"'),
    (402, "Payment Required", ""),
    (403, "Forbidden", ""),
    (404, "Not Found", ""),
    (405, "Method Not Allowed", "Allow: OPTIONS, REGISTER"),
    (406, "Not Acceptable", ""),
    (407, "Proxy Authentication Required",
     'Proxy-Authenticate: Digest realm="example.com", nonce="d4e5f6", qop="auth"'),
    (408, "Request Timeout", ""),
    (410, "Gone", ""),
    (412, "Conditional Request Failed", ""),
    (413, "Request Entity Too Large", "Retry-After: 10"),
    (414, "Request-URI Too Long", ""),
    (415, "Unsupported Media Type", "Accept: application/sdp"),
    (416, "Unsupported URI Scheme", ""),
    (417, "Unknown Resource-Priority", "Accept-Resource-Priority: wps.0, wps.1"),
    (420, "Bad Extension", "Unsupported: precondition"),
    (421, "Extension Required", "Require: timer"),
    (422, "Session Interval Too Small", "Min-SE: 600"),
    (423, "Interval Too Brief", "Min-Expires: 600"),
    (424, "Bad Location Information", 'Geolocation-Error: 100;code="Cannot Process Location"'),
    (425, "Bad Alert Message", 'AlertMsg-Error: 100;code="Cannot Process the Alert Payload"'),
    (428, "Use Identity Header", ""),
    (429, "Provide Referrer Identity", ""),
    (430, "Flow Failed", ""),
    (433, "Anonymity Disallowed", ""),
    (436, "Bad Identity Info", ""),
    (437, "Unsupported Credential", ""),
    (438, "Invalid Identity Header", ""),
    (439, "First Hop Lacks Outbound Support", ""),
    (440, "Max-Breadth Exceeded", ""),
    (469, "Bad Info Package", "Recv-Info: conference"),
    (470, "Consent Needed", "Permission-Missing: sip:+442079460114@example.com"),
    (480, "Temporarily Unavailable", "Retry-After: 120"),
    (481, "Call/Transaction Does Not Exist", ""),
    (482, "Loop Detected", ""),
    (483, "Too Many Hops", ""),
    (484, "Address Incomplete", ""),
    (485, "Ambiguous", "Contact: <sip:+442079460115@example.com>"),
    (486, "Busy Here", ""),
    (487, "Request Terminated", ""),
    (488, "Not Acceptable Here", 'Warning: 305 example.com "Incompatible media format"'),
    (489, "Bad Event", "Allow-Events: reg, presence"),
    (491, "Request Pending", ""),
    (493, "Undecipherable", ""),
    (494, "Security Agreement Required", "Security-Server: ipsec-3gpp;alg=hmac-sha-1-96;q=0.1"),
    (500, "Server Internal Error", ""),
    (501, "Not Implemented", ""),
    (502, "Bad Gateway", ""),
    (503, "Service Unavailable", "Retry-After: 30"),
    (504, "Server Time-out", ""),
    (505, "Version Not Supported", ""),
    (513, "Message Too Large", ""),
    (555, "Push Notification Service Not Supported", ""),
    (580, "Precondition Failure", ""),
    (600, "Busy Everywhere", ""),
    (603, "Decline", ""),
    (604, "Does Not Exist Anywhere", ""),
    (606, "Not Acceptable", 'Warning: 370 example.com "Insufficient bandwidth"'),
    (607, "Unwanted", ""),
    (608, "Rejected", "Call-Info: <https://redress.example.net/why>;purpose=jwscard"),
]

PHRASES = {100: "Trying", 180: "Ringing", 181: "Call Is Being Forwarded",
           183: "Session Progress", 200: "OK", 202: "Accepted"}
PHRASES |= {code: phrase for code, phrase, _ in CODES}
COMPANIONS = {code: header for code, _, header in CODES if not header.startswith("Retry-After")}

SDP = "\r\n".join([
    "v=0", f"o=- 1 1 IN IP4 {CALLER}", "s=-", f"c=IN IP4 {CALLER}", "t=0 0",
    "m=audio 49170 RTP/AVP 8", ""])
OFFER = "Content-Type: application/sdp"


class Recording:
    """The packets of a capture and the clock they are taken by."""

    def __init__(self) -> None:
        self.packets: list[pcapng.Packet] = []
        self.now = START

    def packet(self, packet: bytes, captured: int | None = None) -> None:
        """Record an IP packet, whole or only its first `captured` bytes with Ethernet."""
        frame = frames.ethernet(packet)
        self.packets.append(pcapng.Packet(self.now, frame[:captured], len(frame)))
        self.now += 20 * MILLISECOND

    def wait(self, microseconds: int = SECOND) -> None:
        """Let time pass."""
        self.now += microseconds

    def udp(self, source: str, target: str, payload: bytes, captured: int | None = None) -> None:
        """Record a UDP datagram between the SIP ports."""
        datagram = frames.udp(source, target, 5060, 5060, payload)
        self.packet(frames.ip(source, target, frames.UDP, datagram), captured)


class Tcp:
    """A TCP connection: handshake, then data in both directions."""

    def __init__(self, recording: Recording, client: str, server: str,
                 server_port: int = 5060) -> None:
        self.recording = recording
        self.address = {"client": client, "server": server}
        self.port = {"client": 40000, "server": server_port}
        self.next = {"client": 1000, "server": 5000}
        self.segment("client", flags=frames.TCP_SYN)
        self.segment("server", flags=frames.TCP_SYN | frames.TCP_ACK)
        self.segment("client", flags=frames.TCP_ACK)

    def segment(self, sender: str, payload: bytes = b"",
                flags: int = frames.TCP_PUSH | frames.TCP_ACK) -> None:
        """Record one segment."""
        receiver = "server" if sender == "client" else "client"
        acknowledged = self.next[receiver] if flags & frames.TCP_ACK else 0
        source, target = self.address[sender], self.address[receiver]
        segment = frames.tcp(source, target, self.port[sender], self.port[receiver],
                             payload, self.next[sender], acknowledged, flags)
        self.recording.packet(frames.ip(source, target, frames.TCP, segment))
        self.next[sender] += len(payload) + bool(flags & (frames.TCP_SYN | frames.TCP_FIN))

    def send(self, sender: str, payload: bytes, size: int = 1400) -> None:
        """Record data in segments of at most `size` bytes."""
        for at in range(0, len(payload), size):
            self.segment(sender, payload[at:at + size])


class SecurityAssociation:
    """IMS security associations between CALLER and SERVER: ESP with null encryption.

    A request leaves the UE's client port, the answer comes to its server port.
    """

    CLIENT_PORT, SERVER_PORT = 5100, 5101

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.sequence = {True: 0, False: 0}

    def protect(self, exchange: "Exchange") -> None:
        """Have the answers sent to the server port."""
        exchange.vias = [exchange.vias[0].replace(":5060", f":{self.SERVER_PORT}")]
        exchange.contact = exchange.contact.replace(":5060", f":{self.SERVER_PORT}")

    def ports(self, source: str) -> tuple[int, int]:
        """Source and target port of what an address sends."""
        return (self.CLIENT_PORT, 6101) if source == CALLER else (6100, self.SERVER_PORT)

    def send(self, source: str, target: str, payload: bytes) -> None:
        """Record one message."""
        upward = source == CALLER
        self.sequence[upward] += 1
        datagram = frames.udp(source, target, *self.ports(source), payload)
        secured = frames.esp_null(5002 if upward else 4002, self.sequence[upward], frames.UDP,
                                  datagram)
        self.recording.packet(frames.ip(source, target, frames.ESP, secured))


def token(*what: object) -> str:
    """A random-looking token that is the same in every run."""
    return hashlib.sha256(" ".join(map(str, what)).encode()).hexdigest()[:12]


def lines(*texts: str, body: str = "", end: str = "\r\n") -> bytes:
    """A SIP message from its start line and headers, empty ones left out."""
    head = [text for text in texts if text]
    head.append(f"Content-Length: {len(body.encode())}")
    return (end.join(head) + end + end).encode() + body.encode()


class Exchange:
    """One request and what belongs to it, told apart from others by a name."""

    def __init__(self, name: str, method: str = "INVITE", user: str = "+442079460123",
                 client: str = CALLER, transport: str = "UDP") -> None:
        host = f"[{client}]" if ":" in client else client
        self.name = name
        self.method = method
        self.cseq = 1
        self.hops = 70  # Max-Forwards of the first hop
        self.uri = f"sip:{user}@{DOMAIN};user=phone"
        self.vias = [f"Via: SIP/2.0/{transport} {host}:5060;branch=z9hG4bK{token(name, 'branch')}"]
        self.sender = f"From: <sip:+12025550101@{DOMAIN}>;tag={token(name, 'from')}"
        self.to = f"To: <{self.uri}>"
        self.tag = f";tag={token(name, 'to')}"
        self.call_id = f"Call-ID: {token(name, 'call')}@example.net"
        self.contact = f"Contact: <sip:+12025550101@{host}:5060>"
        self.route = ""
        if method == "REGISTER":
            self.uri = f"sip:{DOMAIN}"

    def request(self, *headers: str, body: str = "") -> bytes:
        """The request."""
        return lines(f"{self.method} {self.uri} SIP/2.0", *self.vias,
                     f"Max-Forwards: {self.hops + 1 - len(self.vias)}", self.sender, self.to,
                     self.call_id, f"CSeq: {self.cseq} {self.method}", self.contact, self.route,
                     *headers, body=body)

    def response(self, code: int, phrase: str, *headers: str, body: str = "") -> bytes:
        """A response to it."""
        tag = self.tag if code > 100 else ""
        return lines(f"SIP/2.0 {code} {phrase}", *self.vias, self.sender, self.to + tag,
                     self.call_id, f"CSeq: {self.cseq} {self.method}", *headers, body=body)

    def ack(self) -> bytes:
        """The ACK of a final response from 300 on."""
        return lines(f"ACK {self.uri} SIP/2.0", self.vias[0], "Max-Forwards: 70", self.sender,
                     self.to + self.tag, self.call_id, f"CSeq: {self.cseq} ACK")

    def forwarded(self, name: str, proxy: str) -> "Exchange":
        """The same request on its next hop, a branch of a proxy."""
        branch = copy.copy(self)
        branch.vias = [f"Via: SIP/2.0/UDP {proxy}:5060;branch=z9hG4bK{token(name, 'branch')}",
                       *self.vias]
        branch.tag = f";tag={token(name, 'to')}"
        return branch


class Hop:
    """An exchange between two addresses, recorded message by message."""

    def __init__(self, recording: Recording, exchange: Exchange, client: str = CALLER,
                 server: str = SERVER) -> None:
        self.recording, self.exchange = recording, exchange
        self.client, self.server = client, server
        self.send = recording.udp

    def ask(self, *headers: str, body: str = "") -> None:
        """Record the request."""
        self.send(self.client, self.server, self.exchange.request(*headers, body=body))

    def answer(self, code: int, *headers: str) -> None:
        """Record a response."""
        if self.exchange.method == "INVITE" and 100 < code < 300:
            headers = (f"Contact: <sip:{self.server}:5060>", *headers)
        self.send(self.server, self.client,
                  self.exchange.response(code, PHRASES[code], *headers))

    def play(self, words: str) -> None:
        """Record `ask`, status codes, `ack` (of a failure) and pauses as `+500` (in ms)."""
        for word in words.split():
            if word == "ask":
                self.ask()
            elif word == "ack":
                self.send(self.client, self.server, self.exchange.ack())
            elif word.startswith("+"):
                self.recording.wait(int(word) * MILLISECOND)
            else:
                self.answer(int(word))

    def forward(self, server: str, name: str = "") -> "Hop":
        """The next hop: the server sends the request on."""
        name = name or f"{self.exchange.name} to {server}"
        exchange = self.exchange.forwarded(name, self.server)
        exchange.name = name
        return self.to(exchange, self.server, server)

    def cancel(self) -> "Hop":
        """The CANCEL of the request."""
        exchange = copy.copy(self.exchange)
        exchange.method, exchange.contact, exchange.vias = "CANCEL", "", exchange.vias[:1]
        return self.to(exchange, self.client, self.server)

    def within(self, method: str, server: str = "", number: int = 1, back: bool = False) -> "Hop":
        """A request inside the dialog, straight to the server (or `back`, to the client), with
        a CSeq so much higher; an ACK is that of a 2xx."""
        exchange = copy.copy(self.exchange)
        ends = self.client, server or self.server
        exchange.to += exchange.tag
        exchange.tag = ""
        if back:
            exchange.sender, exchange.to = (exchange.to.replace("To:", "From:"),
                                            exchange.sender.replace("From:", "To:"))
            ends = ends[::-1]
        exchange.method = method
        exchange.cseq += 0 if method == "ACK" else number
        exchange.uri = f"sip:{ends[1]}:5060"
        exchange.contact = "" if method in ("ACK", "BYE") else f"Contact: <sip:{ends[0]}:5060>"
        branch = token(exchange.name, method, *ends, exchange.cseq, "branch")
        exchange.vias = [f"Via: SIP/2.0/UDP {ends[0]}:5060;branch=z9hG4bK{branch}"]
        return self.to(exchange, *ends)

    def to(self, exchange: Exchange, client: str, server: str) -> "Hop":
        """Another exchange, recorded the same way."""
        hop = Hop(self.recording, exchange, client, server)
        hop.send = self.send
        return hop


def credentials(nonce: str, response: str, realm: str = DOMAIN) -> str:
    """Digest credentials."""
    return (f'Authorization: Digest username="+12025550101@{DOMAIN}", realm="{realm}", '
            f'nonce="{nonce}", uri="sip:{DOMAIN}", response="{response}"')


def quiet_end(recording: Recording) -> None:
    """Go on past every SIP timer and show that both directions are still captured."""
    recording.wait(200 * SECOND)
    probe = Exchange(f"quiet end {len(recording.packets)}", method="OPTIONS")
    recording.udp(CALLER, SERVER, probe.request())
    recording.udp(SERVER, CALLER, probe.response(200, "OK"))


Case = Callable[[Recording], object]  # gives the truth about its capture, or nothing
CASES: dict[str, Case] = {}


def case(name: str) -> Callable[[Case], Case]:
    """Register a function as the maker of a capture."""
    def register(function: Case) -> Case:
        CASES[name] = function
        return function
    return register
