#!/usr/bin/env python3
"""Writes what fuzzing starts from: the SIP of the captures, whole and in the parts that are read.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

sys.path.append(str(Path(__file__).resolve().parent.parent))
from tshark import CAPTURES, Sandbox, Tshark  # noqa: E402

# Headers whose values are read by a target of their own.
VALUES = {
    "reason": rb"Reason",
    "retry_after": rb"Retry-After",
    "uri": rb"From|f|To|t|Contact|m|P-Asserted-Identity|Refer-To|Request-URI",
}
BODIES = {"sdp": rb"v=0", "xml": rb"<\?xml|<ims-3gpp|<reginfo"}
# Longer sessions are cut: most of the time would go into reading the same messages again.
SESSION_SIZE = 2048
TRANSPORTS = ("udp", "tcp", "sctp")


class Message(NamedTuple):
    """One SIP message of a capture."""

    time: float
    hop: tuple
    transport: int
    is_esp: bool
    bytes: bytes


def as_list(value):
    return value if isinstance(value, list) else [value]


def read_messages(tshark, captures):
    """The messages of each capture: all are read in one run, since most of one is its start."""
    merged = tshark.sandbox.merge("all", captures)
    counts = subprocess.run(
        ["capinfos", "-Tmrc", *captures], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    owners = [index for index, row in enumerate(counts) for _ in range(int(row.split(",")[-1]))]
    output = tshark.read(
        merged, "-Y", "sip", "-T", "json", "-x", "--no-duplicate-keys", "-j", "frame ip ipv6 sip"
    ).stdout
    messages = defaultdict(list)
    for packet in json.loads(output):
        layers = packet["_source"]["layers"]
        frame = as_list(layers["frame"])[0]
        owner = owners[int(frame["frame.number"]) - 1]
        ip = as_list(layers.get("ip", layers.get("ipv6", {})))[-1]
        protocols = frame["frame.protocols"]
        hop = tuple(ip.get(f"{v}.{end}") for end in ("src", "dst") for v in ("ip", "ipv6"))
        transport = next((i for i, t in enumerate(TRANSPORTS) if t in protocols), 3)
        raw = layers["sip_raw"]
        # One item is [bytes, position, ...]; several are a list of those.
        for item in raw if isinstance(raw[0], list) else [raw]:
            messages[owner].append(
                Message(
                    float(frame["frame.time_epoch"]),
                    hop,
                    transport,
                    "esp" in protocols,
                    bytes.fromhex(item[0]),
                )
            )
    return messages.values()


def session_seeds(messages):
    """Messages as session.cpp reads them; nodes and time steps as near as it can tell them."""
    nodes = {}
    seed = b""
    last = messages[0].time
    for message in messages:
        ends = (message.hop[:2], message.hop[2:])
        source, target = (nodes.setdefault(end, len(nodes)) & 7 for end in ends)
        step = max(0, round((message.time - last) * 1000)).bit_length()
        head = bytes((source | target << 3 | message.transport << 6, step, message.is_esp))
        frame = head + message.bytes.replace(b"\xff", b"")
        if seed and len(seed) + len(frame) > SESSION_SIZE:
            yield b"\0" + seed
            seed = b""
        seed += (b"\xff" if seed else b"") + frame
        last = message.time
    yield b"\0" + seed


def value_seeds(message):
    for target, names in VALUES.items():
        for value in re.findall(rb"(?mi)^(?:%s)[ \t]*:[ \t]*([^\r\n]+)" % names, message):
            yield target, value
    request_uri = re.match(rb"[A-Z]+ (\S+) SIP/2.0", message)
    if request_uri:
        yield "uri", request_uri[1]
    for uri in re.findall(rb"<([a-z]+:[^>\s]*)>", message):
        yield "uri", uri
    for target, begin in BODIES.items():
        for body in re.findall(rb"(?s)\r\n\r\n(?=%s)(.*)" % begin, message):
            yield target, body


def shape(target, seed):
    """Equal for seeds of which one is enough: those that differ in what they are filled with."""
    if target == "message":
        names = re.findall(rb"(?m)^([\w-]+)[ \t]*:", seed)
        return re.match(rb"(?:SIP/2.0 )?\w*", seed)[0], tuple(names)
    return re.sub(rb"[0-9a-f]{2,}|\d", b"0", seed)


def seeds(sessions):
    """Pairs of the target's name and bytes."""
    for messages in sessions:
        for seed in session_seeds(messages):
            yield "session", seed
        for message in messages:
            yield "message", message.bytes
            yield from value_seeds(message.bytes)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="gets a folder for each target")
    folder = parser.parse_args().folder
    with Sandbox.temporary() as sandbox:
        sessions = read_messages(Tshark(sandbox), CAPTURES)
    counts = defaultdict(int)
    written = set()
    for target, seed in seeds(sessions):
        if (target, shape(target, seed)) not in written:
            written.add((target, shape(target, seed)))
            counts[target] += 1
            (folder / target).mkdir(parents=True, exist_ok=True)
            (folder / target / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    print("Seeds:", ", ".join(f"{target} {count}" for target, count in sorted(counts.items())))


if __name__ == "__main__":
    main()
