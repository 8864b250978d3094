# SPDX-License-Identifier: GPL-2.0-or-later
"""Synthetic captures of answers that deny a user: some that what else is seen contradicts or puts
in doubt, and their near misses. synthetic.py writes them."""

from exchange import DOMAIN, MILLISECOND, SECOND, SERVER, Exchange, Hop, Recording, case

REGISTRAR, OTHER = "192.0.2.21", "192.0.2.22"
PHONE = "192.0.2.41"

# RFC 3680 5
REGISTRATION_ENDED = f"""<?xml version="1.0"?>
<reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="1" state="full">
  <registration aor="sip:+442079460720@{DOMAIN}" id="a1" state="terminated">
    <contact id="c1" state="terminated" event="deactivated">
      <uri>sip:+442079460720@{PHONE}:5060</uri>
    </contact>
  </registration>
</reginfo>
"""


def register(recording: Recording, number: str, *answer: str, expires: int = 3600,
             by: str = "") -> None:
    """A registration of the number, or on its behalf, and its 200 with these headers."""
    exchange = Exchange(f"register {number} {len(recording.packets)}", method="REGISTER",
                        user=number, client=PHONE)
    exchange.sender = exchange.to.replace("To:", "From:") + f";tag={len(recording.packets)}"
    if by:
        exchange.sender = f"From: <sip:{by}>;tag={len(recording.packets)}"
    exchange.contact = f"Contact: <sip:{number}@{PHONE}:5060>"
    hop = Hop(recording, exchange, PHONE, REGISTRAR)
    hop.ask(f"Expires: {expires}")
    hop.answer(200, *([f"{exchange.contact};expires={expires}"] if expires else []), *answer)
    recording.wait()


def call(recording: Recording, name: str, words: str, *answer: str, number: str = "",
         uri: str = "", to: str = "", method: str = "INVITE", server: str = SERVER) -> None:
    """A request: `ask`, codes and pauses as in Hop.play(); the last code carries the headers."""
    exchange = Exchange(name, method=method, user=number or "+442079460000")
    if uri:
        exchange.uri = uri
        exchange.to = f"To: <{to or uri}>"
    hop = Hop(recording, exchange, server=server)
    *before, code = words.split()
    hop.play(" ".join(before))
    hop.answer(int(code), *answer)
    if method == "INVITE":
        hop.play("ack" if int(code) >= 300 else "")
        if int(code) < 300:
            hop.within("ACK").play("ask +100")
            hop.within("BYE").play("ask 200")
    recording.wait()


def source(node: str) -> str:
    """The header by which a node says that a response is its own."""
    return f"Response-Source: fe=<urn:3gpp:fe:{node}>"


def name(user: str, domain: str = DOMAIN) -> str:
    """A target that is no number."""
    return f"sip:{user}@{domain}"


@case("authority")
def authority(recording: Recording) -> None:
    """Answers that deny a user, one of each kind that is graded by evidence of its own."""
    # Contradicted: registered under another identity, to MESSAGE and REFER as well.
    register(recording, "+442079460701", "P-Associated-URI: <tel:+442079460702>, "
             f"<{name('alice')}>")
    call(recording, "associated tel", "ask 404", uri="tel:+44-20-7946-0702")
    call(recording, "associated name", "ask 604", uri=name("alice"), method="MESSAGE")
    call(recording, "registered", "ask 410", number="+442079460701", method="REFER")
    # Answered: over the same next hop, over another one, then at another host.
    call(recording, "answered", "ask 180 +500 200", number="+442079460703")
    call(recording, "answered here", "ask 404", number="+442079460703")
    call(recording, "answered elsewhere", "ask 404", number="+442079460703", server=OTHER)
    call(recording, "answered at a host", "ask 404", uri="sip:+442079460703@example.net")
    # Another branch of the request was answered before.
    fork = Hop(recording, Exchange("fork", user="+442079460704"))
    fork.play("ask 100")
    good, bad = fork.forward(REGISTRAR), fork.forward(OTHER)
    good.play("ask")
    bad.play("ask")
    good.play("200")
    fork.exchange.tag = good.exchange.tag
    fork.play("200")
    bad.play("404 ack")
    fork.within("ACK").play("ask +100")
    fork.within("BYE").play("ask 200")
    recording.wait()
    # Rang, and a 181 before.
    call(recording, "rang", "ask 181 180 +500 404", number="+442079460705")
    # Doubtful: at once, from the first hop, about a name.
    soon = Hop(recording, Exchange("at once"))
    soon.exchange.uri = name("nobody", "example.org")
    soon.exchange.to = f"To: <{soon.exchange.uri}>"
    soon.play("ask")
    recording.now -= 18 * MILLISECOND  # messages are 20 ms apart
    soon.play("604 ack")
    recording.wait()
    # Plausible.
    call(recording, "AS", "ask 404", source("as.mmtel-as.term"), number="+442079460706")
    call(recording, "I-CSCF", "ask 604", source("i-cscf.term"), uri=name("nobody"))
    call(recording, "registrar", "ask 404", number="+442079460706", server=REGISTRAR)
    call(recording, "own host", "ask 404", uri=name("nobody", SERVER))
    call(recording, "term-ioi", "ask 404", "P-Charging-Vector: icid-value=authority-1;"
         f"term-ioi={DOMAIN}", number="+442079460706")
    call(recording, "Q.850", "ask 604", "Reason: Q.850;cause=1", number="+442079460706")


@case("authority-near")
def authority_near(recording: Recording) -> None:
    """The same from further away: nothing contradicts these answers, nothing makes them doubtful."""
    # Registrations that do not count: over, removed, on behalf of somebody else, too late.
    register(recording, "+442079460711", expires=60)
    recording.wait(61 * SECOND)
    call(recording, "expired", "ask 404", number="+442079460711")
    register(recording, "+442079460712", f"P-Associated-URI: <{name('alice')}>")
    register(recording, "+442079460712", expires=0)
    call(recording, "removed", "ask 404", number="+442079460712")
    call(recording, "removed with it", "ask 404", uri=name("alice"))
    register(recording, "+442079460713", by=f"s-cscf.{DOMAIN}")
    call(recording, "third party", "ask 404", number="+442079460713")
    late = Hop(recording, Exchange("too late", user="+442079460714"))
    late.play("ask 100")
    register(recording, "+442079460714")
    late.play("404 ack")
    recording.wait()
    # Targets and requests that they are not held against.
    contact = f"sip:+442079460714@{PHONE}:5060"
    call(recording, "contact", "ask 404", uri=contact,
         to=f"sip:+442079460714@{DOMAIN};user=phone")
    call(recording, "GRUU", "ask 404", uri=name("+442079460714") + ";user=phone;gr=1")
    call(recording, "another domain", "ask 404", uri="sip:+442079460714@example.net")
    call(recording, "SUBSCRIBE", "ask 404", number="+442079460714", method="SUBSCRIBE")
    call(recording, "ambiguous", "ask 485", number="+442079460714")
    # Ringing that does not count: an announcement, then a call that went on to somebody else.
    call(recording, "announcement", "ask 183 +500 404", number="+442079460715")
    call(recording, "forwarded", "ask 180 181 +500 404", number="+442079460716")
    two = Hop(recording, Exchange("two phones", user="+442079460717"))
    two.play("ask 180 +500")
    two.exchange.tag = ";tag=another"
    two.play("404 ack")
    recording.wait()
    # Answers that do not count: busy, an OPTIONS, later.
    call(recording, "busy", "ask 486", number="+442079460718")
    call(recording, "ping", "ask 200", number="+442079460718", method="OPTIONS")
    call(recording, "first refused", "ask 404", number="+442079460718")
    call(recording, "then answered", "ask 200", number="+442079460718")
    # No doubt: a name, an extension, Q.850 of another protocol, later than at once.
    call(recording, "name", "ask 604", uri=name("nobody", "example.org"))
    call(recording, "extension", "ask 604", uri=name("101", "example.org"))
    call(recording, "SIP cause", "ask 404", "Reason: SIP;cause=3", number="+442079460719")
    call(recording, "IBCF", "ask 404", source("ibcf"), number="+442079460719")
    call(recording, "originating AS", "ask 404", source("as.orig"), number="+442079460719")
    # The registrar ends a registration by itself and tells the UE so.
    register(recording, "+442079460720")
    notify = Exchange("reg event", method="NOTIFY", user="+442079460720", client=REGISTRAR)
    notify.to += ";tag=subscriber"
    told = Hop(recording, notify, REGISTRAR, PHONE)
    told.ask("Event: reg", "Subscription-State: active;expires=600",
             "Content-Type: application/reginfo+xml", body=REGISTRATION_ENDED)
    notify.tag = ""
    told.play("200")
    recording.wait()
    call(recording, "ended", "ask 404", number="+442079460720")
