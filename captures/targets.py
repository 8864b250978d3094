# SPDX-License-Identifier: GPL-2.0-or-later
"""Synthetic captures of targets: every form of them, and hosts that are likely wrong ones.
synthetic.py writes them."""

from exchange import DOMAIN, Exchange, Hop, Recording, case

IMSI = "001010123456789"

# One of each form, in the order of docs/fields.md, with its neighbours.
FORMS = [
    "sip:anonymous@anonymous.invalid",
    "sip:unavailable@unknown.invalid;user=phone",
    "urn:service:sos.police",
    "tel:112",
    f"sip:911@{DOMAIN};user=phone",
    "urn:service:test.sos",
    "urn:service:counseling",
    f"sip:+442079460101@{DOMAIN};gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    f"sip:{IMSI}@{DOMAIN}",
    f"sip:{IMSI}@{DOMAIN};user=phone",
    "tel:+44-20-7946-0101",
    f"sip:%2B442079460101;npdi;rn=+442079460199@{DOMAIN};user=phone",
    "tel:+442079460101;ext=12",
    f"sip:+442079460101;tgrp=sales;trunk-context=example.com@{DOMAIN};user=phone",
    f"tel:02079460101;phone-context={DOMAIN}",
    "tel:863-1234;phone-context=+1-914-555",
    "tel:A1B2;phone-context=example.com",
    f"sip:*21*02079460101%23@{DOMAIN};user=phone",
    f"sip:411@{DOMAIN};user=phone",
    f"sip:020.7946.0101@{DOMAIN};user=phone",
    f"sip:02079460101@{DOMAIN}",
    f"sip:12-34-567@{DOMAIN}",
    f"sip:alice@{DOMAIN}",
    f"sip:{DOMAIN}",
]

# Numbers that are none.
INVALID = [
    "tel:02079460101",
    f"sip:0800flowers@{DOMAIN};user=phone",
    f"sip:+4420794601010000@{DOMAIN};user=phone",
    "tel:+1-911",
]


def call_to(recording: Recording, uri: str, to: str = "") -> Hop:
    """The hop of a call to that Request-URI, which To repeats if it is not given."""
    exchange = Exchange(f"target {len(recording.packets)} {uri}")
    exchange.uri, exchange.to = uri, f"To: <{to or uri}>"
    return Hop(recording, exchange)


def record_calls(recording: Recording, uris: list[str], answer: str) -> None:
    """A call to each URI, one a second."""
    for uri in uris:
        call_to(recording, uri).play(f"ask {answer} +1000")


@case("target-forms")
def target_forms(recording: Recording) -> None:
    """404 to every form of a target."""
    record_calls(recording, FORMS, "404 ack")


@case("number-invalid")
def number_invalid(recording: Recording) -> None:
    """404 to numbers that are none, an emergency code among them, then a busy one of them."""
    record_calls(recording, INVALID, "404 ack")
    record_calls(recording, INVALID[:1], "486 ack")


def answered(recording: Recording, *uris: str) -> None:
    """Calls that are answered and ended."""
    for uri in uris:
        call = call_to(recording, uri)
        call.play("ask 180 200")
        call.within("ACK").play("ask +1000")
        call.within("BYE").play("ask 200 +1000")


@case("number-uri")
def number_uri(recording: Recording) -> None:
    """One call to a number, then the same digits without the plus sign, and a national number
    that ends alike. After two more calls with user=phone: a number without it, one as tel, one in
    the usual form, and a national one that is said not to be allocated."""
    phone = f"@{DOMAIN};user=phone"
    answered(recording, f"sip:+442079460101{phone}")
    record_calls(recording, [f"sip:{number}{phone}" for number in ("442079460101", "02079460101")],
                 "404 ack")
    answered(recording, f"sip:+442079460102{phone}", f"sip:+442079460103{phone}")
    record_calls(recording, [f"sip:+442079460104@{DOMAIN}"], "404 ack")
    record_calls(recording, ["tel:+442079460105"], "416 ack")
    record_calls(recording, [f"sip:+442079460106{phone}"], "404 ack")
    unallocated = call_to(recording, f"sip:02079460107{phone}")
    unallocated.ask()
    unallocated.answer(404, "Reason: Q.850;cause=1")
    unallocated.play("ack")


RIGHT, WRONG = "home.example.com", "hmoe.example.com"


@case("domain-mismatch")
def domain_mismatch(recording: Recording) -> None:
    """Three calls to one domain, then one to a misspelt domain; a Request-URI unlike To."""
    call_to(recording, f"sip:alice@{WRONG}", f"sip:alice@{RIGHT}").play("ask 404 ack +1000")
    answered(recording, *(f"sip:{user}@{RIGHT}" for user in ("alice", "bob", "carol")))
    call_to(recording, f"sip:alice@{WRONG}").play("ask 404 ack +1000")


@case("domain-right")
def domain_right(recording: Recording) -> None:
    """The same where nothing is wrong with the domain: not found at the domain that worked,
    over a next hop of several domains, and after a translation that the request shows."""
    answered(recording, *(f"sip:{user}@{RIGHT}" for user in ("alice", "bob", "carol")))
    call_to(recording, f"sip:dave@{RIGHT}").play("ask 404 ack +1000")
    retargeted = call_to(recording, f"sip:alice@{WRONG}", f"sip:alice@{RIGHT}")
    retargeted.ask(f"History-Info: <sip:alice@{RIGHT}>;index=1, <sip:alice@{WRONG}>;index=1.1")
    retargeted.play("404 ack +1000")
    answered(recording, "sip:erin@other.example.com")
    call_to(recording, f"sip:alice@{WRONG}").play("ask 404 ack +1000")
