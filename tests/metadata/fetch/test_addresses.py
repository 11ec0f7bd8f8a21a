"""addresses: whatever a vendor, a page or a redirect names, only public hosts of the vendor file are asked."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.errors import SourceError
from metadata.fetch.addresses import Door, is_allowed, parsed, shown
from metadata.fetch.budget import PassingError

INNER = [
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%1",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::1",
    "2002:a00:1::",
    "2001:0:5db8:d822::80ff:fffe",  # Teredo of 127.0.0.1
    "::127.0.0.1",
    "::a9fe:a9fe",
    "::ffff:0:127.0.0.1",
    "64:ff9b:1::7f00:1",
    "fec0::1",
    "4000::1",
]
PUBLIC = ["93.184.216.34", "2002:5db8:d822::1", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]


def resolver(*answers: list[str]) -> Any:
    """Answers one list of addresses after the other."""
    left = list(answers)
    return lambda host, port, type: [(2, 1, 6, "", (each, port)) for each in left.pop(0)]


@pytest.mark.parametrize("address", INNER)
def test_an_inner_address_is_refused(address: str) -> None:
    assert not is_allowed(address, private=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_allowed(address, private=False)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "fd00::1", "::ffff:192.168.1.1", *PUBLIC])
def test_private_ones_may_be_allowed(address: str) -> None:
    assert is_allowed(address, private=True)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "::a9fe:a9fe",
        "::ffff:0:169.254.169.254",
        "fe80::1",
        "fec0::1",
        "224.0.0.1",
        "0.0.0.0",
        "::",
    ],
)
def test_some_are_never_allowed(address: str) -> None:
    assert not is_allowed(address, private=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://127.0.0.1.1/",
        "file:///etc/passwd",
        "gopher://vendor.example/",
        "ftp://vendor.example/",
        "//vendor.example/",
        "vendor.example",
        "",
        "http://",
        "http:///path",
        "http://user@vendor.example/",
        "http://vendor.example\\@other.example/",
        "http://vendor.example:99999/",
        "http://vendor.example:0/",
        "http://vendor.example:x/",
        "http://[::1/",
        "http://ven dor.example/",
        "http://vendor\u3002example/",
        "http://１２７.0.0.1/",
        "http://-x.example/",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 130 + "example/",
    ],
)
def test_what_is_no_proper_address_is_refused(url: str) -> None:
    with pytest.raises(SourceError, match="an address"):
        parsed(url)


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_text_is_more_than_refused(text: str) -> None:
    door = Door(frozenset({"vendor.example"}))
    for url in (text, f"http://{text}", f"http://vendor.example{text}", f"https://{text}@vendor.example/"):
        try:
            assert door.check(url).hostname in ("vendor.example", "vendor.example.")
        except SourceError:
            continue


def test_only_hosts_of_the_vendor_file_are_asked() -> None:
    door = Door.of("https://Vendor.Example/x", ["CDN.example."], private=False)
    for host in ("vendor.example", "VENDOR.example.", "cdn.example"):
        door.check(f"https://{host}/y")
    for host in ("other.example", "vendor.example.evil.example", "evil-vendor.example", "sub.vendor.example"):
        with pytest.raises(SourceError, match=r"add it to fetch\.allowed_hosts"):
            door.check(f"https://{host}/y")


def test_a_name_is_looked_up_once_and_never_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[Any] = []

    def connect(address: Any, timeout: float) -> Any:
        reached.append(address)
        return "socket"

    monkeypatch.setattr(socket, "create_connection", connect)
    door = Door(frozenset({"vendor.example"}), resolve=resolver(["93.184.216.34"], ["127.0.0.1"]))
    assert door.connect("vendor.example", 443, 1) == "socket"
    assert reached == [("93.184.216.34", 443)]
    with pytest.raises(SourceError, match=r"127\.0\.0\.1, which is not public"):
        door.connect("vendor.example", 443, 1)
    assert len(reached) == 1


def test_one_inner_address_among_public_ones_is_enough() -> None:
    door = Door(frozenset({"vendor.example"}), resolve=resolver(["93.184.216.34", "10.0.0.1"]))
    with pytest.raises(SourceError, match="which is not public"):
        door.connect("vendor.example", 443, 1)


def test_connections_go_to_allowed_hosts_only() -> None:
    with pytest.raises(SourceError, match="is not a host of this source"):
        Door(frozenset({"vendor.example"})).connect("other.example", 80, 1)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), SourceError),
        (socket.gaierror(socket.EAI_AGAIN, "later"), PassingError),
        (UnicodeError("label too long"), SourceError),
    ],
)
def test_a_name_without_an_address_is_told_of(fault: Exception, kind: type[Exception]) -> None:
    def resolve(*given: Any, **named: Any) -> Any:
        raise fault

    with pytest.raises(SourceError, match=r"vendor\.example") as raised:
        Door(frozenset({"vendor.example"}), resolve=resolve).connect("vendor.example", 80, 1)
    assert type(raised.value) is kind


def test_a_server_that_does_not_answer_may_answer_later() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(PassingError, match=rf"127\.0\.0\.1:{port} does not answer"):
            Door(frozenset({"127.0.0.1"}), private=True).connect("127.0.0.1", port, 1)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://ada:secret@vendor.example:8443/x/y.xml?key=secret#z", "https://vendor.example:8443/x/y.xml"),
        ("http://[::1", "an address that is none"),
    ],
)
def test_an_address_is_shown_without_what_may_be_secret(url: str, words: str) -> None:
    assert shown(url) == words
