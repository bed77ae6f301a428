"""Who asks, as far as an address tells: to be written down, and to be given their share."""

from __future__ import annotations

import ipaddress

from flask import request

NETWORK_BITS = 64
"""What one household has of IPv6: all of it is one client."""


def client() -> str:
    """The address of who asks; the network of it where addresses are plenty."""
    said = request.remote_addr or ""
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return said[:64]
    if address.version == 6 and not address.is_loopback:
        return str(ipaddress.ip_network((int(address), NETWORK_BITS), strict=False))
    return str(address)
