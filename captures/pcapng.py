#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write pcapng files that hold packets and nothing about the machine.

As a program it converts a classic pcap file: pcapng.py FROM.pcap TO.pcapng [KEYLOG]
The TLS session keys in KEYLOG are put in front of the packets.
No host, operating system, application or interface name is written.
"""

import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ETHERNET = 1

SECTION_HEADER = 0x0A0D0D0A
INTERFACE_DESCRIPTION = 1
ENHANCED_PACKET = 6
DECRYPTION_SECRETS = 10
BYTE_ORDER_MAGIC = 0x1A2B3C4D
TLS_KEY_LOG = 0x544C534B
PCAP_MAGIC = 0xA1B2C3D4  # microseconds, as tcpdump writes by default


class Packet(NamedTuple):
    """A captured packet: time in microseconds since 1970, bytes, length on the wire."""

    time: int
    data: bytes
    wire_length: int


def block(kind: int, body: bytes) -> bytes:
    """A pcapng block: type, total length, padded body, total length again."""
    body += bytes(-len(body) % 4)
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def write(path: Path, packets: Iterable[Packet], link_type: int = ETHERNET,
          tls_keys: bytes = b"") -> None:
    """Write one section with one interface, the packets and what decrypts them."""
    blocks = [
        block(SECTION_HEADER, struct.pack("<IHHq", BYTE_ORDER_MAGIC, 1, 0, -1)),
        block(INTERFACE_DESCRIPTION, struct.pack("<HHI", link_type, 0, 0)),
    ]
    if tls_keys:
        fixed = struct.pack("<II", TLS_KEY_LOG, len(tls_keys))
        blocks.append(block(DECRYPTION_SECRETS, fixed + tls_keys))
    for packet in packets:
        fixed = struct.pack("<IIIII", 0, packet.time >> 32, packet.time & 0xFFFFFFFF,
                            len(packet.data), packet.wire_length)
        blocks.append(block(ENHANCED_PACKET, fixed + packet.data))
    path.write_bytes(b"".join(blocks))


def read_pcap(path: Path) -> tuple[int, list[Packet]]:
    """Link type and packets of a classic pcap file in this machine's byte order."""
    data = path.read_bytes()
    magic, _, _, _, _, _, link_type = struct.unpack_from("=IHHiIII", data)
    if magic != PCAP_MAGIC:
        raise ValueError(f"{path}: not a microsecond pcap file")
    return link_type, list(records(data))


def records(data: bytes) -> Iterator[Packet]:
    """The packet records behind a pcap file header."""
    offset = 24
    while offset < len(data):
        seconds, micros, captured, wire = struct.unpack_from("=IIII", data, offset)
        offset += 16
        yield Packet(seconds * 1_000_000 + micros, data[offset:offset + captured], wire)
        offset += captured


def read_key_log(path: Path) -> bytes:
    """The lines of a TLS key log without the comments, which name the program that made it."""
    lines = path.read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"#"))


def main() -> None:
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: pcapng.py FROM.pcap TO.pcapng [KEYLOG]")
    link_type, packets = read_pcap(Path(sys.argv[1]))
    if not packets:
        sys.exit("pcapng.py: nothing was captured")
    tls_keys = read_key_log(Path(sys.argv[3])) if len(sys.argv) == 4 else b""
    write(Path(sys.argv[2]), packets, link_type, tls_keys)


if __name__ == "__main__":
    main()
