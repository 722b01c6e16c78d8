"""What messages are never sent to."""

import socket

import pytest

from cocreate_server.ground.webhooks.addresses import AddressRefused, Target, addresses_of, target_of

INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1", "[::1]", "[fe80::1]",
    "[fd12:3456::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]", "192.0.2.1", "[2001:db8::1]",
]  # fmt: skip
NEVER = [
    "169.254.169.254", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "100.100.100.200", "0.0.0.0", "224.0.0.1",  # noqa: S104 - to be refused
    "[ff02::1]", "[::]",
]  # fmt: skip
NO_ADDRESS = [
    "", "example.org", "ftp://example.org/", "https://", "https://example.org:99999/", "https://example.org:0/",
    "https://me:secret@example.org/", "https://example.org/#part", "https://exa mple.org/", "https://例子.cn/",
    "https://example.org/\x00", "https://example.org/\r\nHost: other", "javascript:alert(1)", "https://[::1/",
    "https://example.org/" + "x" * 500, "http://example.org/",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_inside_only_where_an_owner_allows_it(host):
    with pytest.raises(AddressRefused):
        target_of(f"https://{host}/", allows_private=False)
    assert target_of(f"https://{host}:8443/x?y=1", allows_private=True).port == 8443


@pytest.mark.parametrize("host", NEVER)
def test_never_even_where_an_owner_allows_it(host):
    with pytest.raises(AddressRefused):
        target_of(f"https://{host}/", allows_private=True)


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_no_address(url):
    with pytest.raises(AddressRefused):
        target_of(url, allows_private=False)


def test_the_open_net_is_fine():
    assert target_of("https://example.org", allows_private=False) == Target(True, "example.org", 443, "/")
    assert target_of("https://93.184.215.14:444/a?b", allows_private=False).path == "/a?b"
    assert target_of("http://desk.local/", allows_private=True).port == 80


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.1", "017700000001"])
def test_what_a_name_means_is_checked(host):
    target = target_of(f"https://{host}/", allows_private=False)
    with pytest.raises(AddressRefused):
        addresses_of(target, allows_private=False)


def test_one_address_inside_spoils_a_name(monkeypatch):
    found = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    target = Target(True, "mixed.example", 443, "/")
    with pytest.raises(AddressRefused):
        addresses_of(target, allows_private=False)
    assert addresses_of(target, allows_private=True) == ["93.184.215.14", "10.0.0.1"]
