#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A home subscriber server that answers what Kamailio's I-CSCF asks over Cx (TS 29.228).

usage: hss.py ADDRESS REALM S-CSCF IDENTITY...

Listens on Diameter's port of that address. The identities, SIP URIs, are subscribers of the
S-CSCF; of all others it says USER_UNKNOWN.
"""

import socket
import struct
import sys
from collections.abc import Iterator

PORT = 3868
VENDOR_3GPP = 10415
CX = 16777216
# Commands, RFC 6733 3.1 and TS 29.229 6.1.
CAPABILITIES_EXCHANGE, DEVICE_WATCHDOG, DISCONNECT_PEER = 257, 280, 282
USER_AUTHORIZATION, LOCATION_INFO = 300, 302
REQUEST = 0x80
# AVPs, RFC 6733 4.5 and TS 29.229 6.3.
HOST_IP_ADDRESS, AUTH_APPLICATION_ID, VENDOR_SPECIFIC_APPLICATION_ID = 257, 258, 260
SESSION_ID, ORIGIN_HOST, SUPPORTED_VENDOR_ID, VENDOR_ID, RESULT_CODE = 263, 264, 265, 266, 268
PRODUCT_NAME, AUTH_SESSION_STATE, ORIGIN_REALM = 269, 277, 296
EXPERIMENTAL_RESULT, EXPERIMENTAL_RESULT_CODE = 297, 298
PUBLIC_IDENTITY, SERVER_NAME = 601, 602
# Results, RFC 6733 7.1 and TS 29.229 6.2.
SUCCESS, SUBSEQUENT_REGISTRATION, USER_UNKNOWN = 2001, 2002, 5001
NO_STATE_MAINTAINED = 1


def avp(code: int, value: bytes | str | int, vendor: int = 0) -> bytes:
    """One attribute-value pair, mandatory."""
    if isinstance(value, int):
        value = struct.pack("!I", value)
    elif isinstance(value, str):
        value = value.encode()
    head = 12 if vendor else 8
    flags = 0xC0 if vendor else 0x40
    data = struct.pack("!II", code, flags << 24 | head + len(value))
    data += struct.pack("!I", vendor) if vendor else b""
    return data + value + bytes(-len(value) % 4)


def avps(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Code and value of each attribute-value pair."""
    while data:
        code, flags_length = struct.unpack_from("!II", data)
        length = flags_length & 0xFFFFFF
        head = 12 if flags_length >> 31 else 8
        yield code, data[head:length]
        data = data[length + -length % 4:]


def read(connection: socket.socket, size: int) -> bytes:
    """So many bytes; fewer when the peer hangs up."""
    data = b""
    while len(data) < size and (more := connection.recv(size - len(data))):
        data += more
    return data


class Hss:
    """The subscribers, and what is said of them."""

    def __init__(self, address: str, realm: str, s_cscf: str, identities: list[str]) -> None:
        self.address, self.realm, self.s_cscf, self.identities = address, realm, s_cscf, identities
        self.application = avp(VENDOR_SPECIFIC_APPLICATION_ID,
                               avp(VENDOR_ID, VENDOR_3GPP) + avp(AUTH_APPLICATION_ID, CX))
        self.origin = avp(ORIGIN_HOST, address) + avp(ORIGIN_REALM, realm)

    def answer(self, command: int, asked: dict[int, bytes]) -> bytes:
        """The attribute-value pairs of an answer."""
        success = avp(RESULT_CODE, SUCCESS)
        if command == CAPABILITIES_EXCHANGE:
            address = struct.pack("!H", 1) + socket.inet_aton(self.address)
            return (success + self.origin + avp(HOST_IP_ADDRESS, address)
                    + avp(VENDOR_ID, 0) + avp(PRODUCT_NAME, "hss.py")
                    + avp(SUPPORTED_VENDOR_ID, VENDOR_3GPP) + self.application)
        if command in (DEVICE_WATCHDOG, DISCONNECT_PEER):
            return success + self.origin
        identity = asked[PUBLIC_IDENTITY].decode().partition(";")[0]
        if identity not in self.identities:
            result = self.experimental_result(USER_UNKNOWN)
        elif command == USER_AUTHORIZATION:
            result = self.experimental_result(SUBSEQUENT_REGISTRATION)
        else:
            result = success
        if identity in self.identities:
            result += avp(SERVER_NAME, self.s_cscf, VENDOR_3GPP)
        return (avp(SESSION_ID, asked[SESSION_ID]) + self.application
                + avp(AUTH_SESSION_STATE, NO_STATE_MAINTAINED) + self.origin + result)

    @staticmethod
    def experimental_result(code: int) -> bytes:
        """A result that 3GPP defined."""
        return avp(EXPERIMENTAL_RESULT,
                   avp(VENDOR_ID, VENDOR_3GPP) + avp(EXPERIMENTAL_RESULT_CODE, code))

    def serve(self, connection: socket.socket) -> None:
        """Answer the requests of one peer until it hangs up."""
        while len(head := read(connection, 20)) == 20:
            version_length, flags_command, application, *ids = struct.unpack("!5I", head)
            body = read(connection, (version_length & 0xFFFFFF) - len(head))
            if not flags_command >> 24 & REQUEST:
                continue
            if flags_command & 0xFFFFFF == DEVICE_WATCHDOG:
                print("ready", flush=True)  # the peer has got our capabilities
            answer = self.answer(flags_command & 0xFFFFFF, dict(avps(body)))
            connection.sendall(struct.pack("!5I", 1 << 24 | 20 + len(answer),
                                           flags_command & ~(REQUEST << 24), application, *ids)
                               + answer)


def main() -> None:
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    address, realm, s_cscf, *identities = sys.argv[1:]
    hss = Hss(address, realm, s_cscf, identities)
    with socket.create_server((address, PORT)) as server:
        while True:
            connection, _ = server.accept()
            with connection:
                hss.serve(connection)


if __name__ == "__main__":
    main()
