# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames around a payload: Ethernet, IPv4, IPv6, UDP, TCP, SCTP, GTP-U, ESP, ICMP.

Each function takes the payload of its layer and gives the bytes of the whole layer, so
that layers nest as calls do. IP addresses are strings; the version follows from them.
"""

import hashlib
import hmac
import struct
from ipaddress import ip_address

ICMP, TCP, UDP, IPV6_FRAGMENT, ESP, ICMPV6, SCTP = 1, 6, 17, 44, 50, 58, 132
TCP_FIN, TCP_SYN, TCP_PUSH, TCP_ACK = 0x01, 0x02, 0x08, 0x10
GTPU_PORT = 2152
ESP_KEY = bytes(16)


def ethernet(packet: bytes) -> bytes:
    """An Ethernet frame with locally administered addresses."""
    kind = 0x0800 if packet[0] >> 4 == 4 else 0x86DD
    return bytes.fromhex("020000000002" "020000000001") + struct.pack(">H", kind) + packet


def ip(source: str, target: str, protocol: int, payload: bytes,
       identification: int = 0, offset: int = 0, more: bool = False) -> bytes:
    """An IPv4 packet or fragment, or an IPv6 packet without extension headers."""
    from_address, to_address = ip_address(source).packed, ip_address(target).packed
    if len(from_address) == 16:
        head = struct.pack(">IHBB", 6 << 28, len(payload), protocol, 64)
        return head + from_address + to_address + payload
    fields = offset // 8 | (0x2000 if more else 0)
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), identification, fields,
                       64, protocol, 0) + from_address + to_address
    return head[:10] + checksum(head) + head[12:] + payload


def ip_fragments(source: str, target: str, protocol: int, payload: bytes,
                 size: int, identification: int) -> list[bytes]:
    """The fragments of a packet, `size` payload bytes each (a multiple of eight)."""
    pieces = [(at, payload[at:at + size]) for at in range(0, len(payload), size)]
    last = pieces[-1][0]
    if ip_address(source).version == 4:
        return [ip(source, target, protocol, piece, identification, at, at != last)
                for at, piece in pieces]
    return [ip(source, target, IPV6_FRAGMENT,
               struct.pack(">BBHI", protocol, 0, at | (at != last), identification) + piece)
            for at, piece in pieces]


def udp(source: str, target: str, source_port: int, target_port: int, payload: bytes) -> bytes:
    """A UDP datagram; the addresses are for its checksum."""
    head = struct.pack(">HHHH", source_port, target_port, 8 + len(payload), 0)
    check = checksum(pseudo_header(source, target, UDP, 8 + len(payload)) + head + payload)
    return head[:6] + (check if check != b"\0\0" else b"\xff\xff") + payload


def tcp(source: str, target: str, source_port: int, target_port: int, payload: bytes,
        sequence: int, acknowledged: int, flags: int) -> bytes:
    """A TCP segment without options."""
    head = struct.pack(">HHIIBBHHH", source_port, target_port, sequence & 0xFFFFFFFF,
                       acknowledged & 0xFFFFFFFF, 5 << 4, flags, 65535, 0, 0)
    check = checksum(pseudo_header(source, target, TCP, 20 + len(payload)) + head + payload)
    return head[:16] + check + head[18:] + payload


def sctp(source_port: int, target_port: int, payloads: list[bytes], sequence: int,
         verification_tag: int) -> bytes:
    """An SCTP packet with one unfragmented DATA chunk for each payload."""
    chunks = b""
    for number, payload in enumerate(payloads, sequence):
        chunk = struct.pack(">BBHIHHI", 0, 3, 16 + len(payload), number, 0, number, 0) + payload
        chunks += chunk + bytes(-len(chunk) % 4)
    head = struct.pack(">HHI", source_port, target_port, verification_tag)
    return head + struct.pack("<I", crc32c(head + bytes(4) + chunks)) + chunks


def gtpu(tunnel: int, packet: bytes) -> bytes:
    """A GTP-U G-PDU, to be put into UDP."""
    return struct.pack(">BBHI", 0x30, 0xFF, len(packet), tunnel) + packet


def esp_null(spi: int, sequence: int, protocol: int, payload: bytes) -> bytes:
    """ESP with null encryption and a 12-byte ICV (HMAC-SHA1-96)."""
    padding = bytes(range(1, -(len(payload) + 2) % 4 + 1))
    body = struct.pack(">II", spi, sequence) + payload + padding
    body += struct.pack(">BB", len(padding), protocol)
    return body + hmac.new(ESP_KEY, body, hashlib.sha1).digest()[:12]


PORT_UNREACHABLE, FRAGMENTATION_NEEDED, PORT_UNREACHABLE_6 = (3, 3), (3, 4), (1, 4)


def icmp_error(packet: bytes, error: tuple[int, int] = PORT_UNREACHABLE) -> bytes:
    """The ICMP error of this type and code that quotes the packet it answers."""
    head = struct.pack(">BBHI", *error, 0, 0)
    return head[:2] + checksum(head + packet) + head[4:] + packet


def icmpv6_error(source: str, target: str, packet: bytes,
                 error: tuple[int, int] = PORT_UNREACHABLE_6) -> bytes:
    """The same of ICMPv6; the addresses are for its checksum."""
    head = struct.pack(">BBHI", *error, 0, 0)
    check = checksum(pseudo_header(source, target, ICMPV6, 8 + len(packet)) + head + packet)
    return head[:2] + check + head[4:] + packet


def websocket(payload: bytes, mask: bytes = b"") -> bytes:
    """A WebSocket text frame; clients mask theirs."""
    masked = 0x80 if mask else 0
    if len(payload) < 126:
        head = struct.pack(">BB", 0x81, masked | len(payload))
    else:
        head = struct.pack(">BBH", 0x81, masked | 126, len(payload))
    if mask:
        payload = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
    return head + mask + payload


def pseudo_header(source: str, target: str, protocol: int, length: int) -> bytes:
    """What TCP and UDP checksums cover beside the segment."""
    addresses = ip_address(source).packed + ip_address(target).packed
    return addresses + struct.pack(">II", length, protocol)


def checksum(data: bytes) -> bytes:
    """The Internet checksum."""
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return struct.pack(">H", ~total & 0xFFFF)


def crc32c(data: bytes) -> int:
    """The checksum of SCTP (RFC 9260 appendix A)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF
