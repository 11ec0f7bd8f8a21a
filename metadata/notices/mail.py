"""Mail: a notice to the people of its roles, as text and as a page in one message (RFC 2046 §5.1.4), over SMTP.

The connection `notices_mail` names server, login and sender, and the people of each role:

    {"conn_type": "smtp", "host": "mail.example.org", "port": 587, "login": "user", "password": "…",
     "extra": {"from": "metadata@example.org", "operator": "a@example.org, b@example.org", "language": "fi"}}

Its other extras: `librarian` and `manager` like `operator`; `language` fi (as without), sv or en; `security` starttls
(as without), tls from the first byte, or none, which only a server on this machine is trusted with.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from ipaddress import ip_address
from typing import NamedTuple

from metadata.connections import Connect, Connection, UnsetConnectionError
from metadata.errors import ConfigError, SourceError
from metadata.notices.notice import Build, Notice, as_html, as_text, subject_of
from metadata.notices.words import LANGUAGES, ROLES, Texts

CONNECTION = "notices_mail"
SECONDS = 30.0  # without an answer
SECURITY = ("starttls", "tls", "none")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
_ADDRESS = re.compile(r"[^\s@,;<>\"\\()\[\]:\x00-\x1f\x7f]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Post:
    """Where mail is given in, by whom, and who gets it."""

    connection: Connection
    security: str
    sender: str
    language: str
    people: Mapping[str, frozenset[str]]  # address → its roles

    def groups(self, roles: frozenset[str]) -> dict[frozenset[str], list[str]]:
        """The addresses that are told something which concerns these roles, by which of them they have."""
        found: defaultdict[frozenset[str], list[str]] = defaultdict(list)
        for address in sorted(self.people):
            if own := self.people[address] & roles:
                found[own].append(address)
        return dict(found)


class Mailed(NamedTuple):
    """What became of the mails of a notice."""

    sent: int = 0  # addresses whose server took it
    refused: tuple[str, ...] = ()  # addresses that it would not take


def post_of(connect: Connect) -> Post | None:
    """The post office of an installation; None where none is set. Raises ConfigError, which quotes no secret."""
    try:
        found = connect(CONNECTION)
    except UnsetConnectionError:
        return None
    extra = found.extra
    security, language = extra.get("security", "starttls"), extra.get("language", "fi")
    if security not in SECURITY:
        raise _wrong("security", f"one of {', '.join(SECURITY)}")
    if security == "none" and not _is_here(found.host):
        raise _wrong("security", "starttls or tls: none is for a server on this machine")
    if language not in LANGUAGES:
        raise _wrong("language", f"one of {', '.join(LANGUAGES)}")
    people: defaultdict[str, set[str]] = defaultdict(set)
    for role in ROLES:
        for address in _addresses(role, extra.get(role, "")):
            people[address].add(role)
    sender = _addresses("from", extra.get("from", found.login if "@" in found.login else ""))
    if people and (not found.host or len(sender) != 1):
        raise _wrong("from", "one address, and the connection has a host")
    return Post(found, security, "".join(sender), language, {each: frozenset(own) for each, own in people.items()})


def send(build: Build, roles: frozenset[str], connect: Connect, texts: Texts, now: str, domain: str) -> Mailed:
    """Tell the people of these roles what concerns them; nothing where there is no connection or nobody in it.

    `domain`: of the ids of messages. Raises ConfigError, and SourceError when the server does not take a message.
    """
    post = post_of(connect)
    if post is None:
        return Mailed()
    foot = texts.say("foot", post.language, connection=CONNECTION)
    written = [
        message(notice, post.sender, to, foot, now, domain)
        for own, to in post.groups(roles).items()
        if (notice := build(own, post.language)) is not None
    ]
    return _given_in(post, written) if written else Mailed()


def message(notice: Notice, sender: str, to: list[str], foot: str, now: str, domain: str) -> EmailMessage:
    """One mail: text for those who read text, a page for the others."""
    made = EmailMessage()
    made["Subject"] = subject_of(notice)
    made["From"] = sender
    made["To"] = ", ".join(to)
    made["Date"] = format_datetime(datetime.fromisoformat(now))
    made["Message-ID"] = make_msgid(domain=domain)
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers it
    made.set_content(as_text(notice, foot))
    made.add_alternative(as_html(notice, foot), subtype="html")
    made["Content-Language"] = notice.language  # behind the contents, which would take it along
    return made


def _given_in(post: Post, written: list[EmailMessage]) -> Mailed:
    """Give the messages to the server. Its words may repeat what it was sent: only its status is told."""
    refused: list[str] = []
    try:
        with _server(post) as server:
            if post.connection.login and post.connection.password:
                server.login(post.connection.login, post.connection.password)
            for each in written:
                refused += server.send_message(each)
    except smtplib.SMTPRecipientsRefused as error:
        raise SourceError(f"mail: the server takes nothing for {', '.join(sorted(error.recipients))}") from None
    except smtplib.SMTPAuthenticationError:
        raise ConfigError(f"mail: the server does not know the login of the connection {CONNECTION}") from None
    except smtplib.SMTPResponseException as error:
        raise SourceError(f"mail: the server says {error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise SourceError(f"mail: the server cannot be used ({type(error).__name__})") from None
    told = sum(len(str(each["To"]).split(", ")) for each in written)
    return Mailed(told - len(refused), tuple(sorted(refused)))


def _server(post: Post) -> smtplib.SMTP:
    """A connection to the server, encrypted as it is to be."""
    host, port = post.connection.host, post.connection.port or PORTS[post.security]
    context = ssl.create_default_context(cafile=post.connection.extra.get("ca_file"))
    if post.security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(host, port, timeout=SECONDS)
    if post.security == "starttls":
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server


def _addresses(name: str, text: str) -> list[str]:
    """The addresses of an extra, parted by commas. Raises ConfigError."""
    found = [each.strip() for each in text.split(",") if each.strip()]
    if not all(_ADDRESS.fullmatch(each) and each.isascii() for each in found):
        raise _wrong(name, "addresses such as name@example.org, parted by commas")
    return found


def _wrong(extra: str, wanted: str) -> ConfigError:
    return ConfigError(f"the connection {CONNECTION!r}: its extra {extra!r} is not {wanted}")


def _is_here(host: str) -> bool:
    """True for this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
