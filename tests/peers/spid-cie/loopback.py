"""What the package takes for granted of the open network and loopback does not have."""

import socket

from pydantic import HttpUrl


def allow():
    """Lets `localhost` and the names below it be entities."""
    # pydantic wants a top level domain, which `localhost` is not.
    HttpUrl.tld_required = False
    ask = socket.getaddrinfo

    # Names below `localhost` are this machine (RFC 6761 § 6.3), also where the C library does not say so.
    def answer(host, *rest, **more):
        name = host.decode() if isinstance(host, bytes) else host
        if name and name.endswith(".localhost"):
            name = "127.0.0.1"
        return ask(name, *rest, **more)

    socket.getaddrinfo = answer
