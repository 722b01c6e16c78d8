"""Which addresses messages may be sent to.

A name is resolved once; what it resolves to is checked, and the connection goes to what was checked. So a name cannot
lead inside by resolving differently a moment later.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from cocreate_server.ground.core.errors import ProductError

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LONGEST = 500
# they hand out the secrets of the machine to whoever asks from it: never, whatever an owner allows
METADATA = frozenset(
    ipaddress.ip_address(text)
    for text in ("169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "fd00:ec2::254")
)
NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class AddressRefused(ProductError):
    """Messages may not be sent there."""

    status = 422
    code = "address_refused"


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of an address that a request is made of."""

    secure: bool
    host: str
    port: int
    path: str


def target_of(url: str, *, allows_private: bool) -> Target:
    """Take an address apart.

    Raises:
        AddressRefused: It is no web address, or one that messages may not be sent to.
    """
    if len(url) > LONGEST or any(not "!" <= letter <= "~" for letter in url):
        raise AddressRefused(_("Write it without spaces, in plain letters, with at most 500 of them."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(_("This is no address; it looks like https://example.org/hooks.")) from error
    if parts.scheme not in {"https", "http"} or not parts.hostname or port == 0:
        raise AddressRefused(_("This is no address; it looks like https://example.org/hooks."))
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused(_("Leave name, password and anything after # out of the address."))
    if parts.scheme == "http" and not allows_private:
        raise AddressRefused(_("Only https is sent over the open net."))
    literal = _literal(parts.hostname)
    if literal is not None:
        _check(literal, allows_private)
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, parts.hostname, port or (443 if secure else 80), path)


def addresses_of(target: Target, *, allows_private: bool) -> list[str]:
    """What the host resolves to, all of it checked.

    Raises:
        AddressRefused: One of them may not be sent to.
        OSError: The name resolves to nothing.
    """
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        _check(ipaddress.ip_address(address), allows_private)
    return addresses


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _check(address: Address, allows_private: bool) -> None:  # noqa: FBT001 - private
    inner = _inside(address)
    if inner in METADATA or inner.is_multicast or inner.is_unspecified:
        raise AddressRefused(_("Nothing is ever sent to %(address)s.") % {"address": address})
    if not allows_private and not inner.is_global:
        raise AddressRefused(
            _("%(address)s lies inside a network. An owner may allow that for this webhook.")
            % {"address": address}
        )


def _inside(address: Address) -> Address:
    """The address that is meant, where one is written inside another."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if any(address in network for network in NAT64):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or _plain(address)


def _plain(address: ipaddress.IPv6Address) -> Address:
    """Without the name of an interface; and the old form of an IPv4 address inside."""
    number = int(address)
    return ipaddress.IPv4Address(number) if 1 < number < 2**32 else ipaddress.IPv6Address(number)
