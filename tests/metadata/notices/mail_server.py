"""A real SMTP server (aiosmtpd) on a loopback address and a free port, in a thread of its own."""

from __future__ import annotations

import asyncio
import json
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope


class MailServer:
    """Keeps the mails that it takes; refuses the addresses in `refused`, and everything with `answer`."""

    def __init__(self, **given: Any) -> None:
        """`given` goes to aiosmtpd's SMTP: an authenticator, a TLS context …"""
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.refused: set[str] = set()
        self.answer = ""
        self._given, self._loop = given, asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def connection(self, **extra: str) -> str:
        """A connection to it, with these extras; `login` and `password` stand beside them."""
        given = {"security": "none", "from": "emat@example.org", **extra}
        beside = {key: given.pop(key) for key in ("login", "password") if key in given}
        return json.dumps({"host": "127.0.0.1", "port": self.port, **beside, "extra": given})

    def __enter__(self) -> MailServer:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._begin(), self._loop).result(10)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _begin(self) -> asyncio.Server:
        return await self._loop.create_server(
            lambda: SMTP(self, hostname="mail.example", loop=self._loop, **self._given), "127.0.0.1", 0
        )

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        """Aiosmtpd asks whether it may take mail for somebody."""
        if address in self.refused:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Aiosmtpd hands over a mail."""
        if self.answer:
            return self.answer
        assert isinstance(envelope.content, bytes)
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.mails.append(found)
        self.envelopes.append(envelope)
        return "250 OK"
