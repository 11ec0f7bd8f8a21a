"""http: servers under TLS, and whom a certificate convinces."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from looks import Clock, came, http_vendor, look
from web_server import Web, cut, status

from metadata.connections import Connection
from metadata.errors import SourceError
from metadata.home import Home
from tests.metadata.fetch.test_http import CONTENT


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of localhost, signed by nobody, in one file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, datetime(2020, 1, 1), datetime(2090, 1, 1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def tls(certificate: Path) -> Iterator[Web]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Web(context) as server:
        yield server


def test_a_certificate_that_nobody_trusts_is_refused_at_once(home: Home, tls: Web) -> None:
    clock = Clock()
    with pytest.raises(
        SourceError, match=r"beta: https://localhost:\d+/day\.mrc: its certificate is not to be trusted"
    ):
        look(home, http_vendor(home, tls.url("/day.mrc", "localhost")), clock=clock)
    assert (tls.asked, clock.slept) == ([], [])


def test_a_certificate_is_trusted_by_the_ca_of_the_connection_and_for_its_name_only(
    home: Home, tls: Web, certificate: Path
) -> None:
    tls.put("/day.mrc", CONTENT)
    trusting = Connection(extra={"ca_file": str(certificate)})
    look(home, http_vendor(home, tls.url("/day.mrc", "localhost")), trusting)
    assert came(home) == {"day.mrc": CONTENT}
    with pytest.raises(SourceError, match="its certificate is not to be trusted"):
        look(home, http_vendor(home, tls.url("/day.mrc", "127.0.0.1")), trusting)


def test_a_redirect_from_https_to_http_is_not_followed(home: Home, tls: Web, web: Web, certificate: Path) -> None:
    tls.faults = [status(302, Location=web.url("/day.mrc", "localhost"))]
    with pytest.raises(SourceError, match="from https to http"):
        look(
            home,
            http_vendor(home, tls.url("/day.mrc", "localhost")),
            Connection(extra={"ca_file": str(certificate)}),
        )
    assert web.asked == []


def test_what_breaks_off_under_tls_is_made_good(home: Home, tls: Web, certificate: Path) -> None:
    tls.put("/day.mrc", CONTENT, ETag='"1"')
    tls.faults = [cut(50, hard=True), cut(10)]
    look(home, http_vendor(home, tls.url("/day.mrc", "localhost")), Connection(extra={"ca_file": str(certificate)}))
    assert came(home) == {"day.mrc": CONTENT}
