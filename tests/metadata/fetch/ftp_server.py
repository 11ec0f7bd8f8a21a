"""An FTP server on a free port of the loopback that can be old, broken or hostile; and a certificate for it."""

from __future__ import annotations

import datetime
import io
import ipaddress
import logging
import socket
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

with warnings.catch_warnings():  # it stands on asyncore, which Python 3.11 finds old
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.filesystems import AbstractedFS
    from pyftpdlib.handlers import DTPHandler, FTPHandler, ThrottledDTPHandler, TLS_DTPHandler, TLS_FTPHandler
    from pyftpdlib.ioloop import IOLoop
    from pyftpdlib.servers import FTPServer

USER, PASSWORD = "reader", "canary-ftp-7F3A"


class Faults:
    """What the server does wrong; a test sets it, the handlers read it."""

    def __init__(self) -> None:
        self.cuts: list[int] = []  # bytes after which the next transfers of files break off
        self.reset = False  # with RST instead of FIN
        self.short: list[int] = []  # bytes after which the next transfers end as if that were all
        self.names: list[bytes] | None = None  # lines of MLSD and LIST in place of the true ones
        self.asked: list[str] = []  # commands received
        self.sessions: set[int] = set()  # that are open


def _faulty_data(base: type[DTPHandler], faults: Faults) -> type[DTPHandler]:
    class Data(base):  # type: ignore[misc,valid-type]
        left: int | None = None

        def send(self, data: bytes) -> int:
            if self.file_obj is None:  # a listing
                self.write_limit = 0
                return int(super().send(data))
            if self.left is None:
                self.left = faults.cuts.pop(0) if faults.cuts else 1 << 40
            sent = int(super().send(data[: self.left])) if self.left else 0
            self.left -= sent
            if not self.left:
                self._break()
            return sent

        def _break(self) -> None:
            if faults.reset:
                for each in (self.socket, self.cmd_channel.socket):
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.cmd_channel.close()

    return Data


def _faulty_files(faults: Faults) -> type[AbstractedFS]:
    class Files(AbstractedFS):  # type: ignore[misc]
        def open(self, filename: str, mode: str) -> Any:
            if not faults.short:
                return super().open(filename, mode)
            part = io.BytesIO(Path(filename).read_bytes()[: faults.short.pop(0)])
            part.name = filename  # type: ignore[attr-defined]
            return part

        def format_mlsx(self, *given: Any, **named: Any) -> Iterator[bytes]:
            return super().format_mlsx(*given, **named) if faults.names is None else iter(faults.names)

        def format_list(self, *given: Any, **named: Any) -> Iterator[bytes]:
            return super().format_list(*given, **named) if faults.names is None else iter(faults.names)

    return Files


@contextmanager
def ftp_server(
    folder: Path,
    faults: Faults | None = None,
    *,
    certificate: Path | None = None,
    without: tuple[str, ...] = (),
    masquerade: str | None = None,
    bytes_a_second: int = 0,
) -> Iterator[int]:
    """A server of this folder; gives its port. `without` are commands it does not know."""
    faults = faults or Faults()
    base, data = (TLS_FTPHandler, TLS_DTPHandler) if certificate else (FTPHandler, DTPHandler)
    if bytes_a_second:
        data = type("Slow", (ThrottledDTPHandler,), {"write_limit": bytes_a_second, "ac_out_buffer_size": 256})
    authorizer = DummyAuthorizer()
    authorizer.add_user(USER, PASSWORD, str(folder), perm="elr")

    class Handler(base):  # type: ignore[misc,valid-type]
        def on_connect(self) -> None:
            faults.sessions.add(id(self))

        def on_disconnect(self) -> None:
            faults.sessions.discard(id(self))

        def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
            faults.asked.append(line)
            super().pre_process_command(line, cmd, arg)

    Handler.authorizer, Handler.abstracted_fs = authorizer, _faulty_files(faults)
    Handler.dtp_handler = _faulty_data(data, faults)
    Handler.proto_cmds = {key: value for key, value in base.proto_cmds.items() if key not in without}
    Handler.use_sendfile, Handler.masquerade_address = False, masquerade
    Handler.auth_failed_timeout = 0.05
    if certificate:
        Handler.certfile, Handler.ssl_context = str(certificate), None
        Handler.tls_control_required = Handler.tls_data_required = True
    logging.getLogger("pyftpdlib").disabled = True
    with _running(FTPServer(("127.0.0.1", 0), Handler, ioloop=IOLoop())) as port:
        yield port


@contextmanager
def _running(server: FTPServer) -> Iterator[int]:
    port, stopping = server.address[1], threading.Event()

    def serve() -> None:
        while not stopping.is_set():
            server.ioloop.loop(timeout=0.01, blocking=False)
        server.close_all()

    thread = threading.Thread(target=serve, name="ftp")
    thread.start()
    try:
        yield port
    finally:
        stopping.set()
        thread.join()


def make_certificate(target: Path, host: str = "127.0.0.1") -> Path:
    """Key and self-signed certificate for an IP address, in one PEM file; made of nothing but this call."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ftp of the tests")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    target.write_bytes(private + certificate.public_bytes(pem))
    return target
