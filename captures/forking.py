# SPDX-License-Identifier: GPL-2.0-or-later
"""Synthetic captures of forking proxies at the edge of what RFC 3261 16.7 allows, in times and
headers that real ones do not keep on request. synthetic.py writes them."""

from exchange import DOMAIN, MILLISECOND, Exchange, Hop, Recording, case, quiet_end

PHONES = ["192.0.2.41", "192.0.2.42"]


def call(recording: Recording, name: str, number: int, header: str = "") -> Hop:
    """The caller's INVITE and its 100."""
    hop = Hop(recording, Exchange(name, user=f"+44207946{number:04}"))
    hop.ask(header)
    hop.play("100")
    return hop


def upstream(first: Hop, branch: Hop, words: str) -> None:
    """Play on the caller's hop with the To tag of a branch, then let time pass."""
    first.exchange.tag = branch.exchange.tag
    first.play(words + " +500")


@case("fork-right")
def fork_right(recording: Recording) -> None:
    """Proxies that do nothing wrong: branches that cross a 6xx, branches that cannot or must not
    be cancelled, and finals that are not best but rightly so."""
    # A branch 5 ms after the 603, and one 5 ms before it: they crossed.
    for number, gap in ((811, 5), (812, -5)):
        first = call(recording, f"crossing {gap}", number)
        one = first.forward(PHONES[0])
        one.play("ask 100 +200")
        other = first.forward(PHONES[1])
        start = recording.now
        for at, hop, word in sorted([(0, one, "603"), (gap * MILLISECOND, other, "ask")],
                                    key=lambda event: event[0]):
            recording.now = start + at
            hop.play(word)
        recording.now = start + 20 * MILLISECOND
        one.play("ack")
        other.play("100 +50 486 ack")
        upstream(first, one, "603 ack")

    # The second phone is silent: there is nothing to cancel yet when the first one answers.
    first = call(recording, "nothing to cancel", 813)
    one, other = (first.forward(phone) for phone in PHONES)
    one.play("ask")
    other.play("ask")
    one.play("100 +200 200")
    upstream(first, one, "200")
    first.within("ACK", PHONES[0]).play("ask +1000")
    first.within("BYE", PHONES[0]).play("ask 200")

    # The caller does not want branches to be cancelled (RFC 3841).
    first = call(recording, "no-cancel", 814, "Request-Disposition: no-cancel")
    one, other = (first.forward(phone) for phone in PHONES)
    for hop in one, other:
        hop.ask("Request-Disposition: no-cancel")
        hop.play("100")
    other.play("180")
    upstream(first, other, "180")
    one.play("200")
    upstream(first, one, "200")
    first.within("ACK", PHONES[0]).play("ask +1000")
    first.within("BYE", PHONES[0]).play("ask 200")

    # Answered: the other one is cancelled.
    first = call(recording, "cancelled", 815)
    one, other = (first.forward(phone) for phone in PHONES)
    for hop in one, other:
        hop.play("ask 100")
    other.play("180")
    upstream(first, other, "180")
    one.play("200")
    upstream(first, one, "200")
    other.cancel().play("ask 200")
    other.play("487 ack")
    first.within("ACK", PHONES[0]).play("ask +1000")
    first.within("BYE", PHONES[0]).play("ask 200")

    # After a 6xx the ringing one ends by itself while the CANCEL is on its way.
    first = call(recording, "ended by itself", 816)
    one, other = (first.forward(phone) for phone in PHONES)
    for hop in one, other:
        hop.play("ask 100")
    one.play("603 ack")
    other.play("486 ack")
    upstream(first, one, "603 ack")

    # The proxy gives up one branch after a while: its 487 is no answer to be chosen, 500 is.
    first = call(recording, "487 beside 500", 817)
    one, other = (first.forward(phone) for phone in PHONES)
    for hop in one, other:
        hop.play("ask 100")
    one.play("500 ack +3000")
    other.cancel().play("ask 200")
    other.play("487 ack")
    upstream(first, one, "500 ack")

    # 416 to a tel URI, then the SIP form of it: the 416 has been acted upon.
    first = call(recording, "416 followed", 818)
    one, other = (first.forward(phone) for phone in PHONES)
    one.exchange.uri = "tel:+442079460818"
    one.play("ask 100 416 ack")
    other.exchange.uri = f"sip:+442079460818@{DOMAIN};user=phone"
    other.play("ask 100 +50 500 ack")
    upstream(first, other, "500 ack")

    # A REGISTER that is answered with 503, passed on: none of a proxy's business.
    first = Hop(recording, Exchange("503 to REGISTER", method="REGISTER", user="+12025550101"))
    first.play("ask")
    one = first.forward(PHONES[0])
    one.play("ask 503")
    upstream(first, one, "503")

    # A border controller hides the Via and owes nothing of this: it goes on after 603, and it
    # leaves a phone ringing.
    first = call(recording, "hidden", 819)
    one, other = (first.forward(phone) for phone in PHONES)
    for hop in one, other:
        hop.exchange.vias = hop.exchange.vias[:1]
    one.play("ask 100 603 ack +200")
    other.play("ask 100 486 ack")
    upstream(first, other, "486 ack")
    first = call(recording, "hidden, left ringing", 820)
    one, other = (first.forward(phone) for phone in PHONES)
    for hop in one, other:
        hop.exchange.vias = hop.exchange.vias[:1]
        hop.play("ask 100")
    other.play("180")
    one.play("603 ack")
    upstream(first, one, "603 ack")

    # Sent again after the 603: no new branch, and nothing to cancel as long as nobody answers.
    first = call(recording, "sent again", 821)
    one, other = (first.forward(phone) for phone in PHONES)
    one.play("ask 100")
    other.play("ask")
    one.play("+200 603 ack +220")
    other.play("ask")
    upstream(first, one, "603 ack")
    quiet_end(recording)


@case("fork-cut")
def fork_cut(recording: Recording) -> None:
    """A 603 passed on while another phone rings; the capture ends 5 s later, and who knows."""
    first = call(recording, "cut", 822)
    one, other = (first.forward(phone) for phone in PHONES)
    for hop in one, other:
        hop.play("ask 100")
    other.play("180")
    upstream(first, other, "180")
    one.play("603 ack")
    upstream(first, one, "603 ack")
    call(recording, "last", 823).play("+4500 486 ack")
