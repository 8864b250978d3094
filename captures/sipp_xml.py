#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Turn a call flow into sipp scenarios, one for each user agent that takes part.

usage: sipp_xml.py FLOW DIRECTORY

Writes DIRECTORY/<call>-<agent>.xml and prints one line for each of them, callees before
the caller, with what sipp must be started with:

    call agent xml local-address remote-address transport call-id digest-uri proxy config

A flow file is a list of calls. A call begins with its options:

    call a=127.0.0.1 b=127.0.0.2 from=+12025550101 to=+442079460123

`a` is the caller, `b`, `c`, `d` are callees, `proxy` is the Kamailio between them, and
`config` its configuration (proxy, icscf),
`transport` is udp, tcp or tls (one callee, no proxy). `from` and `to` are numbers of the
home domain or URIs. `as=N` takes Call-ID and tags of the file's call N. Then one line for
each message, `>` from the caller's side, `<` to it:

    > INVITE sdp                a request with an SDP body
        Supported: 100rel       indented: a header, in place of the usual one of that name
    < 486 Busy Here             the answer to the latest request
        Reason: SIP;cause=486
        | text                  a body line
    b> CANCEL                   only agent b sees this one
    < 487 Request Terminated for=INVITE
    a pause 300                 agent a waits, in milliseconds

Options behind a message: sdp or sdp=CODECS (a body), auth or auth=PASSWORD (answer the
challenge), uri=URI (another Request-URI), for=METHOD (answer that request, not the latest
one), peer=AGENT (in the dialog with that callee, not with the one that answered last). A
header without value leaves the usual one out. `{name}` stands for that option of the call.
"""

import hashlib
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org"
PASSWORD = "imsfail-example"
AGENTS = "abcd"
CODECS = {
    "amr": ["RTP/AVP 104 102 100",
            "a=rtpmap:104 AMR-WB/16000", "a=fmtp:104 mode-change-capability=2;max-red=0",
            "a=rtpmap:102 AMR/8000", "a=fmtp:102 mode-change-capability=2;max-red=0",
            "a=rtpmap:100 telephone-event/8000", "a=fmtp:100 0-15", "a=ptime:20"],
    "evs": ["RTP/AVP 127", "a=rtpmap:127 EVS/16000", "a=ptime:20"],
    "pcma": ["RTP/AVP 8 101", "a=rtpmap:8 PCMA/8000", "a=rtpmap:101 telephone-event/8000",
             "a=fmtp:101 0-15", "a=ptime:20"],
}
MESSAGE_LINE = re.compile(rf"^([{AGENTS}]*)([<>])\s*(.+)$")
PAUSE_LINE = re.compile(rf"^([{AGENTS}]*)\s*pause\s+(\d+)$")
OPTION = re.compile(r"^(sdp|auth|uri|for|peer)(?:=(\S+))?$")
WITHOUT_CONTACT = ("ACK", "BYE", "CANCEL", "MESSAGE", "PUBLISH")


def token(*what: object) -> str:
    """A random-looking token that is the same in every run."""
    return hashlib.sha256(" ".join(map(str, what)).encode()).hexdigest()[:16]


@dataclass
class Step:
    """One line of a flow: a message or a pause, and the agents that see it."""

    agents: str
    direction: str = ""
    start: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    pause: int = 0

    @property
    def code(self) -> int:
        """Status code of a response, 0 for a request."""
        return int(self.start[0]) if self.start[0].isdigit() else 0


@dataclass
class Call:
    """The options of a call and its steps."""

    flow: str
    number: int
    options: dict[str, str]
    steps: list[Step] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.flow} {self.number}"

    @property
    def dialog(self) -> str:
        """The name Call-ID and tags are made from."""
        return f"{self.flow} {self.options.get('as', self.number)}"

    @property
    def agents(self) -> list[str]:
        return [agent for agent in AGENTS if agent in self.options]

    @property
    def transport(self) -> str:
        return self.options.get("transport", "udp")

    @property
    def port(self) -> int:
        return 5061 if self.transport == "tls" else 5060

    def tag(self, agent: str) -> str:
        return token(self.dialog, "tag", agent)

    @property
    def call_id(self) -> str:
        return f"{token(self.dialog, 'call-id')}@{DOMAIN}"

    def identity(self, side: str) -> str:
        """The public identity of the caller (`from`) or the callee (`to`)."""
        value = self.options.get(side, self.options["from"])
        return value if ":" in value else f"sip:{value}@{DOMAIN};user=phone"

    def host(self, agent: str) -> str:
        """The address of an agent or the proxy as it stands in a URI."""
        address = self.options[agent]
        return f"[{address}]" if ":" in address else address

    def contact(self, agent: str) -> str:
        """Where an agent wants further requests."""
        identity = self.identity("from" if agent == "a" else "to")
        user = re.sub(r"^\w+:|[@;].*", "", identity)
        transport = f";transport={self.transport}" if self.transport != "udp" else ""
        return f"sip:{user}@{self.host(agent)}:{self.port}{transport}"

    def answering_agent(self) -> str:
        """The callee that sends a 2xx, else the first one."""
        answers = (step.agents for step in self.steps if step.direction == "<"
                   and step.code // 100 == 2)
        return next((agent for agents in answers for agent in agents if agent != "a"), "b")


@dataclass
class Request:
    """A request an agent sent: what ACK, CANCEL and challenges go back to."""

    method: str
    cseq: int
    branch: str
    uri: str


class Scenario:
    """Writes the sipp scenario of one agent of a call."""

    def __init__(self, call: Call, agent: str) -> None:
        self.call = call
        self.agent = agent
        self.is_caller = agent == "a"
        self.elements: list[str] = []
        self.sent: list[Request] = []
        self.received: list[str] = []  # methods; the index names the sipp variables
        self.established = False  # an INVITE or SUBSCRIBE was answered with 2xx
        self.early = False  # ... or with 18x
        self.code = 0  # latest response received

    def xml(self) -> str:
        """The scenario file."""
        steps = [step for step in self.call.steps if self.agent in step.agents]
        for position, step in enumerate(steps):
            if step.pause:
                self.elements.append(f'<pause milliseconds="{step.pause}"/>')
            elif (step.direction == ">") == self.is_caller:
                self.send(step)
            elif step.code:
                answered = any("auth" in later.options for later in steps[position:])
                self.receive_response(step, answered)
            else:
                self.receive_request(step)
        variables = [f"match{i},via{i},cseq{i},to{i}" for i in range(len(self.received))]
        if variables:
            self.elements.append(f'<Reference variables="{",".join(variables)}"/>')
        return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>',
                          f'<scenario name="{self.call.name} {self.agent}">',
                          *self.elements, "</scenario>", ""])

    def receive_request(self, step: Step) -> None:
        """Wait for a request and keep what its answers need: Via, From, CSeq number, To."""
        number = len(self.received)
        self.received.append(step.start[0])
        self.elements.append(
            f'<recv request="{step.start[0]}"{self.keep_routes()}><action>\n'
            '<ereg regexp="(Via:.*From:[^>]*>;tag=[0-9a-z]+)" search_in="msg" '
            f'assign_to="match{number},via{number}"/>\n'
            '<ereg regexp="[0-9]+" search_in="hdr" header="CSeq:" '
            f'assign_to="cseq{number}"/>\n'
            '<ereg regexp=".+" search_in="hdr" header="To:" '
            f'assign_to="to{number}"/>\n</action></recv>')

    def receive_response(self, step: Step, answered: bool) -> None:
        """Wait for a response; a proxy may send 100 before any of them."""
        method = step.options.get("for", self.sent[-1].method)
        if method == "INVITE" and step.code > 100:
            self.elements.append('<recv response="100" optional="true"/>')
        challenge = ' auth="true"' if answered and step.code in (401, 407) else ""
        self.elements.append(f'<recv response="{step.code}"{challenge}{self.keep_routes()}/>')
        self.code = step.code
        self.note_dialog(method, step.code)

    def send(self, step: Step) -> None:
        """Send a request or a response; sipp repeats over UDP what needs an answer."""
        if step.code:
            head, method = self.response(step)
            repeats = method == "INVITE" and step.code >= 200
        else:
            head, method = self.request(step), step.start[0]
            repeats = method != "ACK"
        head = replace_headers(head, step.headers)
        body = step.body
        if "sdp" in step.options:
            head.append("Content-Type: application/sdp")
            body = self.sdp(step.options["sdp"] or "amr")
        head.append("Content-Length: [len]")
        message = "\n".join(head) + "\n\n" + "".join(line + "\n" for line in body)
        message = self.without_brackets(message)
        retransmit = ' retrans="500"' if repeats and self.call.transport == "udp" else ""
        self.elements.append(f"<send{retransmit}><![CDATA[\n{message}\n]]></send>")

    def without_brackets(self, message: str) -> str:
        """Name IPv6 addresses by sipp's keywords: to sipp, brackets mean a keyword."""
        for agent in self.call.agents:
            keyword = "[local_ip]" if agent == self.agent else "[remote_ip]"
            message = message.replace(f"[{self.call.options[agent]}]", keyword)
        return message

    def request(self, step: Step) -> list[str]:
        """Start line and the headers every request has."""
        call, method = self.call, step.start[0]
        rejected = method == "ACK" and self.code >= 300
        in_dialog = self.in_dialog(method)
        request = self.new_request(step, in_dialog, rejected)
        local, remote = ("from", "to") if self.is_caller else ("to", "from")
        to = f"To: <{call.identity(remote)}>"
        if "peer" in step.options and self.is_caller:
            to += f";tag={call.tag(step.options['peer'])}"
        elif in_dialog:
            to += "[peer_tag_param]" if self.is_caller else f";tag={call.tag('a')}"
        head = [
            f"{method} {request.uri} SIP/2.0",
            f"Via: SIP/2.0/{call.transport.upper()} {call.host(self.agent)}:{call.port}"
            f";branch={request.branch}",
            f"From: <{call.identity(local)}>;tag={call.tag(self.agent)}",
            "[last_To:]" if rejected else to,
            "Call-ID: [call_id]",
            f"CSeq: {request.cseq} {method}",
            "Max-Forwards: 70",
        ]
        if in_dialog and not rejected and "proxy" in call.options:
            head.append("[routes]")
        if method not in WITHOUT_CONTACT:
            head.append(f"Contact: <{call.contact(self.agent)}>")
        if "auth" in step.options:
            user = re.sub(r"^sip:|;.*", "", call.identity("from"))
            password = step.options["auth"] or PASSWORD
            head.append(f"[authentication username={user} password={password}]")
        return head

    def new_request(self, step: Step, in_dialog: bool, rejected: bool) -> Request:
        """Request-URI, CSeq and branch: ACK of a failure and CANCEL take the INVITE's."""
        method = step.start[0]
        branch = "z9hG4bK" + token(self.call.name, "branch", self.agent, len(self.elements))
        invite = next((sent for sent in reversed(self.sent) if sent.method == "INVITE"), None)
        if invite and (method == "CANCEL" or rejected):
            request = Request(method, invite.cseq, invite.branch, invite.uri)
        elif invite and method == "ACK":
            request = Request(method, invite.cseq, branch, self.target(step, in_dialog))
        else:
            cseq = 1 + max((sent.cseq for sent in self.sent), default=0)
            request = Request(method, cseq, branch, self.target(step, in_dialog))
        if method != "ACK":
            self.sent.append(request)
        return request

    def target(self, step: Step, in_dialog: bool) -> str:
        """The Request-URI: the peer's contact in a dialog, else who is called."""
        if "uri" in step.options:
            return step.options["uri"]
        if in_dialog:
            peer = step.options.get("peer") or self.call.answering_agent()
            return self.call.contact(peer if self.is_caller else "a")
        return f"sip:{DOMAIN}" if step.start[0] == "REGISTER" else self.call.identity("to")

    def response(self, step: Step) -> tuple[list[str], str]:
        """Status line and the headers copied from the request; the method answered."""
        method = step.options.get("for", self.received[-1])
        number = len(self.received) - 1 - self.received[::-1].index(method)
        tag = f";tag={self.call.tag(self.agent)}"
        if self.in_dialog(method) or step.code == 100:
            tag = ""
        head = [
            "SIP/2.0 " + " ".join(step.start),
            f"[$via{number}]",
            f"To:[$to{number}]{tag}",
            "Call-ID: [call_id]",
            f"CSeq: [$cseq{number}] {method}",
        ]
        if method == "INVITE" and 100 < step.code < 300:
            if "proxy" in self.call.options:
                head.append("[last_Record-Route:]")
            head.append(f"Contact: <{self.call.contact(self.agent)}>")
        self.note_dialog(method, step.code)
        return head, method

    def in_dialog(self, method: str) -> bool:
        """Whether a request of this method, sent or received now, has a To tag."""
        if method == "CANCEL":
            return False
        return self.established or self.early and method in ("PRACK", "UPDATE", "BYE")

    def note_dialog(self, method: str, code: int) -> None:
        """Follow whether this agent is in a dialog."""
        if method in ("INVITE", "SUBSCRIBE") and 100 < code < 300:
            self.early = True
            self.established = self.established or code >= 200

    def keep_routes(self) -> str:
        return ' rrs="true"' if "proxy" in self.call.options else ""

    def sdp(self, codecs: str) -> list[str]:
        """A session description with one audio stream."""
        address = self.call.options[self.agent]
        origin = f"IN IP{6 if ':' in address else 4} {address}"
        formats, *attributes = CODECS[codecs]
        return ["v=0", f"o=- 1 1 {origin}", "s=-", f"c={origin}", "t=0 0",
                f"m=audio 49170 {formats}", *attributes]


def replace_headers(head: list[str], headers: list[str]) -> list[str]:
    """Put the flow's headers in place of the usual ones; further Via lines are kept."""
    names = {header_name(line) for line in headers} - {"via"}
    via = [line for line in headers if header_name(line) == "via"]
    others = [line for line in headers if header_name(line) != "via" and not line.endswith(":")]
    kept = [line for line in head if header_name(line) not in names]
    return kept[:2] + via + kept[2:] + others


def header_name(line: str) -> str:
    """The name of a header line in lower case, also of sipp's [last_Name:]."""
    return line.split(":", 1)[0].removeprefix("[last_").lower()


def parse(path: Path) -> list[Call]:
    """The calls of a flow file."""
    calls: list[Call] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            try:
                parse_line(calls, path.stem, line)
            except (ValueError, IndexError) as error:
                sys.exit(f"{path}:{number}: {error}: {line}")
    return calls


def parse_line(calls: list[Call], stem: str, line: str) -> None:
    """Add one line of a flow file to the calls read so far."""
    if line.startswith("call "):
        options = dict(word.split("=", 1) for word in line.split()[1:])
        calls.append(Call(stem, len(calls) + 1, options))
        return
    call = calls[-1]
    text = re.sub(r"\{(\w+)\}", lambda name: call.options[name[1]], line.strip())
    if line[0].isspace():
        step = call.steps[-1]
        if text.startswith("|"):
            step.body.append(text[1:].removeprefix(" "))
        else:
            step.headers.append(text)
    elif pause := PAUSE_LINE.match(text):
        agents = pause[1] or "".join(call.agents)
        call.steps.append(Step(agents, pause=int(pause[2])))
    elif message := MESSAGE_LINE.match(text):
        step = Step(message[1] or "".join(call.agents), message[2])
        for word in message[3].split():
            option = OPTION.match(word) if step.start else None
            if option:
                step.options[option[1]] = option[2] or ""
            else:
                step.start.append(word)
        call.steps.append(step)
    else:
        raise ValueError("neither call, message, pause nor header")


def plan_line(call: Call, agent: str, file: Path) -> str:
    """What sipp must be started with for one agent."""
    options = call.options
    peer = options.get("proxy") or options["b" if agent == "a" else "a"]
    local = options[agent]
    digest_uri = re.sub(r"^sip:", "", call.identity("to")) if "to" in options else DOMAIN
    return " ".join([str(call.number), agent, str(file), local, peer, call.transport, call.call_id,
                     digest_uri, options.get("proxy", "-"), options.get("config", "proxy")])


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    directory = Path(sys.argv[2])
    for call in parse(Path(sys.argv[1])):
        for agent in reversed(call.agents):
            file = directory / f"{call.number}-{agent}.xml"
            file.write_text(Scenario(call, agent).xml(), encoding="utf-8")
            print(plan_line(call, agent, file))


if __name__ == "__main__":
    main()
