"""Mail through a real SMTP server: who is told, what it looks like, and what a server may refuse."""

from __future__ import annotations

import ssl
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from mail_server import MailServer

from metadata.connections import Connect, connections_of
from metadata.errors import ConfigError, SourceError
from metadata.notices import mail
from metadata.notices.notice import Line, Notice, Section
from metadata.notices.words import load_texts
from metadata.settings import shipped

TEXTS = load_texts(shipped("schemas"))
NOW = "2026-11-28T05:00:00Z"
EVERYBODY = frozenset({"operator", "librarian", "manager"})


def connect(uri: str) -> Connect:
    return connections_of({"EMAT_CONN_NOTICES_MAIL": uri} if uri else {})


def notice(roles: frozenset[str], language: str) -> Notice:
    lines = (Line("Äänikirjat ovat myöhässä", "https://desk.example/desk/vendors/a"), Line("<b>levy</b> on täynnä"))
    subject = f"{'+'.join(sorted(roles))} {language}"
    return Notice("digest", language, subject, "Kaksi asiaa.", (Section("Uutta", lines),))


def send(uri: str, build: mail.Build = notice, roles: frozenset[str] = EVERYBODY) -> mail.Mailed:
    return mail.send(build, roles, connect(uri), TEXTS, NOW, "ematerial.example.org")


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_without_a_connection_or_without_people_nothing_is_sent(post: MailServer) -> None:
    assert send("") == mail.Mailed()
    assert send(post.connection()) == mail.Mailed()
    assert send("smtp://") == mail.Mailed(), "a connection that names nobody is off, whatever else it lacks"
    assert post.mails == []


def test_a_role_is_told_what_concerns_it_and_nobody_twice(post: MailServer) -> None:
    done = send(
        post.connection(operator="a@example.org,b@example.org", librarian="b@example.org, c@example.org", language="sv")
    )
    assert done == mail.Mailed(3)
    told = {str(each["To"]): str(each["Subject"]) for each in post.mails}
    assert told == {
        "a@example.org": "operator sv",
        "b@example.org": "librarian+operator sv",
        "c@example.org": "librarian sv",
    }


def test_only_the_roles_that_are_meant_are_told(post: MailServer) -> None:
    send(post.connection(operator="a@example.org", manager="m@example.org"), roles=frozenset({"operator"}))
    assert [each.rcpt_tos for each in post.envelopes] == [["a@example.org"]]


def test_nobody_is_told_where_there_is_nothing_to_tell(post: MailServer) -> None:
    assert send(post.connection(operator="a@example.org"), lambda roles, language: None) == mail.Mailed()
    assert post.mails == []


def test_a_mail_is_text_and_page_in_one(post: MailServer) -> None:
    send(post.connection(operator="a@example.org"))
    (message,) = post.mails
    assert message.get_content_type() == "multipart/alternative"
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "fi")
    assert str(message["Message-ID"]).endswith("@ematerial.example.org>")
    text, page = part(message, "plain"), html.document_fromstring(part(message, "html"))
    assert "* Äänikirjat ovat myöhässä\n  https://desk.example/desk/vendors/a" in text.replace("\r", "")
    assert page.get("lang") == "fi"
    assert [each.text_content() for each in page.iter("h1", "h2")] == ["operator fi", "Uutta"]
    assert [(each.text_content(), each.get("href")) for each in page.iter("a")] == [
        ("Äänikirjat ovat myöhässä", "https://desk.example/desk/vendors/a")
    ]
    assert [each.text_content().strip() for each in page.iter("li")][1] == "<b>levy</b> on täynnä"
    assert not list(page.iter("b", "script", "img", "link"))


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_no_text_makes_a_header_of_its_own(text: str) -> None:
    """Whatever a vendor calls its file, the mail has the headers that we gave it and no other."""
    hostile = f"{text}\r\nBcc: x@evil.example\r\n\r\nbody"
    made = mail.message(
        Notice("held", "fi", hostile, hostile, (Section(hostile, (Line(hostile),)),)),
        "emat@example.org",
        ["a@example.org"],
        "foot",
        NOW,
        "example.org",
    )
    headers = made.as_bytes(policy=SMTP).split(b"\r\n\r\n", 1)[0].decode("ascii")
    names = [line.split(":")[0] for line in headers.split("\r\n") if not line.startswith((" ", "\t"))]
    assert sorted(names) == sorted(
        [
            "Subject",
            "From",
            "To",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "Content-Language",
            "MIME-Version",
            "Content-Type",
        ]
    )


WRONG: dict[str, dict[str, str]] = {
    "operator": {"operator": "a@example.org,nobody"},
    "librarian": {"operator": "a@example.org", "librarian": "a@example.org\r\nBcc: x@evil.example"},
    "language": {"operator": "a@example.org", "language": "de"},
    "from": {"operator": "a@example.org", "from": "a@example.org,b@example.org"},
    "security": {"operator": "a@example.org", "security": "never"},
}


@pytest.mark.parametrize("extra", WRONG)
def test_a_connection_that_is_wrong_says_where(post: MailServer, extra: str) -> None:
    with pytest.raises(ConfigError, match=f"'{extra}'"):
        send(post.connection(password="geheim12", **WRONG[extra]))
    assert post.mails == []


def test_only_this_machine_is_trusted_without_encryption(post: MailServer) -> None:
    with pytest.raises(ConfigError, match="starttls or tls"):
        send(post.connection(operator="a@example.org").replace("127.0.0.1", "mail.example.org"))


def test_a_server_without_encryption_is_given_nothing(post: MailServer) -> None:
    with pytest.raises(SourceError, match="cannot be used"):
        send(post.connection(operator="a@example.org", security="starttls"))
    assert post.mails == []


def test_who_is_refused_is_told_and_the_others_get_it(post: MailServer) -> None:
    post.refused = {"b@example.org"}
    uri = post.connection(operator="a@example.org,b@example.org")
    assert send(uri) == mail.Mailed(1, ("b@example.org",))
    post.refused = {"a@example.org", "b@example.org"}
    with pytest.raises(SourceError, match=r"a@example\.org, b@example\.org"):
        send(uri)


def test_a_server_that_fails_is_told_by_its_status_and_not_by_its_words(post: MailServer) -> None:
    post.answer = "451 geheim12 is overquota"
    with pytest.raises(SourceError) as told:
        send(post.connection(operator="a@example.org"))
    assert str(told.value) == "mail: the server says 451"


def test_a_login_is_given_and_a_wrong_one_never_repeated() -> None:
    def is_right(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        return AuthResult(success=getattr(data, "password", b"") == b"geheim12", handled=False)

    with MailServer(authenticator=is_right, auth_require_tls=False) as server:
        given = {"login": "user", "operator": "a@example.org"}
        assert send(server.connection(password="geheim12", **given)) == mail.Mailed(1)
        with pytest.raises(ConfigError) as told:
            send(server.connection(password="wrong-one", **given))
        assert "wrong-one" not in str(told.value)


def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    with MailServer() as gone:
        uri = gone.connection(operator="a@example.org")
    with pytest.raises(SourceError, match="cannot be used"):
        send(uri)


def test_what_is_sent_is_encrypted_and_the_server_is_the_one_that_is_meant(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with MailServer(tls_context=context, require_starttls=True) as server:
        given = {"operator": "a@example.org", "security": "starttls"}
        with pytest.raises(SourceError, match="SSLCertVerificationError"):
            send(server.connection(**given))
        trusted = server.connection(**given, ca_file=str(certificate)).replace("127.0.0.1", "localhost")
        assert send(trusted) == mail.Mailed(1)
    assert len(server.mails) == 1
