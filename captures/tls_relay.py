#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Carry the plain TCP of two user agents over TLS 1.3, for a sipp that does not speak it.

usage: tls_relay.py CALLER CALLEE SIP-PORT TLS-PORT DIRECTORY

CALLER and CALLEE are addresses. What comes in at the TLS port of the caller in plain TCP goes
over TLS to that of the callee, and from there in plain TCP to the SIP port of the callee.
DIRECTORY holds the callee's certificate.pem and key.pem; the session keys go to its keylog.
"""

import asyncio
import ssl
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from pathlib import Path


async def copy(reader: StreamReader, writer: StreamWriter) -> None:
    """Pass bytes on until the sender closes, then close the other side."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


def relay_to(source: str, target: str, port: int, tls: ssl.SSLContext | None = None
             ) -> Callable[[StreamReader, StreamWriter], Awaitable[None]]:
    """Answers a connection with one of its own from source to target."""

    async def relay(reader: StreamReader, writer: StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(
            target, port, ssl=tls, local_addr=(source, 0))
        await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))

    return relay


async def serve(caller: str, callee: str, sip_port: int, tls_port: int, directory: Path) -> None:
    """Run the relay of the callee and that of the caller."""
    certificate = directory / "certificate.pem"
    incoming = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    incoming.load_cert_chain(certificate, directory / "key.pem")
    incoming.num_tickets = 0  # nobody comes back
    outgoing = ssl.create_default_context(cafile=str(certificate))
    outgoing.minimum_version = ssl.TLSVersion.TLSv1_3
    outgoing.keylog_filename = str(directory / "keylog")
    to_user_agent = relay_to(callee, callee, sip_port)
    await asyncio.start_server(to_user_agent, callee, tls_port, ssl=incoming)
    to_callee = relay_to(caller, callee, tls_port, outgoing)
    await asyncio.start_server(to_callee, caller, tls_port)
    await asyncio.Event().wait()


def main() -> None:
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    caller, callee, sip_port, tls_port, directory = sys.argv[1:]
    asyncio.run(serve(caller, callee, int(sip_port), int(tls_port), Path(directory)))


if __name__ == "__main__":
    main()
