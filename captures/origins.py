# SPDX-License-Identifier: GPL-2.0-or-later
"""Synthetic captures of where failures come from, and of what protects them on their way.
synthetic.py writes them."""

import frames
from call_model import PHONES, PROXIES, call_to, chain
from exchange import (CALLER, SECOND, SERVER, Exchange, Hop, Recording, SecurityAssociation, case,
                      credentials, quiet_end)

CELL = "P-Access-Network-Info: 3GPP-NR;utran-cell-id-3gpp=0010100010000001"


def icid(value: str) -> str:
    """The header by which the nodes of a network charge for one call."""
    return f"P-Charging-Vector: icid-value={value}"


def source(node: str) -> str:
    """The header by which a node of IMS says that a response is its own."""
    return f"Response-Source: fe=<urn:3gpp:fe:{node}>"


@case("origins")
def origins(recording: Recording) -> None:
    """Failures of a UE, a CSCF, a proxy, and behind a B2BUA."""
    # A UE refuses: from the S-CSCF to its P-CSCF, and on over Gm.
    association = SecurityAssociation(recording)
    s_cscf = PROXIES[0]
    core = Hop(recording, Exchange("to a UE", user="+442079460601", client=s_cscf), s_cscf, SERVER)
    gm = core.forward(CALLER)
    gm.send = association.send
    core.ask(icid("origin-1"))
    gm.ask()
    gm.play("180")
    core.exchange.tag = gm.exchange.tag
    core.play("180 +900")
    gm.answer(486, CELL, "Server: phone/1")
    gm.play("ack")
    core.answer(486, CELL, icid("origin-1"), "Server: phone/1")
    core.play("ack +1000")

    # The I-CSCF says that it was itself; the P-CSCF takes that away before it answers the UE.
    to_p_cscf, to_i_cscf = chain(call_to(recording, "from the I-CSCF", 602), PROXIES[0])
    to_p_cscf.ask(CELL)
    to_i_cscf.ask(CELL, icid("origin-2"))
    to_i_cscf.answer(404, source("i-cscf.term"), "Reason: Q.850;cause=1;location=LN")
    to_i_cscf.play("ack")
    to_p_cscf.exchange.tag = to_i_cscf.exchange.tag
    to_p_cscf.play("404 ack +1000")

    # A proxy sends another code on than its only branch gave it.
    first, second = chain(call_to(recording, "changed", 603), PHONES[0])
    first.play("ask 100")
    second.play("ask 404 ack")
    first.play("480 ack +1000")

    # Two branches, of which the proxy chooses one: nothing has changed.
    fork = call_to(recording, "chosen", 604)
    branches = [fork.forward(phone) for phone in PHONES]
    fork.play("ask 100")
    for branch in branches:
        branch.play("ask")
    branches[0].play("404 ack")
    branches[1].play("480 ack")
    fork.exchange.tag = branches[1].exchange.tag
    fork.play("480 ack +1000")

    # No answer but 100 comes from the only branch: 408 is the proxy's own.
    first, second = chain(call_to(recording, "timed out", 605), PHONES[0])
    first.play("ask 100")
    second.play("ask 100 +32000")
    first.play("408 ack +1000")

    # Behind a B2BUA: another Call-ID, the same charging identity.
    near = call_to(recording, "near leg", 606)
    far = Hop(recording, Exchange("far leg", user="+442079460606", client=SERVER), SERVER,
              PHONES[0])
    near.ask(icid("origin-6"))
    far.ask(icid("origin-6"))
    far.play("404 ack")
    near.play("404 ack")


@case("security-path")
def security_path(recording: Recording) -> None:
    """Answers outside of the security association in which their request came."""
    association = SecurityAssociation(recording)

    def in_the_clear(source_address: str, target: str, payload: bytes) -> None:
        ports = association.ports(source_address)
        recording.packet(frames.ip(source_address, target, frames.UDP,
                                   frames.udp(source_address, target, *ports, payload)))

    def protected(name: str, number: int, method: str = "INVITE") -> Hop:
        exchange = Exchange(name, method=method, user=f"+44207946{number:04}")
        association.protect(exchange)
        hop = Hop(recording, exchange)
        hop.send = association.send
        return hop

    # The first failure says so, the second does not say it again.
    for number in (611, 612):
        call = protected(f"in the clear {number}", number)
        call.ask(CELL)
        call.send = in_the_clear
        call.play("404")
        call.send = association.send
        call.play("ack +1000")

    # Normal procedure, and both ways protected.
    register = protected("register", 613, "REGISTER")
    register.ask(CELL)
    register.send = in_the_clear
    nonce = "a1b2c3"
    register.answer(401, f'WWW-Authenticate: Digest realm="example.com", nonce="{nonce}"')
    recording.wait(SECOND)
    again = protected("register again", 613, "REGISTER")
    again.exchange.call_id, again.exchange.cseq = register.exchange.call_id, 2
    again.ask(CELL, credentials(nonce, "6629fae49393a05397450978507c4ef1"))
    again.send = in_the_clear
    again.play("200 +1000")
    protected("all protected", 614).play("ask 404 ack")
    quiet_end(recording)
