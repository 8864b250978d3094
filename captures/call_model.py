# SPDX-License-Identifier: GPL-2.0-or-later
"""Synthetic captures for the model of calls: forks, loops, copies, old and odd senders, and
calls that belong together or only look so. synthetic.py writes them."""

import copy
from collections.abc import Callable

import frames
from exchange import (CALLER, CALLER6, DOMAIN, MILLISECOND, OFFER, SDP, SECOND, SERVER, SERVER6,
                      Exchange, Hop, Recording, SecurityAssociation, case, credentials, quiet_end,
                      token)

PROXIES = ["192.0.2.21", "192.0.2.22", "192.0.2.23"]
PHONES = ["192.0.2.41", "192.0.2.42"]
HOUR = 3600 * SECOND
DAY = 24 * HOUR

Send = Callable[[str, str, bytes], None]


def call_to(recording: Recording, name: str, number: int, server: str = SERVER,
            method: str = "INVITE") -> Hop:
    """The caller's hop of a call to a number of its own."""
    return Hop(recording, Exchange(name, method=method, user=f"+44207946{number:04}"),
               server=server)


def chain(first: Hop, *servers: str) -> list[Hop]:
    """The hops of a request through the servers."""
    hops = [first]
    for server in servers:
        hops.append(hops[-1].forward(server, f"{first.exchange.name} {len(hops)}"))
    return hops


def back(hops: list[Hop], words: str) -> None:
    """Play on every hop, from the last to the first; they carry the To tag of the last."""
    for hop in reversed(hops):
        hop.exchange.tag = hops[-1].exchange.tag
        hop.play(words)


def there(hops: list[Hop], words: str = "ask") -> None:
    """Play on every hop, from the first to the last."""
    for hop in hops:
        hop.play(words)


def answered(hop: Hop, phone: str = "", number: int = 1) -> None:
    """The ACK of a 2xx, and after a second BYE and its 200, straight to the phone."""
    hop.within("ACK", phone).play("ask +1000")
    hop.within("BYE", phone, number).play("ask 200 +1000")


class Tunnel:
    """GTP-U between a base station and the user plane behind it, for a phone."""

    STATION, GATEWAY = "192.0.2.30", "192.0.2.31"

    def __init__(self, recording: Recording, phone: str) -> None:
        self.recording, self.phone = recording, phone

    def send(self, source: str, target: str, payload: bytes) -> None:
        """Record one message."""
        upward = source == self.phone
        outer = (self.STATION, self.GATEWAY) if upward else (self.GATEWAY, self.STATION)
        inner = frames.ip(source, target, frames.UDP,
                          frames.udp(source, target, 5060, 5060, payload))
        tunnel = frames.gtpu(0x11223344 if upward else 0x55667788, inner)
        port = frames.GTPU_PORT
        self.recording.packet(frames.ip(*outer, frames.UDP,
                                        frames.udp(*outer, port, port, tunnel)))


def on_two_paths(recording: Recording, client: str, near: Send, far: Send, later: int) -> Send:
    """A sender whose messages are captured twice, the second time `later` microseconds after:
    those of the client first on the near path, those to it first on the far one."""
    def send(source: str, target: str, payload: bytes) -> None:
        start = recording.now
        for path in (near, far) if source == client else (far, near):
            recording.now = start
            path(source, target, payload)
            start += later
    return send


@case("copies-paths")
def copies_paths(recording: Recording) -> None:
    """Calls captured on two paths each: in GTP-U and behind it, in ESP and out of it."""
    phone, proxy = "198.51.100.10", "198.51.100.20"
    tunnel = Tunnel(recording, phone)

    # The core is 4 ms behind; the UE sends its INVITE again after 2 s, as on Gm.
    first = Hop(recording, Exchange("two paths", user="+442079460501", client=phone), phone, proxy)
    first.send = on_two_paths(recording, phone, tunnel.send, recording.udp, 4 * MILLISECOND)
    first.play("ask +1976 ask 100")
    second = first.forward(SERVER)
    second.send = recording.udp
    second.play("ask 100 404 ack")
    first.exchange.tag = second.exchange.tag
    first.play("404 ack +1000")

    # The clock of the second probe is 150 ms late: all of the call is over before its copy.
    skewed = Hop(recording, Exchange("late clock", user="+442079460502", client=phone),
                 phone, proxy)
    start = recording.now
    for send, later in ((tunnel.send, 0), (recording.udp, 150 * MILLISECOND)):
        recording.now = start + later
        skewed.send = send
        skewed.play("ask 486 ack +1000")
    recording.packets.sort(key=lambda packet: packet.time)

    # Inside and outside of an IMS security association.
    association = SecurityAssociation(recording)
    exchange = Exchange("in and out", user="+442079460503")
    association.protect(exchange)

    def without_esp(source: str, target: str, payload: bytes) -> None:
        ports = association.ports(source)
        recording.packet(frames.ip(source, target, frames.UDP,
                                   frames.udp(source, target, *ports, payload)))

    protected = Hop(recording, exchange)
    protected.send = on_two_paths(recording, CALLER, association.send, without_esp, MILLISECOND)
    protected.play("ask 100 480 ack +1000")

    # The second probe is 50 ms late: its INVITE comes after the CANCEL.
    cancelled = Hop(recording, Exchange("cancelled between", user="+442079460504", client=phone),
                    phone, proxy)
    start = recording.now
    for send, later in ((tunnel.send, 0), (recording.udp, 50 * MILLISECOND)):
        recording.now = start + later
        cancelled.send = send
        cancelled.play("ask 100")
        cancel = cancelled.cancel()
        cancel.play("ask 200")
        cancelled.play("487 ack")
    recording.packets.sort(key=lambda packet: packet.time)


@case("spiral")
def spiral(recording: Recording) -> None:
    """The S-CSCF is passed twice, for the caller and for the callee, with one Request-URI."""
    p_cscf, s_cscf, i_cscf = PROXIES
    orig = f"Route: <sip:orig@{s_cscf}:5060;lr>"
    term = f"Route: <sip:{s_cscf}:5060;lr>"

    def set_up(name: str, number: int, *way: tuple[str, str]) -> list[Hop]:
        """A call through the P-CSCF and what follows, each with the Route toward it."""
        hops = chain(call_to(recording, name, number, p_cscf),
                     *[server for server, _ in way], PHONES[0])
        for hop, (_, route) in zip(hops[1:], way):
            hop.exchange.route = route
        hops[-1].exchange.uri = f"sip:{PHONES[0]}:5060"
        there(hops, "ask 100")
        return hops

    back(set_up("spiral", 511, (s_cscf, orig), (i_cscf, ""), (s_cscf, term)), "486 ack")
    recording.wait()

    # The S-CSCF sends to itself, the I-CSCF is left out.
    hops = set_up("spiral within", 512, (s_cscf, orig), (s_cscf, term))
    back(hops, "180")
    back(hops, "200")
    answered(hops[0], PHONES[0])


@case("loop")
def loop(recording: Recording) -> None:
    """Two proxies that send a request to each other, nothing in it changed."""
    one, other = PROXIES[:2]
    found = chain(call_to(recording, "loop", 521, one), *[other, one] * 2)
    there(found)
    back(found, "482 ack")
    recording.wait()

    first = call_to(recording, "loop until", 522, one)
    first.exchange.hops = 12
    endless = chain(first, *[other, one] * 6)
    there(endless)
    back(endless, "483 ack")


@case("loop-beyond")
def loop_beyond(recording: Recording) -> None:
    """Max-Forwards is used up somewhere behind the last node that was captured."""
    first = call_to(recording, "loop beyond", 523, PROXIES[0])
    first.exchange.hops = 20
    hops = chain(first, *PROXIES[1:])
    there(hops, "ask 100")
    back(hops, "483 ack")


OLD_VIA = f"Via: SIP/2.0/UDP {CALLER}:5060"


@case("old-branches")
def old_branches(recording: Recording) -> None:
    """Senders of RFC 2543: a branch without magic cookie, always the same, or none at all."""
    for name, number, via, words in (
            ("same branch", 531, OLD_VIA + ";branch=1", "ask +480 ask 100 486 +480 486 ack +1000"),
            ("no branch", 532, OLD_VIA, "ask 100 404 ack +1000"),
            ("same branch again", 533, OLD_VIA + ";branch=1", "ask 100 604 ack +1000")):
        hop = call_to(recording, name, number)
        hop.exchange.vias = [via]
        hop.play(words)

    cancelled = call_to(recording, "old cancel", 534)
    cancelled.exchange.vias = [OLD_VIA + ";branch=1"]
    cancelled.play("ask 180 +1000")
    cancelled.cancel().play("ask 200")
    cancelled.play("487 ack +1000")

    # Two branches of a proxy that differ in nothing but the Request-URI; the later answers first.
    first = call_to(recording, "old fork", 535)
    first.exchange.vias = [OLD_VIA]
    first.play("ask")
    branches = [first.forward(phone) for phone in PHONES]
    for branch, phone in zip(branches, PHONES):
        branch.exchange.vias = [f"Via: SIP/2.0/UDP {SERVER}:5060", OLD_VIA]
        branch.exchange.uri = f"sip:{phone}:5060"
        branch.play("ask")
    branches[1].play("404 ack")
    branches[0].play("486 ack")
    first.exchange.tag = branches[0].exchange.tag
    first.play("486 ack")


@case("long-call-ids")
def long_call_ids(recording: Recording) -> None:
    """Two calls at once of a client with one branch and one From tag for all of them, told
    apart by the end of a long Call-ID alone."""
    calls = [call_to(recording, f"long {number}", 541 + number) for number in range(2)]
    for number, call in enumerate(calls):
        call.exchange.vias = calls[0].exchange.vias
        call.exchange.call_id = f"Call-ID: {'0123456789' * 20}{number}@example.net"
        call.exchange.sender = calls[0].exchange.sender
        call.play("ask")
    calls[1].play("404 ack")
    calls[0].play("486 ack")


def challenge(nonce: str, realm: str = DOMAIN) -> str:
    """The header of a 401."""
    return f'WWW-Authenticate: Digest realm="{realm}", nonce="{nonce}", qop="auth"'


@case("register-from-tag")
def register_from_tag(recording: Recording) -> None:
    """Registrations whose answer to the challenge has another From tag, one another Call-ID."""
    def register(name: str, like: Hop | None, nonce: str) -> Hop:
        exchange = Exchange(name, method="REGISTER", user="+12025550101")
        if like:
            exchange.call_id, exchange.cseq = like.exchange.call_id, like.exchange.cseq + 1
        hop = Hop(recording, exchange)
        hop.ask(credentials(nonce, token(name, nonce, "response")) if nonce else "")
        return hop

    first = register("new tag 1", None, "")
    first.answer(401, challenge("aaaa1111"))
    second = register("new tag 2", first, "aaaa1111")
    second.answer(200)
    recording.wait(60 * SECOND)
    # A refresh with the same nonce; then a registration that goes on under another Call-ID.
    register("refresh", second, "aaaa1111").answer(200)
    recording.wait(60 * SECOND)
    register("new Call-ID 1", None, "").answer(401, challenge("bbbb2222"))
    register("new Call-ID 2", None, "bbbb2222").answer(200)


def next_request(hop: Hop) -> None:
    """Go on with the next CSeq and another branch."""
    exchange = hop.exchange
    exchange.cseq += 1
    branch = token(exchange.name, exchange.cseq, "branch")
    exchange.vias = [exchange.vias[0].split("branch=")[0] + "branch=z9hG4bK" + branch]


@case("nonce-in-dialog")
def nonce_in_dialog(recording: Recording) -> None:
    """A server asks for credentials when the caller hangs up; its nonce serves for the next call
    as well."""
    def proxy(header: str) -> str:
        return header.replace("WWW-", "Proxy-").replace("Authorization", "Proxy-Authorization")

    first = call_to(recording, "nonce, first call", 546)
    first.play("ask 100 180 200")
    first.within("ACK").play("ask +1000")
    bye = first.within("BYE")
    bye.ask()
    bye.answer(407, proxy(challenge("cccc3333")))
    bye = first.within("BYE", number=2)
    bye.ask(proxy(credentials("cccc3333", token("nonce", "bye"))))
    bye.play("200")
    recording.wait(300 * SECOND)
    second = call_to(recording, "nonce, second call", 547)
    second.ask(proxy(credentials("cccc3333", token("nonce", "invite"))))
    second.play("100 180 486 ack")


@case("b2bua-call-id")
def b2bua_call_id(recording: Recording) -> None:
    """A B2BUA that keeps the Call-ID: both sides are refused with 422 and try again, answered."""
    near = call_to(recording, "B2BUA near", 548)
    far = Hop(recording, Exchange("B2BUA far", user="+442079460548", client=SERVER), SERVER,
              PHONES[0])
    far.exchange.call_id = near.exchange.call_id
    near.play("ask 100")
    far.play("ask")
    for hop in far, near:
        hop.answer(422, "Min-SE: 600")
        hop.play("ack")
        next_request(hop)
    near.ask("Min-SE: 600")
    near.play("100")
    far.ask("Min-SE: 600")
    far.play("200")
    near.play("200")
    far.within("ACK").play("ask")
    near.within("ACK").play("ask +1000")
    near_bye, far_bye = near.within("BYE"), far.within("BYE")
    near_bye.play("ask")
    far_bye.play("ask 200")
    near_bye.play("200")


@case("options-hours")
def options_hours(recording: Recording) -> None:
    """One Call-ID and From tag for the OPTIONS pings of hours: 200, 404, silence."""
    ping = call_to(recording, "ping", 551, method="OPTIONS")
    for words, pause in (("ask 200", HOUR), ("ask 200", HOUR), ("ask 404", 10 * SECOND),
                         ("ask 200", HOUR), ("ask +480 ask +980 ask", HOUR), ("ask 200", HOUR)):
        via = f"{CALLER}:5060;branch=z9hG4bK{token('ping', ping.exchange.cseq)}"
        ping.exchange.vias = [f"Via: SIP/2.0/UDP {via}"]
        ping.exchange.tag = f";tag={token('ping', 'to', ping.exchange.cseq)}"
        ping.play(words)
        ping.exchange.cseq += 1
        recording.wait(pause)


@case("prack-fork")
def prack_fork(recording: Recording) -> None:
    """A fork to two phones that both answer 183 reliably: both PRACKs have CSeq 2."""
    first = call_to(recording, "prack fork", 561)
    first.exchange.contact += "\r\nSupported: 100rel"
    first.play("ask 100")
    branches = [first.forward(phone) for phone in PHONES]
    there(branches)
    for number, branch in enumerate(branches, 1):
        reliable = "Require: 100rel", f"RSeq: {100 * number}"
        first.exchange.tag = branch.exchange.tag
        branch.answer(183, *reliable)
        first.answer(183, *reliable)
    for number, branch in enumerate(branches, 1):
        first.exchange.tag = branch.exchange.tag
        prack = first.within("PRACK", branch.server)
        prack.ask(f"RAck: {100 * number} 1 INVITE")
        prack.play("200")
    recording.wait()
    back([first, branches[0]], "200")
    branches[1].cancel().play("ask 200")
    branches[1].play("487 ack")
    answered(first, PHONES[0], 2)


@case("prack-missing")
def prack_missing(recording: Recording) -> None:
    """A reliable 183 sent again and again without PRACK until the callee gives up with 504;
    then one whose PRACK was only slow."""
    reliable = "Require: 100rel", "RSeq: 1"
    unheard = call_to(recording, "no PRACK", 563)
    unheard.exchange.contact += "\r\nSupported: 100rel"
    unheard.play("ask 100")
    for gap in (500, 1000, 2000, 4000, 8000, 16000, 500):  # doubled from T1, until 64*T1
        unheard.answer(183, *reliable)
        recording.wait(gap * MILLISECOND)
    unheard.play("504 ack +1000")

    slow = call_to(recording, "slow PRACK", 564)
    slow.exchange.contact += "\r\nSupported: 100rel"
    slow.play("ask 100")
    for gap in (500, 300):
        slow.answer(183, *reliable)
        recording.wait(gap * MILLISECOND)
    prack = slow.within("PRACK")
    prack.ask("RAck: 1 1 INVITE")
    prack.play("200 +1000")
    slow.play("200")
    answered(slow, number=2)


@case("via-port")
def via_port(recording: Recording) -> None:
    """Responses whose top Via has another transport, port, host spelling or more parameters."""
    host = "Via: SIP/2.0/UDP Phone.Example.NET;branch="
    for number, code, sent, returned in (
            (571, 404, f"Via: SIP/2.0/UDP {CALLER}:5060;branch=",
             "Via: SIP/2.0/TCP 198.51.100.99:40123;rport=40123;branch="),
            (572, 486, f"Via: SIP/2.0/UDP {CALLER}:5060;rport;branch=",
             f"Via: SIP / 2.0 / UDP {CALLER}:5060;received={CALLER};rport=5060;branch="),
            (573, 604, host, host.lower().replace("via: sip/2.0/udp", "v:SIP/2.0/UDP"))):
        hop = call_to(recording, f"via port {number}", number)
        branch = f"z9hG4bK{token('via port', number)}"
        hop.exchange.vias = [sent + branch]
        hop.play("ask")
        hop.exchange.vias = [returned + branch]
        hop.play(str(code))
        hop.exchange.vias = [sent + branch]
        hop.play("ack +1000")


@case("ack-branch")
def ack_branch(recording: Recording) -> None:
    """The ACK of a 200 with the INVITE's branch, and ACKs of a 486 with a branch of their own."""
    hop = call_to(recording, "ack 200", 581)
    hop.play("ask 100 180 200")
    acknowledgement = hop.within("ACK")
    acknowledgement.exchange.vias = hop.exchange.vias
    acknowledgement.play("ask +1000")
    hop.within("BYE").play("ask 200 +1000")

    hop = call_to(recording, "ack 486", 582)
    hop.play("ask 100 486")
    right = hop.exchange.vias
    hop.exchange.vias = [f"Via: SIP/2.0/UDP {CALLER}:5060;branch=z9hG4bK{token('wrong')}"]
    hop.play("ack +480")
    wrong, hop.exchange.vias = hop.exchange.vias, right
    hop.play("486")  # the server did not take it
    hop.exchange.vias = wrong
    hop.play("ack")


@case("fork-parent-unseen")
def fork_parent_unseen(recording: Recording) -> None:
    """Branches whose common parent was not captured: with its Via, then without."""
    unseen = call_to(recording, "unseen", 591)
    branches = [unseen.forward(phone) for phone in PHONES]
    there(branches)
    branches[0].play("404 ack")
    branches[1].play("180 +1000 486 ack +1000")

    # The second gateway after the 503 of the first.
    hidden = call_to(recording, "hidden", 592)
    for code, phone in zip((503, 486), PHONES):
        branch = hidden.forward(phone)
        branch.exchange.vias = branch.exchange.vias[:1]
        branch.play(f"ask 100 {code} ack")


@case("fork-cancel-unseen")
def fork_cancel_unseen(recording: Recording) -> None:
    """What a forking proxy does with its branches, its own request not captured: after 603 it
    cancels the other one; after 404 the other one answers; a single one answers 404."""
    declined = call_to(recording, "declined", 593)
    branches = [declined.forward(phone) for phone in PHONES]
    there(branches, "ask 100 180")
    branches[1].play("+2000 603 ack")
    branches[0].cancel().play("ask 200")
    branches[0].play("487 ack +1000")

    found = call_to(recording, "found", 594)
    branches = [found.forward(phone) for phone in PHONES]
    there(branches, "ask 100")
    branches[0].play("404 ack")
    branches[1].play("180 +1000 200")
    branches[1].within("ACK").play("ask +1000")

    call_to(recording, "alone", 595).forward(PHONES[0]).play("ask 100 404 ack")


@case("via-hidden")
def via_hidden(recording: Recording) -> None:
    """A Via replaced on the way, and a hop in the middle that was not captured."""
    hops = chain(call_to(recording, "replaced", 601), PHONES[0])
    hops[1].exchange.vias = hops[1].exchange.vias[:1]
    there(hops)
    back(hops, "404 ack")
    recording.wait()

    first, _, last = hops = chain(call_to(recording, "gap", 602), PROXIES[0], PHONES[0])
    there([first, last])
    back(hops[::2], "480 ack")


@case("cut-while-ringing")
def cut_while_ringing(recording: Recording) -> None:
    """A good call, then one that still rings when the capture ends. Nothing fails."""
    hops = chain(call_to(recording, "good", 611), PHONES[0])
    there(hops, "ask 100")
    back(hops, "180")
    back(hops, "200")
    answered(hops[0], PHONES[0])
    hops = chain(call_to(recording, "cut", 612), PHONES[0])
    there(hops, "ask 100")
    back(hops, "180")


@case("swapped-order")
def swapped_order(recording: Recording) -> None:
    """Messages captured 2 ms before what they follow from."""
    def swap() -> None:
        """Exchange the last two packets, 2 ms apart."""
        packets = recording.packets
        packets[-2:] = [packets[-1]._replace(time=packets[-2].time),
                        packets[-2]._replace(time=packets[-2].time + 2 * MILLISECOND)]

    # A final response before its request.
    final = call_to(recording, "final first", 621)
    final.play("ask 404")
    swap()
    final.play("ack +1000")

    # A provisional one before its request.
    provisional = call_to(recording, "provisional first", 622)
    provisional.play("ask 100")
    swap()
    provisional.play("486 ack +1000")

    # A branch before its parent.
    hops = chain(call_to(recording, "branch first", 623), PHONES[0])
    there(hops)
    swap()
    back(hops, "480 ack")
    recording.wait()

    # An ACK before the final that it acknowledges.
    acknowledged = call_to(recording, "ACK first", 624)
    acknowledged.play("ask 100 603 ack")
    swap()


@case("mid-call")
def mid_call(recording: Recording) -> None:
    """Dialogs that began before the capture: a re-INVITE and BYE, BYE alone, ACK alone."""
    hop = call_to(recording, "mid re-INVITE", 631)
    change = hop.within("INVITE", back=True, number=100)
    change.ask(OFFER, body=SDP)
    change.play("488 ack +1000")
    hop.within("BYE", number=2).play("ask 200 +1000")
    call_to(recording, "mid BYE", 632).within("BYE").play("ask 200 +1000")
    call_to(recording, "mid gone", 633).within("BYE").play("ask 481 +1000")
    call_to(recording, "mid ACK", 634).within("ACK").play("ask")


UUIDS = [token("Session-ID", number) + "0" * 20 for number in range(2)]
NIL = "0" * 32


def session_id(local: str, remote: str) -> str:
    """The header of RFC 7989."""
    return f"Session-ID: {local};remote={remote}"


def icid(value: str) -> str:
    """The charging header of IMS."""
    return f"P-Charging-Vector: icid-value={value}"


@case("related-legs")
def related_legs(recording: Recording) -> None:
    """Pairs of calls that belong together, each by another sign."""
    # Through a B2BUA: what the legs say in INVITE and in 180.
    pairs = [
        ("Call-ID", "", "", "", ""),
        ("Session-ID", session_id(UUIDS[0], NIL), session_id(UUIDS[0], NIL),
         session_id(UUIDS[1], UUIDS[0]), session_id(UUIDS[1], UUIDS[0])),
        ("icid", icid("related-1"), icid("related-1"), "", ""),
        ("icid of a response", "", icid("related-2"), icid("related-2"), ""),
    ]
    for number, (sign, ask_near, ask_far, ringing_near, ringing_far) in enumerate(pairs):
        near = call_to(recording, f"{sign} near", 641 + number)
        far = Hop(recording, Exchange(f"{sign} far", user=f"+44207946{641 + number:04}",
                                      client=SERVER), SERVER, PHONES[0])
        if sign == "Call-ID":
            far.exchange.call_id = near.exchange.call_id
        near.ask(ask_near)
        near.play("100")
        far.ask(ask_far)
        far.answer(180, ringing_far)
        near.answer(180, ringing_near)
        far.play("+1000 486 ack")
        near.play("486 ack +1000")

    # A new call that names the dialog of another one, from a phone that takes part in neither.
    for number, (method, header, code) in enumerate([
            ("INVITE", "Replaces: {0};to-tag={2};from-tag={1}", 200),
            ("INVITE", "Join: {0};to-tag={2};from-tag={1}", 200),
            ("REFER", "Refer-To: <sip:+442079460199@example.com>\r\n"
             "Target-Dialog: {0};remote-tag={1};local-tag={2}", 202)]):
        old = call_to(recording, f"{header} old", 651 + number)
        old.play("ask 100 200")
        old.within("ACK").play("ask +1000")
        new = Hop(recording, Exchange(f"{header} new", method=method, user="+12025550101",
                                      client=PHONES[1]), PHONES[1], CALLER)
        new.exchange.sender = new.exchange.sender.replace("+12025550101", "+12025550102")
        new.ask(header.format(old.exchange.call_id.removeprefix("Call-ID: "),
                              *(text.split("tag=")[1] for text in (old.exchange.tag,
                                                                   old.exchange.sender))))
        new.answer(code)
        if method == "INVITE":
            new.within("ACK").play("ask +500")
        old.within("BYE").play("ask 200 +500")
        if method == "INVITE":
            new.within("BYE").play("ask 200 +500")

    # REFER, the call it causes, and what is reported of it.
    talk = call_to(recording, "transfer", 661)
    talk.play("ask 100 200")
    talk.within("ACK").play("ask +1000")
    refer = talk.within("REFER", back=True)
    caused = call_to(recording, "transferred", 662, server=PHONES[0])
    refer.ask(f"Refer-To: <{caused.exchange.uri}>", f"Referred-By: <sip:{SERVER}>")
    refer.play("202")
    caused.ask(f"Referred-By: <sip:{SERVER}>")
    caused.play("100 +500 486 ack")
    notify = talk.within("NOTIFY")
    notify.ask("Event: refer", "Subscription-State: terminated;reason=noresource",
               "Content-Type: message/sipfrag", body="SIP/2.0 486 Busy Here\r\n")
    notify.play("200")
    talk.within("BYE", number=2).play("ask 200")


@case("unrelated-legs")
def unrelated_legs(recording: Recording) -> None:
    """Calls that share what proves nothing: a nil Session-ID, an icid of nine calls, an icid an
    hour later."""
    def at_once(name: str, first_number: int, count: int, header: str) -> None:
        hops = [call_to(recording, f"{name} {number}", first_number + number)
                for number in range(count)]
        for hop in hops:
            hop.ask(header)
        for hop in hops:
            hop.play("486 ack")

    at_once("nil", 671, 2, session_id(NIL, NIL))
    at_once("icid of all", 681, 9, icid("unrelated-1"))
    for number in range(2):
        at_once(f"icid {number}", 691 + number, 1, icid("unrelated-2"))
        recording.wait(HOUR)


@case("redial")
def redial(recording: Recording) -> None:
    """Called again after 486, always with a new Call-ID: what is a retry and what is not."""
    caller = "+12025550101"
    for number, (pause, called, calling, server, header) in enumerate([
            (0, 701, caller, SERVER, ""),
            (10, 701, caller, SERVER, ""),  # again
            (60, 701, caller, SERVER, "Retry-After: 120"),  # too late to be the same wish
            (60, 701, caller, SERVER, ""),  # not too late after Retry-After
            (5, 702, caller, SERVER, ""),  # somebody else called
            (5, 702, "+12025550102", SERVER, ""),  # somebody else calls
            (5, 702, caller, PROXIES[0], ""),  # over another next hop
    ]):
        recording.wait(pause * SECOND)
        hop = call_to(recording, f"redial {number}", called, server)
        hop.exchange.sender = hop.exchange.sender.replace(caller, calling)
        hop.play("ask 100")
        hop.answer(486, header)
        hop.play("ack")


@case("call-id-reuse")
def call_id_reuse(recording: Recording) -> None:
    """A phone that begins with the same Call-ID after each restart, days later: with another
    From tag, with another branch, and with nothing new at all."""
    first = call_to(recording, "restart", 711)
    new_tag, new_branch = (copy.copy(first.exchange) for _ in range(2))
    other = call_to(recording, "restart, other tags", 711).exchange
    new_tag.vias, new_tag.sender, new_tag.tag = other.vias, other.sender, other.tag
    other = call_to(recording, "restart, other branch", 711).exchange
    new_branch.vias, new_branch.tag = other.vias, other.tag
    for exchange, words in ((first.exchange, "486"), (new_tag, "404"), (new_branch, "480"),
                            (first.exchange, "486")):
        first.to(exchange, CALLER, SERVER).play(f"ask 100 {words} ack")
        recording.wait(2 * DAY)


@case("cseq-reuse")
def cseq_reuse(recording: Recording) -> None:
    """An INVITE sent again with the CSeq of one that has got its final: after 486, and with
    credentials after 407."""
    for name, number, code, header, ask in (
            ("reuse 486", 721, 486, "", ""),
            ("reuse 407", 722, 407, challenge("cccc3333").replace("WWW", "Proxy"),
             credentials("cccc3333", token("reuse")).replace("Auth", "Proxy-Auth", 1))):
        hop = call_to(recording, name, number)
        hop.play("ask 100")
        hop.answer(code, header)
        hop.play("ack +2000")
        again = copy.copy(hop.exchange)
        other = Exchange(f"{name} again")
        again.vias, again.tag = other.vias, other.tag
        hop = hop.to(again, CALLER, SERVER)
        hop.ask(ask)
        hop.play("100 480 ack +60000")


@case("auth-two-realms")
def auth_two_realms(recording: Recording) -> None:
    """Challenges of two realms: of a proxy and then of the callee, answered rightly, and the
    callee's wrongly; of two proxies at once, one of them answered wrongly."""
    proxy, callee, other_proxy = "proxy.example.net", "example.com", "proxy.example.com"

    def asked(realm: str, nonce: str) -> str:
        return challenge(nonce, realm).replace("WWW", "Proxy" if "proxy" in realm else "WWW")

    def given(realm: str, nonce: str) -> str:
        header = credentials(nonce, token(realm, nonce, "response"), realm)
        return ("Proxy-" if "proxy" in realm else "") + header

    def call(name: str, number: int, *steps: tuple[list[tuple[str, str]], int]) -> Hop:
        """INVITEs with the credentials that the answers before have asked for."""
        hop, got = call_to(recording, name, number), {}
        for cseq, (asks, code) in enumerate(steps, 1):
            other = Exchange(f"{name} {cseq}")
            hop.exchange.cseq, hop.exchange.vias, hop.exchange.tag = cseq, other.vias, other.tag
            hop.ask(*(given(*each) for each in got.items()))
            got |= dict(asks)
            hop.answer(100)
            hop.answer(code, *(asked(*each) for each in asks))
            hop.play("ack" if code >= 300 else "")
        return hop

    first = [(proxy, "aaaa0001")], 407
    second = [(callee, "bbbb0001")], 401
    answered(call("right", 771, first, second, ([], 200)))
    call("wrong for the callee", 772, first, second, ([(callee, "bbbb0002")], 401))
    recording.wait()
    call("wrong for one proxy", 773, ([(proxy, "aaaa0003"), (other_proxy, "cccc0003")], 407),
         ([(proxy, "aaaa0004")], 407))


@case("failover-icmp")
def failover_icmp(recording: Recording) -> None:
    """A proxy whose first gateway does not listen: ICMP error, then the second gateway."""
    first = call_to(recording, "unreachable", 731)
    first.play("ask 100")
    branches = [first.forward(phone) for phone in PHONES]
    datagram = frames.udp(SERVER, PHONES[0], 5060, 5060, branches[0].exchange.request())
    branches[0].play("ask")
    recording.packet(frames.ip(PHONES[0], SERVER, frames.ICMP, frames.icmp_error(
        frames.ip(SERVER, PHONES[0], frames.UDP, datagram))))
    branches[1].play("ask 100")
    hops = [first, branches[1]]
    back(hops, "180")
    back(hops, "200")
    answered(first, PHONES[1])


@case("unreachable")
def unreachable(recording: Recording) -> None:
    """ICMP errors for requests: port unreachable over IPv4 and IPv6, fragmentation needed, and
    a quote too short to name the request."""
    def error(hop: Hop, kind: tuple[int, int], quoted: int) -> None:
        """The ICMP error of the server, with the first bytes of what the client sent."""
        client, server = hop.client, hop.server
        packet = frames.ip(client, server, frames.UDP, frames.udp(
            client, server, 5060, 5060, hop.exchange.request()))[:quoted]
        recording.packet(
            frames.ip(server, client, frames.ICMPV6,
                      frames.icmpv6_error(server, client, packet, kind))
            if ":" in client else
            frames.ip(server, client, frames.ICMP, frames.icmp_error(packet, kind)))

    nobody = call_to(recording, "nobody", 751)
    nobody.exchange.contact += "\r\nX-Filler: " + "a" * 300
    for gap in (460, 960, 1000):  # timer A
        nobody.ask()
        error(nobody, frames.PORT_UNREACHABLE, 548)  # in a packet of 576 bytes (RFC 1122 3.2.2)
        recording.wait(gap * MILLISECOND)

    nobody6 = Hop(recording, Exchange("nobody 6", user="+442079460752", client=CALLER6),
                  CALLER6, SERVER6)
    nobody6.ask()
    error(nobody6, frames.PORT_UNREACHABLE_6, 1232)

    large = call_to(recording, "large", 753)
    large.ask()
    error(large, frames.FRAGMENTATION_NEEDED, 548)
    large.play("+460 ask 100 +1000 486 ack")

    short = call_to(recording, "short quote", 754, method="OPTIONS")
    short.ask()
    error(short, frames.PORT_UNREACHABLE, 28)
    quiet_end(recording)


@case("cancel-late")
def cancel_late(recording: Recording) -> None:
    """A CANCEL that meets the 200 on its way: the call is answered all the same."""
    hop = call_to(recording, "cancel late", 741)
    hop.play("ask 100 180 +2000")
    cancel = hop.cancel()
    cancel.play("ask")
    hop.play("200")
    cancel.play("200")
    answered(hop)
