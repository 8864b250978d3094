# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture of some 300 overlapping calls with every outcome, and the truth about it, worked out
from what each call is meant to be and never by reading the capture.

synthetic.py writes mixed.pcapng, and the truth as mixed.json. Run as a program, this prints what
the regression tests expect of the frames: mixed.py >tests/regress/expected/mixed.json

Three next hops share one address: IMS (UDP 5060, T1 2 s), a trunk (UDP 5080) and a trunk over TCP
5060. The phones behind the IMS proxy, a second trunk and the gateway of a B2BUA are others.

Keys of mixed.json; truth.py says beside each figure how it is counted:

    frames            packets in the capture
    sip_messages      seen: SIP messages in it; sent: those that are no copy and no retransmission,
                      on every hop, as requests by method and responses by code
    calls             total, by_method, by_outcome, by_method_and_outcome: pings and open calls too
    failed_calls      calls that failed or were not answered, but for pings, in the order of their
                      first frame: call_id, method, outcome, final_code and final_frame (null:
                      none; the first sighting at the originator's hop), first_frame, caller (From),
                      caller_address, target (the last attempt's Request-URI, for REGISTER the URI
                      of To) and next_hop
    attempts          requests outside dialogs, each once: total, by_outcome, and counted, those in
                      calls that are neither pings nor open
    left_out          what no figure counts: copies (sightings of a sending after its first one),
                      retransmissions (sendings of a message after its first one), branches
                      (requests outside dialogs on further hops of an attempt, or to a further
                      server of the client), in_dialog_requests (with To tag, but for ACK and
                      CANCEL, each once), options, open_calls
    finals            final responses of the counted attempts at the originator's hop: by_class,
                      by_code, by_method; of those from 300 on by_scope, by_retry (the headline)
                      and by_target_form
    finals_as_they_come  the same without knowing the end: calls that are still open count too, and
                      each server that a client tried
    retries           requests that try again with another Call-ID: request_frame, failure_frame
    related           pairs of calls on two legs: call_ids and evidence
    kpi               whole, and per_next_hop by "address:port/transport", each with calls (those
                      counted, by method) and
                      rrd: initial, refresh, deregistration; ira; srd: answered, failed, cancelled;
                      ser, ser_per_invite, seer, seer_with_607_608, isa, unanswered, scr, sdd, sdt:
                      completed, timer_f; asr, ner, ner_adjusted

A ratio has numerator, denominator and percent (null: undefined), a time count, mean_s, min_s and
max_s. srd adds further_early_dialogs, sdd other_finals and timer_f.

What design.md leaves open is decided so: an open call is out with all its attempts. A call whose
challenge was never followed stays a call. A registration is a refresh while its binding lives. A
call goes by the next hop of its first request. "From the UE" needs a proof in the capture.
"""

import copy
import itertools
import json
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import frames
import pcapng
import truth
from call_model import PHONES, UUIDS, Tunnel, challenge, icid, next_request, session_id
from exchange import (COMPANIONS, DOMAIN, MILLISECOND, OFFER, PHRASES, SDP, SECOND, START, Exchange,
                      Hop, Recording, Tcp, case, credentials, token)
from origins import source
from truth import Attempt, Call, Sending

SECONDS_BETWEEN_CALLS = 3
END = 900 * SECOND  # what is open when the capture ends begins shortly before
VLAN = 20


class Wire(NamedTuple):
    """How a server is reached; whoever talks to it does so from port 5060, or over TCP."""

    server: str
    port: int = 5060
    transport: str = "UDP"

    def port_of(self, address: str) -> int:
        """The port of an address on this wire."""
        return self.port if address == self.server else 5060

    def host(self, address: str) -> str:
        """The address with its port."""
        return f"{address}:{self.port_of(address)}"

    def uri(self, address: str) -> str:
        """Where requests in a dialog go."""
        return f"sip:{self.host(address)}" + (";transport=tcp" if self.transport == "TCP" else "")

    def name(self) -> str:
        """What tells this next hop from others."""
        return f"{self.server}:{self.port}/{self.transport}"


IMS = Wire("192.0.2.20")
TRUNK = Wire("192.0.2.20", 5080)
STREAM = Wire("192.0.2.20", 5060, "TCP")
SECOND_TRUNK = Wire("192.0.2.21", 5080)
GATEWAY = Wire("192.0.2.30")
B2BUA = "192.0.2.29"  # its side toward the gateway
CALLERS = [f"192.0.2.{10 + number}" for number in range(4)]
TOLD_TO_WAIT = "192.0.2.15"  # gets Retry-After, so it asks that server for nothing else meanwhile


KINDS = {401: "challenge", 407: "challenge", 412: "negotiation", 422: "negotiation",
         423: "negotiation", 491: "negotiation", 482: "merged", 487: "cancelled"}


class Sighting(NamedTuple):
    """A message on the wire."""

    time: int
    wire: Wire
    source: str
    target: str
    payload: bytes
    sending: Sending
    way: str  # "vlan" or "tunnel" beside the usual one
    is_copy: bool

    @property
    def code(self) -> int:
        """The status of a response; 0: a request."""
        return int(self.payload[8:11]) if self.payload.startswith(b"SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        """The method of the request, or of the one that the response answers."""
        return self.payload.split(b"\r\nCSeq: ")[1].split(b"\r\n")[0].split()[1].decode()

    @property
    def kind(self) -> str:
        """What the failure response is, as no other circumstance matters here; "": it is none."""
        if self.code < 300:
            return ""
        if self.method == "OPTIONS":
            return "probe"
        if self.method == "BYE" and self.code == 481:
            return "harmless"
        return "redirection" if self.code < 400 else KINDS.get(self.code, "failure")


class Script(Recording):
    """One caller's wish from its first message on, with a clock and a number of its own."""

    def __init__(self, name: str, wire: Wire, number: int) -> None:
        super().__init__()
        self.now = 0
        self.name, self.wire, self.number = name, wire, number
        self.client = CALLERS[number % len(CALLERS)]
        self.copies = ""  # "vlan" or "tunnel": its messages are captured there as well
        self.sightings: list[Sighting] = []
        self.sent: dict[tuple[str, str, bytes], Sending] = {}
        self.calls: list[Call] = []
        self.retries: list[tuple[Attempt, Attempt]] = []
        self.related: list[tuple[Call, Call, str]] = []
        self.branches = 0
        self.exchanges = itertools.count()
        self.pauses = itertools.count()

    def pause(self, word: str) -> str:
        """Some time, the same in every run: ~ before it rings, ~~ as it rings, ~~~ as people talk,
        . for an answer at once."""
        shortest, longest = {".": (10, 400), "~": (100, 1500), "~~": (2000, 9000),
                             "~~~": (5000, 40000)}[word]
        drawn = int(token(self.name, "pause", next(self.pauses)), 16)
        return f"+{shortest + drawn % (longest - shortest)}"

    def send(self, wire: Wire, source_address: str, target: str, payload: bytes) -> Sending:
        """Record a message on this wire, and its copies: in the tunnel the client is near, on the
        other VLAN all comes a little later. Gives its first sending."""
        key = source_address, target, payload
        first = self.sent.get(key)
        sending = Sending(first)
        self.sent.setdefault(key, sending)
        ways = ["", self.copies] if self.copies else [""]
        later = 300 if self.copies == "vlan" else 4 * MILLISECOND
        if self.copies == "tunnel" and source_address == self.client:
            ways.reverse()
        for number, way in enumerate(ways):
            self.sightings.append(Sighting(self.now + number * later, wire, source_address, target,
                                           payload, sending, way, number > 0))
        self.now += 20 * MILLISECOND
        return first or sending

    def begin(self, method: str = "INVITE", user: str = "", client: str = "",
              wire: Wire | None = None, form: str = "e164") -> "Leg":
        """The caller's hop of a new call, usually to the number of the script."""
        wire, client = wire or self.wire, client or self.client
        user = user or f"+44207946{self.number:04}"
        name = f"{self.name} {next(self.exchanges)}"
        exchange = Exchange(name, method=method, user=user, client=client, transport=wire.transport)
        if form in ("name", "short-code"):
            exchange.uri = exchange.uri.replace(";user=phone", "")
        if method != "REGISTER":
            exchange.to = f"To: <{exchange.uri}>"
        own = f"+120255501{CALLERS.index(client) if client in CALLERS else 20:02}"
        exchange.sender = exchange.sender.replace("+12025550101", own)
        exchange.contact = f"Contact: <{wire.uri(client).replace('sip:', f'sip:{own}@')}>"
        if method in ("REGISTER", "PUBLISH"):  # for themselves
            exchange.sender = exchange.to.replace("To:", "From:") + ";tag=" + token(name, "from")
            if method == "PUBLISH":
                exchange.uri = exchange.to.split("<")[1].split(">")[0]
        if wire is not IMS:
            for part in "uri", "sender", "to":
                setattr(exchange, part, getattr(exchange, part).replace(DOMAIN, "example.com"))
        leg = Leg(self, exchange, client, wire.server, wire)
        leg.start_call(form)
        return leg


class Leg(Hop):
    """A hop of which is noted what the figures need, at the originator's end of a request."""

    def __init__(self, script: Script, exchange: Exchange, client: str, server: str,
                 wire: Wire) -> None:
        super().__init__(script, exchange, client, server)
        self.script, self.wire = script, wire
        self.call: Call | None = None
        self.attempt: Attempt | None = None
        self.headers: tuple[str, ...] = ()
        self.offers = False  # a session, in its requests
        self.send = self.transmit
        self.latest: Sending | None = None

    def transmit(self, source_address: str, target: str, payload: bytes) -> None:
        """Record a message."""
        self.latest = self.script.send(self.wire, source_address, target, payload)

    def start_call(self, form: str = "e164", purpose: str = "") -> None:
        """Note that a call begins with the next request."""
        exchange = self.exchange
        self.call = Call(exchange.method, exchange.call_id.removeprefix("Call-ID: "),
                         exchange.sender.split("<")[1].split(">")[0], self.client,
                         self.wire.name(), purpose)
        self.script.calls.append(self.call)
        self.start_attempt(form)

    def start_attempt(self, form: str) -> None:
        """Note that the next request is another attempt of the call."""
        uri = self.exchange.uri
        if self.exchange.method == "REGISTER":
            uri = self.exchange.to.split("<")[1].split(">")[0]
        self.attempt = Attempt(self.exchange.method, uri, form)
        self.call.attempts.append(self.attempt)

    def again(self, *headers: str, uri: str = "") -> None:
        """Go on with a changed request: the next CSeq of the same call."""
        next_request(self)
        self.exchange.tag = f";tag={token(self.exchange.name, self.exchange.cseq, 'to')}"
        self.exchange.uri = uri or self.exchange.uri
        self.headers = headers
        self.start_attempt(self.attempt.form)

    def renew(self, purpose: str, *headers: str) -> None:
        """The same for a call of its own, as each refresh of a registration is."""
        self.again(*headers)
        self.call.attempts.pop()
        self.start_call(purpose=purpose)

    def ask(self, *headers: str, body: str = "") -> None:
        """Record the request, and note when it was first sent."""
        at = self.script.now
        headers = (*self.headers, *headers)
        if self.offers:
            headers, body = (*headers, OFFER), SDP
        super().ask(*headers, body=body)
        if self.attempt and not self.attempt.request:
            self.attempt.asked, self.attempt.request = at, self.latest

    def answer(self, code: int, *headers: str) -> None:
        """Record a response, with what its code must bring if no header is given."""
        at = self.script.now
        exchange = self.exchange
        if exchange.method == "INVITE" and 100 < code < 300:
            headers = (f"Contact: <{self.wire.uri(self.server)}>", *headers)
        headers = headers or (COMPANIONS.get(code, ""),)
        self.send(self.server, self.client, exchange.response(code, PHRASES[code], *headers))
        if self.attempt:
            self.note(code, at, any("Retry-After" in header for header in headers))

    def note(self, code: int, at: int, retry_after: bool) -> None:
        """Note a response, and by the first final how the attempt ended; a client that went to
        another server has the better of two."""
        attempt = self.attempt
        if 100 < code < 300:
            attempt.early.add(self.exchange.tag)
        if 100 < code < 200 and attempt.heard is None:
            attempt.heard = at
        attempt.rang = attempt.rang or code == 180
        if code >= 200:
            attempt.finals.setdefault(self.exchange.vias[0], truth.Answer(code, retry_after))
        if code >= 200 and (not attempt.code or code < 300 <= attempt.code):
            attempt.code, attempt.ended, attempt.final = code, at, self.latest
            attempt.retry_after = retry_after
            attempt.outcome = truth.outcome_of(attempt.method, code)

    def play(self, words: str) -> None:
        """As that of Hop; ~, ~~, ~~~ and . are pauses of the script."""
        super().play(" ".join(self.script.pause(word) if word[0] in "~." else word
                              for word in words.split()))

    def forward(self, server: str, name: str = "") -> "Leg":
        """A branch of the proxy, to a phone whose address replaces the target."""
        branch = super().forward(server, name)
        branch.headers, branch.offers = self.headers, self.offers
        branch.exchange.uri = f"sip:{self.exchange.uri.split(':')[1].split('@')[0]}@{server}:5060"
        self.script.branches += 1
        return branch

    def within(self, method: str, server: str = "", number: int = 1, back: bool = False) -> "Leg":
        """As that of Hop, to the port and over the transport of this wire; noted in the call."""
        leg = super().within(method, server, number, back)
        exchange = leg.exchange
        exchange.uri = leg.wire.uri(leg.server)
        if exchange.contact:
            exchange.contact = f"Contact: <{leg.wire.uri(leg.client)}>"
        exchange.vias = [exchange.vias[0].replace("UDP", leg.wire.transport).replace(
            f"{leg.client}:5060", leg.wire.host(leg.client))]
        if method != "ACK":
            leg.call, leg.attempt = self.call, Attempt(method, exchange.uri, "")
            self.call.inside.append(leg.attempt)
        return leg

    def to(self, exchange: Exchange, client: str, server: str) -> "Leg":
        """Another exchange: on this wire if it is between the same two, else over UDP."""
        here = self.wire.server in (client, server) and self.client in (client, server)
        return Leg(self.script, exchange, client, server, self.wire if here else Wire(server))


Play = Callable[[Script], None]


def repeated(*gaps: int) -> str:
    """A request that nobody answers, with the gaps between its sendings in units of 500 ms."""
    return "ask " + " ".join(f"+{gap * 500 - 20} ask" for gap in gaps)


# Timers A and E until B and F end them, with T1 of 500 ms and, on Gm, of 2 s (TS 24.229 7.7).
INVITE_IN_VAIN = repeated(1, 2, 4, 8, 16, 32)
INVITE_IN_VAIN_ON_GM = repeated(4, 8, 16, 32, 64, 128)
IN_VAIN = repeated(1, 2, 4, *[8] * 7)
IN_VAIN_ON_GM = repeated(4, 8, 16, *[32] * 7)


def hang_up(leg: Leg, phone: str = "", number: int = 1, back: bool = False,
            words: str = "ask . 200") -> None:
    """The ACK of the 200, and after some talk the BYE."""
    leg.within("ACK", phone).play("ask ~~~")
    leg.within("BYE", phone, number, back).play(words)


def upstream(first: Leg, branch: Leg, words: str) -> None:
    """Play on the caller's hop with the To tag of a branch."""
    first.exchange.tag = branch.exchange.tag
    first.play(words)


def answered(words: str, back: bool = False, copies: str = "", bye: str = "ask . 200") -> Play:
    """Answered, and ended by the caller or, `back`, by the callee."""
    def play(script: Script) -> None:
        script.copies = copies
        leg = script.begin()
        leg.play(words)
        hang_up(leg, back=back, words=bye)
    return play


def refused(words: str, code: int, *headers: str, user: str = "", form: str = "e164",
            offers: bool = False, by_ue: bool = False, copies: str = "") -> Play:
    """Refused by this final response after the words."""
    def play(script: Script) -> None:
        script.copies = copies
        leg = script.begin(user=user.format(f"{script.number:04}"), form=form)
        leg.offers = offers
        leg.play(words)
        leg.answer(code, *headers)
        leg.play("ack")
        leg.call.refused_by_ue = by_ue
    return play


def ends(words: str, outcome: str, method: str = "INVITE", purpose: str = "",
         headers: tuple[str, ...] = ()) -> Play:
    """A request that gets no final response: not in time, or not before the capture ends."""
    def play(script: Script) -> None:
        leg = script.begin(method)
        leg.headers, leg.call.purpose = headers, purpose
        leg.play(words)
        leg.attempt.outcome = outcome
    return play


def plain(method: str, words: str, *headers: str) -> Play:
    """A request outside a dialog, answered at once."""
    def play(script: Script) -> None:
        leg = script.begin(method)
        leg.headers = headers
        leg.play(words)
    return play


def cancelled(before: str, copies: str = "") -> Play:
    """Given up by the caller."""
    def play(script: Script) -> None:
        script.copies = copies
        leg = script.begin()
        leg.play(before)
        leg.cancel().play("ask 200")
        leg.play("487 ack")
    return play


def cancelled_too_late(script: Script) -> None:
    """The CANCEL meets the 200 on its way: answered all the same."""
    leg = script.begin()
    leg.play("ask 100 ~ 180 ~~")
    cancel = leg.cancel()
    cancel.play("ask")
    leg.play("200")
    cancel.play("200")
    hang_up(leg)


def still_up(script: Script) -> None:
    """Answered, and not ended when the capture is."""
    leg = script.begin()
    leg.play("ask 100 ~ 180 ~~ 200")
    leg.within("ACK").play("ask")


def reliable(script: Script) -> None:
    """Early media with PRACK, and an UPDATE before it rings."""
    leg = script.begin()
    leg.headers = ("Supported: 100rel",)
    leg.play("ask 100 ~")
    leg.answer(183, "Require: 100rel", "RSeq: 1")
    prack = leg.within("PRACK")
    prack.headers = ("RAck: 1 1 INVITE",)
    prack.play("ask 200 ~")
    update = leg.within("UPDATE", number=2)
    update.offers = True
    update.play("ask 200 ~")
    leg.play("180 ~~ 200")
    hang_up(leg, number=3)


def within(*codes: int) -> Play:
    """Answered; then re-INVITEs with these answers, and the session goes on."""
    def play(script: Script) -> None:
        leg = script.begin()
        leg.play("ask 100 ~ 180 ~~ 200")
        leg.within("ACK").play("ask ~~")
        for number, code in enumerate(codes, 1):
            change = leg.within("INVITE", number=number)
            change.offers = True
            change.play(f"ask 100 {code}")
            if code == 200:
                change.within("ACK").play("ask")
            else:
                change.play("ack +2500")  # after 491 the caller waits 2.1 s to 4 s
        leg.play("~~~")
        leg.within("BYE", number=len(codes) + 1).play("ask . 200")
    return play


def proxy_challenge(nonce: str) -> str:
    """The header of a 407."""
    return challenge(nonce).replace("WWW-", "Proxy-")


def proxy_credentials(nonce: str) -> str:
    """What answers it."""
    return "Proxy-" + credentials(nonce, token(nonce, "response"))


def first_refused(script: Script, code: int, *headers: str, ask: tuple[str, ...] = ()) -> Leg:
    """A call whose first INVITE gets this answer."""
    leg = script.begin()
    leg.headers = ask
    leg.play("ask 100")
    leg.answer(code, *headers)
    leg.play("ack")
    return leg


def challenged(words: str) -> Play:
    """Asked for credentials; then the words."""
    def play(script: Script) -> None:
        nonce = token(script.name, "nonce")
        leg = first_refused(script, 407, proxy_challenge(nonce))
        leg.again(proxy_credentials(nonce))
        leg.play(words)
        if leg.attempt.code == 200:
            hang_up(leg)
        elif not leg.attempt.code:
            leg.attempt.outcome = "open"
    return play


def longer_interval(script: Script) -> None:
    """422, and answered with a longer session interval."""
    leg = first_refused(script, 422, "Min-SE: 600",
                        ask=("Supported: timer", "Session-Expires: 90"))
    leg.again("Supported: timer", "Session-Expires: 600", "Min-SE: 600")
    leg.play("ask 100 ~ 180 ~~ 200")
    hang_up(leg)


def without_extension(script: Script) -> None:
    """420, and answered without what the callee does not know: that is no failure (8.1.3.4)."""
    leg = first_refused(script, 420, "Unsupported: precondition", ask=("Require: precondition",))
    leg.attempt.outcome = "negotiated"
    leg.again()
    leg.play("ask 100 ~ 180 ~~ 200")
    hang_up(leg)


def redirected(words: str) -> Play:
    """302, followed; then the words."""
    def play(script: Script) -> None:
        uri = f"sip:+44207946{script.number + 500:04}@example.net;user=phone"
        leg = first_refused(script, 302, f"Contact: <{uri}>")
        leg.again(uri=uri)
        leg.play(words)
        if leg.attempt.code == 200:
            hang_up(leg)
    return play


def through_proxy(words: str, *, forwarded: str = "") -> Play:
    """A proxy and one phone behind it; the proxy sends on what the phone says, or `forwarded`."""
    def play(script: Script) -> None:
        first = script.begin()
        first.play("ask 100")
        branch = first.forward(PHONES[0])
        for word in ("ask 100 ~ " + words).split():
            branch.play(word)
            if word == "180" or (word == "200" and not forwarded):
                upstream(first, branch, word)
        if first.attempt.code == 200:
            hang_up(first, PHONES[0])
            return
        branch.play("ack")
        upstream(first, branch, (forwarded or words.split()[-1]) + " ack")
    return play


def two_phones(script: Script) -> tuple[Leg, list[Leg]]:
    """A proxy that calls two phones at once."""
    first = script.begin()
    first.play("ask 100")
    branches = [first.forward(phone) for phone in PHONES]
    for branch in branches:
        branch.play("ask 100")
    return first, branches


def give_up(branch: Leg) -> None:
    """The proxy cancels a branch."""
    branch.cancel().play("ask 200")
    branch.play("487 ack")


def parallel(script: Script) -> None:
    """Both phones ring, the second one answers, the first one is cancelled."""
    first, branches = two_phones(script)
    for branch in branches:
        branch.play("~ 180")
        upstream(first, branch, "180")
    branches[1].play("~~ 200")
    upstream(first, branches[1], "200")
    give_up(branches[0])
    hang_up(first, PHONES[1])


def parallel_one_gone(script: Script) -> None:
    """Both phones ring, one says that nobody of that name is anywhere: the other is cancelled."""
    first, branches = two_phones(script)
    branches[0].play("~ 180")
    upstream(first, branches[0], "180")
    branches[1].play("~ 604 ack")
    give_up(branches[0])
    upstream(first, branches[1], "604 ack")


def parallel_refused(script: Script) -> None:
    """One phone is busy, the other unknown; the proxy chooses the first."""
    first, branches = two_phones(script)
    branches[0].play("~ 486 ack")
    branches[1].play("404 ack")
    upstream(first, branches[0], "486 ack")


def parallel_cancelled(script: Script) -> None:
    """Both phones ring, the caller gives up."""
    first, branches = two_phones(script)
    for branch in branches:
        branch.play("180")
        upstream(first, branch, "180")
    first.play("~~")
    first.cancel().play("ask 200")
    for branch in branches:
        give_up(branch)
    upstream(first, branches[0], "487 ack")


def merged(script: Script) -> None:
    """A phone gets the call on two ways: it rings for one, and the other one is merged (482)."""
    first = script.begin()
    first.play("ask 100")
    one, other = (first.forward(PHONES[0], f"{script.name} way {number}") for number in range(2))
    one.play("ask 100")
    other.play("ask 482 ack")
    one.play("~ 180")
    upstream(first, one, "180")
    one.play("~~ 200")
    upstream(first, one, "200")
    hang_up(first, PHONES[0])


def one_after_the_other(words: str) -> Play:
    """The first phone refuses after the words, the second one answers."""
    def play(script: Script) -> None:
        first = script.begin()
        first.play("ask 100")
        one = first.forward(PHONES[0])
        for word in ("ask 100 " + words).split():
            one.play(word)
            if word == "180":
                upstream(first, one, word)
        one.play("ack")
        other = first.forward(PHONES[1])
        other.play("ask 100 ~ 180")
        upstream(first, other, "180")
        other.play("~~ 200")
        upstream(first, other, "200")
        hang_up(first, PHONES[1])
    return play


def failover_of_proxy(script: Script) -> None:
    """The proxy goes from an overloaded gateway to the next one, for the same target."""
    first = script.begin()
    first.play("ask 100")
    one, other = (first.forward(phone) for phone in PHONES)
    one.exchange.uri = other.exchange.uri = first.exchange.uri
    one.play("ask 503 ack")
    other.play("ask 100 ~ 180")
    upstream(first, other, "180")
    other.play("~~ 200")
    upstream(first, other, "200")
    hang_up(first, PHONES[1])


def failover_of_client(words: str) -> Play:
    """The caller itself goes on to another server with the same request (RFC 3263 4.3)."""
    def play(script: Script) -> None:
        first = script.begin()
        first.play("ask 503 ack")
        exchange = copy.copy(first.exchange)
        name = f"{script.name} second server"
        exchange.vias = [f"Via: SIP/2.0/UDP {first.client}:5060;branch=z9hG4bK{token(name)}"]
        exchange.tag = f";tag={token(name, 'to')}"
        second = Leg(script, exchange, first.client, SECOND_TRUNK.server, SECOND_TRUNK)
        second.call, second.attempt = first.call, first.attempt
        script.branches += 1
        second.play("ask " + words)
        if first.attempt.code == 200:
            hang_up(second)
        else:
            second.play("ack")
    return play


def redial(code: int, words: str) -> Play:
    """Refused; the same caller tries again with a new Call-ID: a call of its own."""
    def play(script: Script) -> None:
        first = script.begin()
        first.play(f"ask 100 {code} ack +12000")
        second = script.begin()
        second.play(words)
        if second.attempt.code == 200:
            hang_up(second)
        script.retries.append((first.attempt, second.attempt))
    return play


def two_legs(sign: str, words: str) -> Play:
    """A B2BUA: what the far leg says it tells the near one."""
    def play(script: Script) -> None:
        near, far = script.begin(), script.begin(client=B2BUA, wire=GATEWAY)
        far.exchange.sender = near.exchange.sender.split(";tag")[0] + ";tag=" + token(
            script.name, "far")
        far.call.caller = near.call.caller
        headers = {"icid": icid(token(script.name)),
                   "Session-ID": session_id(UUIDS[0][:20] + token(script.name), "0" * 32)}
        if sign == "Call-ID":
            far.exchange.call_id, far.call.call_id = near.exchange.call_id, near.call.call_id
        near.headers = far.headers = (headers.get(sign, ""),)
        script.related.append((near.call, far.call, sign))
        near.play("ask 100")
        far.play("ask")
        for word in words.split():
            far.play(word)
            if not word.startswith("~"):
                near.play(word)
        if near.attempt.code != 200:
            far.play("ack")
            near.play("ack")
            return
        for leg in far, near:
            leg.within("ACK").play("ask")
        near.play("~~~")
        for leg in near, far:
            leg.within("BYE").play("ask . 200")
    return play


def subscriber(*steps: str) -> Play:
    """Registrations of one subscriber one after the other, all with one Call-ID: initial,
    short (423 first), refused, abandoned, refresh, rechallenged, removed."""
    def play(script: Script) -> None:
        leg = script.begin("REGISTER", user=f"+1202555{100 + script.number % 100:04}")
        contact, nonce = leg.exchange.contact, ""
        lasting, ending = "Expires: 3600", "Expires: 0"

        def accept(*headers: str) -> None:
            """Without a challenge, or in answer to it."""
            leg.play("~ ask .")
            leg.answer(200, *(headers or (f"{contact};expires=3600",)))

        def ask_credentials(purpose: str) -> str:
            fresh = token(script.name, purpose, leg.exchange.cseq)
            leg.play("ask .")
            leg.answer(401, challenge(fresh))
            return fresh

        def shown(nonce: str) -> str:
            return credentials(nonce, token(nonce, leg.exchange.cseq, "response"))

        for number, step in enumerate(steps):
            if number:
                leg.play("+45000")  # long after the answer before
                purpose = {"refresh": "refresh", "rechallenged": "refresh",
                           "removed": "deregistration"}[step]
                expires = ending if step == "removed" else lasting
                leg.renew(purpose, expires, shown(nonce))
            else:
                leg.call.purpose = "initial"
                leg.headers = (lasting,)
            if step in ("initial", "short", "abandoned", "rechallenged"):
                nonce = ask_credentials(step)
            if step in ("initial", "short", "rechallenged"):
                leg.again("Expires: 60" if step == "short" else lasting, shown(nonce))
            if step == "short":
                leg.play("~ ask")
                leg.answer(423, "Min-Expires: 3600")
                leg.again(lasting, shown(nonce))
            if step == "refused":
                leg.play("ask 403")
            elif step == "removed":
                accept("Expires: 0")
            elif step != "abandoned":
                accept()
    return play


def overloaded(pause: int, outcome: str) -> Play:
    """503 to a registration; tried again after Retry-After in the same call, or much later."""
    def play(script: Script) -> None:
        user = f"+1202555{100 + script.number % 100:04}"
        leg = script.begin("REGISTER", user=user, client=TOLD_TO_WAIT)
        leg.headers, leg.call.purpose = ("Expires: 3600",), "initial"
        leg.play("ask")
        leg.answer(503, "Retry-After: 5")
        leg.play(f"+{pause}")
        if outcome == "same":
            leg.again("Expires: 3600")
        else:
            leg.renew("initial", "Expires: 3600")
        leg.play("ask")
        leg.answer(200, f"{leg.exchange.contact};expires=3600")
    return play


def pings(*words: str) -> Play:
    """OPTIONS at intervals with one Call-ID."""
    def play(script: Script) -> None:
        leg = script.begin("OPTIONS")
        for number, each in enumerate(words):
            if number:
                leg.play("+30000")
                leg.renew("")
            leg.play(each)
            leg.attempt.outcome = leg.attempt.outcome or "unanswered"
    return play


def subscription(script: Script) -> None:
    """SUBSCRIBE, and what it asks for."""
    leg = script.begin("SUBSCRIBE")
    leg.headers = ("Event: presence", "Expires: 3600")
    leg.play("ask")
    leg.answer(200, f"Contact: <{leg.wire.uri(leg.server)}>", "Expires: 3600")
    notify = leg.within("NOTIFY", back=True)
    notify.headers = ("Event: presence", "Subscription-State: active;expires=3600")
    notify.play("ask 200")


def publication(script: Script) -> None:
    """The server has forgotten what is to be changed (412): published anew."""
    leg = script.begin("PUBLISH")
    leg.headers = "Event: presence", f"SIP-If-Match: {token(script.name, 'entity')}", "Expires: 600"
    leg.play("ask 412")
    leg.again("Event: presence", "Expires: 600")
    leg.play("ask")
    leg.answer(200, f"SIP-ETag: {token(script.name, 'new entity')}", "Expires: 600")


def busy_after(words: str) -> Play:
    """Refused after the words, which end with code and ACK."""
    def play(script: Script) -> None:
        script.begin().play(words)
    return play


RINGS = "ask 100 ~ 180 ~~ "
AT_ONCE = "ask 100 ~"
UNALLOCATED = "Reason: Q.850;cause=1"
NATIONAL, NAME, SHORT = "0207946{}", "user.{}", "*{}#"

# What is played, and on which next hops: I(MS), T(runk), S(tream).
CALLS: list[tuple[Play, str]] = [
    (answered(AT_ONCE + " 200"), "IITTSS"),
    (answered(RINGS + "200"), "IIIITTTTSSS"),
    (answered(RINGS + "200", back=True), "IIITTTSS"),
    (reliable, "IIIT"),
    (answered(RINGS + "200", bye="ask . 481"), "IT"),
    (answered(RINGS + "200", bye=IN_VAIN), "TT"),
    (still_up, "IITS"),
    (within(200), "IT"),
    (within(488), "IT"),
    (within(491, 200), "IS"),
    (answered("ask +480 ask +980 ask 100 ~ 180 ~~ 200 +480 200"), "TT"),
    (answered("ask +1980 ask 100 180 +1000 180 ~~ 200", back=True), "I"),
    (answered(RINGS + "200", copies="vlan"), "IT"),
    (answered(RINGS + "200", copies="tunnel"), "II"),
    (cancelled_too_late, "IT"),
    (challenged("ask 100 ~ 180 ~~ 200"), "IIITT"),
    (challenged("ask 100 ~ 200"), "T"),
    (challenged("ask 100 ~ 180 ~~ 486 ack"), "IT"),
    (longer_interval, "ITS"),
    (without_extension, "IT"),
    (redirected("ask 100 ~ 180 ~~ 200"), "ITS"),
    (redirected("ask 100 ~ 486 ack"), "I"),
    (busy_after("ask 100 ~ 302 ack"), "ITT"),
    (through_proxy("180 ~~ 200"), "III"),
    (through_proxy("180 ~~ 486"), "II"),
    (through_proxy("404"), "II"),
    (through_proxy("503", forwarded="500"), "II"),
    (parallel, "IIII"),
    (parallel_one_gone, "II"),
    (parallel_refused, "II"),
    (parallel_cancelled, "II"),
    (merged, "II"),
    (one_after_the_other("~ 486"), "III"),
    (one_after_the_other("180 ~~ 480"), "II"),
    (failover_of_proxy, "II"),
    (failover_of_client("100 ~ 180 ~~ 200"), "TT"),
    (failover_of_client("503"), "T"),
    (two_legs("icid", "180 ~~ 200"), "TS"),
    (two_legs("icid", "180 ~~ 486"), "T"),
    (two_legs("Session-ID", "404"), "T"),
    (two_legs("Call-ID", "180 ~~ 200"), "T"),
    (refused(AT_ONCE, 404, source("i-cscf"), UNALLOCATED), "III"),
    (refused(AT_ONCE, 404), "ITTS"),
    (refused(AT_ONCE, 404, user=NATIONAL, form="national"), "ITTS"),
    (refused(AT_ONCE, 404, user=NAME, form="name"), "IT"),
    (refused(AT_ONCE, 404, user=SHORT, form="short-code"), "I"),
    (refused(AT_ONCE, 604, UNALLOCATED), "IT"),
    (refused(AT_ONCE, 604), "TS"),
    (refused(AT_ONCE, 410), "TT"),
    (refused(AT_ONCE, 484), "ITT"),
    (refused(AT_ONCE, 486), "IITTS"),
    (refused(RINGS, 486), "ITS"),
    (refused("ask +480 ask 100 180 ~~", 486), "T"),
    (refused(AT_ONCE, 486, copies="vlan"), "IT"),
    (refused(AT_ONCE, 480, copies="tunnel"), "I"),
    (refused(AT_ONCE, 480), "IITS"),
    (refused(RINGS, 480), "IITS"),
    (refused(RINGS, 603), "IITS"),
    (refused(AT_ONCE, 603), "T"),
    (refused(AT_ONCE, 600), "IT"),
    (refused(RINGS, 607), "IT"),
    (refused(AT_ONCE, 608), "TT"),
    (refused(AT_ONCE, 403), "ITS"),
    (refused(RINGS, 408), "ITS"),
    (refused(AT_ONCE, 408), "IT"),
    (refused(AT_ONCE, 500), "ITS"),
    (refused("ask ", 503), "ITS"),
    (refused(AT_ONCE, 504), "IT"),
    (refused(AT_ONCE, 580, offers=True), "II"),
    (refused(AT_ONCE, 488, source("ue"), COMPANIONS[488], offers=True, by_ue=True), "II"),
    (refused(AT_ONCE, 488, source("p-cscf"), COMPANIONS[488], offers=True), "I"),
    (refused(AT_ONCE, 488, offers=True), "TS"),
    (refused(RINGS, 606, offers=True, by_ue=True), "IT"),
    (refused(AT_ONCE, 606, offers=True), "T"),
    (busy_after("ask 100 ~ 404 +480 404 ack"), "T"),
    (busy_after("ask 100 ~ 180 ~~ 480 ack +1980 480 ack"), "I"),
    (cancelled("ask 100 ~"), "ITTS"),
    (cancelled("ask 100 ~ 180 ~~"), "IITTS"),
    (cancelled("ask 100 ~ 180 ~~", copies="vlan"), "T"),
    (redial(486, RINGS + "200"), "IT"),
    (redial(480, RINGS + "480 ack"), "T"),
    (redial(503, RINGS + "200"), "S"),
    (lambda script: first_refused(script, 407, proxy_challenge(token(script.name))), "IT"),
    (lambda script: first_refused(script, 422, ask=("Supported: timer", "Session-Expires: 90")),
     "T"),
    (subscriber("initial", "refresh", "rechallenged", "removed"), "III"),
    (subscriber("initial", "refresh"), "III"),
    (subscriber("initial", "removed"), "T"),
    (subscriber("short", "refresh"), "IIT"),
    (subscriber("refused"), "IIT"),
    (subscriber("abandoned"), "I"),
    (overloaded(6000, "same"), "I"),
    (overloaded(60000, "later"), "I"),
    (pings("ask 200", "ask 200", "ask 200"), "IT"),
    (pings("ask 200", "ask 404", "ask 200"), "TS"),
    (plain("MESSAGE", "ask 200"), "IIITT"),
    (plain("MESSAGE", "ask 404"), "IIT"),
    (subscription, "IIT"),
    (plain("SUBSCRIBE", "ask 489", "Event: unknown-package", "Expires: 3600"), "IT"),
    (publication, "III"),
]

# Their timers must end before the capture does.
EARLY: list[tuple[Play, str]] = [
    (ends(INVITE_IN_VAIN, "unanswered"), "TT"),
    (ends(INVITE_IN_VAIN_ON_GM, "unanswered"), "I"),
    (ends("ask", "unanswered"), "S"),
    (ends("ask 100", "unanswered"), "T"),
    (ends(RINGS, "unanswered"), "IT"),
    (ends(IN_VAIN_ON_GM, "unanswered", "REGISTER", "initial", ("Expires: 3600",)), "I"),
    (ends(IN_VAIN, "unanswered", "REGISTER", "initial", ("Expires: 3600",)), "T"),
    (ends(IN_VAIN, "unanswered", "MESSAGE"), "T"),
    (pings("ask 200", IN_VAIN, "ask 200"), "TT"),
]

# These have not ended when the capture ends.
LATE: list[tuple[Play, str]] = [
    (ends("ask 100 ~ 180", "open"), "IITS"),
    (ends("ask 100", "open"), "T"),
    (challenged("ask 100 ~ 180"), "I"),
    (ends("ask", "open", "REGISTER", "initial", ("Expires: 3600",)), "I"),
]

WIRES = {"I": IMS, "T": TRUNK, "S": STREAM}


def scripts() -> list[tuple[int, Script]]:
    """Every call, played, and when it begins: in an order that is shuffled but always the same."""
    numbers = itertools.count()

    def played(table: list[tuple[Play, str]]) -> list[Script]:
        made = []
        for row, (play, wires) in enumerate(table):
            for letter in wires:
                number = next(numbers)
                made.append(Script(f"mixed {number}", WIRES[letter], number))
                play(made[-1])
        return sorted(made, key=lambda script: token(script.name, "order"))

    usual, early, late = map(played, (CALLS, EARLY, LATE))
    for number, script in enumerate(early, 1):
        usual.insert(8 * number, script)
    placed = []
    for number, script in enumerate(usual):
        jitter = int(token(script.name, "start"), 16) % (2 * SECOND)
        placed.append((number * SECONDS_BETWEEN_CALLS * SECOND + jitter, script))
    placed += [(END + number * 1_234_567, script) for number, script in enumerate(late)]
    return placed


def play_all() -> tuple[list[Script], list[tuple[int, Sighting]]]:
    """All scripts, and all messages with their times, in the order of the capture."""
    placed = scripts()
    sightings = [(START + SECOND + start + each.time, each)
                 for start, script in placed for each in script.sightings]
    return [script for _, script in placed], sorted(sightings, key=lambda pair: pair[0])


def tagged(frame: bytes) -> bytes:
    """The Ethernet frame on another VLAN (IEEE 802.1Q)."""
    return frame[:12] + b"\x81\x00" + VLAN.to_bytes(2, "big") + frame[12:]


class Writer:
    """Records messages as frames and notes their numbers."""

    def __init__(self, recording: Recording, clients: list[str]) -> None:
        self.recording = recording
        self.connections = {client: Tcp(recording, client, STREAM.server) for client in clients}

    def write(self, time: int, sighting: Sighting) -> int:
        """Record a message; gives its frame number."""
        recording, wire = self.recording, sighting.wire
        ends = sighting.source, sighting.target
        recording.now = time
        if wire.transport == "TCP":
            sender = "server" if sighting.source == wire.server else "client"
            client = ends[sender == "server"]
            self.connections[client].send(sender, sighting.payload)
        elif sighting.way == "tunnel":
            phone = ends[sighting.source == wire.server]
            Tunnel(recording, phone).send(*ends, sighting.payload)
        else:
            datagram = frames.udp(*ends, *map(wire.port_of, ends), sighting.payload)
            data = frames.ethernet(frames.ip(*ends, frames.UDP, datagram))
            data = tagged(data) if sighting.way == "vlan" else data
            recording.packets.append(pcapng.Packet(time, data, len(data)))
        number = len(recording.packets)
        if not sighting.is_copy:
            sighting.sending.frame = number
        return number


def record(recording: Recording) -> tuple[list[Script], dict[int, Sighting]]:
    """Record everything; gives the messages by frame number."""
    played, sightings = play_all()
    clients = sorted({script.client for script in played if script.wire is STREAM})
    writer = Writer(recording, clients)
    return played, {writer.write(time, sighting): sighting for time, sighting in sightings}


def message_figures(sightings: list[Sighting]) -> dict[str, object]:
    """What was sent on every hop, and what was only seen."""
    first = [each for each in sightings if not each.is_copy and each.sending.first is None]
    return {"seen": len(sightings),
            "sent": {"requests": truth.tally(each.method for each in first if not each.code),
                     "responses": truth.tally(each.code for each in first if each.code)}}


def whole_truth(played: list[Script], sightings: dict[int, Sighting],
                packets: int) -> dict[str, object]:
    """What the comment at the top of this file describes."""
    calls = sorted((call for script in played for call in script.calls),
                   key=lambda call: call.first.request.frame)
    every = list(sightings.values())
    retries = [retry for script in played for retry in script.retries]
    return {
        "frames": packets,
        "sip_messages": message_figures(every),
        "calls": truth.call_figures(calls),
        "failed_calls": [truth.failed_call(call) for call in calls if call.failed],
        "attempts": truth.attempt_figures(calls),
        "left_out": {
            "copies": sum(each.is_copy for each in every),
            "retransmissions": sum(not each.is_copy and each.sending.first is not None
                                   for each in every),
            "branches": sum(script.branches for script in played),
            "in_dialog_requests": sum(len(call.inside) for call in calls),
            "options": sum(len(call.attempts) for call in calls if call.method == "OPTIONS"),
            "open_calls": sum(call.outcome == "open" for call in calls),
        },
        "finals": truth.final_figures(calls),
        "finals_as_they_come": truth.finals_as_they_come(calls),
        "retries": sorted(({"request_frame": again.request.frame,
                            "failure_frame": failed.final.frame} for failed, again in retries),
                          key=lambda pair: pair["request_frame"]),
        "related": [{"call_ids": [near.call_id, far.call_id], "evidence": evidence}
                    for script in played for near, far, evidence in script.related],
        "kpi": truth.key_figures(calls),
    }


@case("mixed")
def mixed(recording: Recording) -> dict[str, object]:
    """Some 300 calls with every outcome."""
    played, sightings = record(recording)
    return whole_truth(played, sightings, len(recording.packets))


def sighting_fields(sighting: Sighting) -> dict[str, object]:
    """What is expected of every frame with a message."""
    fields: dict[str, object] = {}
    if sighting.kind:
        fields |= {"imsfail.code": sighting.code, "imsfail.kind": sighting.kind}
    if sighting.is_copy:
        fields["imsfail.copy_of"] = sighting.sending.frame
    if sighting.sending.first:
        fields["imsfail.retransmission_of"] = sighting.sending.first.frame
    return fields


def expected() -> dict[str, object]:
    """What the regression tests expect of the frames (see tests/regress/test_captures.py): of
    every failure response, copy and retransmission, and of the first frame of every call."""
    played, sightings = record(Recording())
    fields = {number: sighting_fields(each) for number, each in sightings.items()}
    for script in played:
        for failed, again in script.retries:
            fields[again.request.frame]["imsfail.retry_of"] = failed.final.frame
        for call in script.calls:
            fields[call.first.request.frame]["second_pass"] = {
                "imsfail.call.outcome": call.outcome, "imsfail.call.failed": call.failed}
            for attempt in call.attempts:
                if attempt.code in truth.VERDICTS and call.method != "OPTIONS":
                    fields[attempt.final.frame] |= {
                        "imsfail.scope": attempt.answer.scope,
                        "imsfail.retry": attempt.answer.retry,
                        "imsfail.target.form": attempt.form}
    return {"frames": {str(number): fields[number] for number in sorted(fields) if fields[number]}}


if __name__ == "__main__":
    print(json.dumps(expected(), indent=2))
