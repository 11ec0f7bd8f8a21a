"""Named credentials: they come in from Airflow or the environment, go to a fetcher, and appear nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from metadata.errors import ConfigError


class UnsetConnectionError(ConfigError):
    """Nobody has given a connection of this name."""


_TOO_SHORT = 4  # characters: what is so short is no secret, and would be found in every text


@dataclass(frozen=True, slots=True)
class Connection:
    """One set of credentials; what is secret does not show when it is printed."""

    host: str = ""
    port: int = 0
    login: str = ""
    password: str = field(default="", repr=False)
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)  # key_file, passphrase, token, query, ca_file …

    def hide(self, text: str) -> str:
        """The text without anything secret of this connection."""
        given = [self.password, *self.extra.values()]
        parts = [value for each in given for _, value in parse_qsl(each)]  # of an extra such as query: "key=…"
        for each in sorted({*given, *parts}, key=len, reverse=True):
            if len(each) >= _TOO_SHORT:
                text = text.replace(each, "***")
        return text


NONE = Connection()
Connect = Callable[[str], Connection]  # by name; raises ConfigError, for one that is not set UnsetConnectionError


def from_uri(name: str, uri: str) -> Connection:
    """A connection as Airflow writes it: `sftp://user:pass@host:22/?key_file=/run/key`, or as a JSON object.

    Raises ConfigError, which never quotes what was given.
    """
    wrong = ConfigError(f"the connection {name!r} is not a URI such as sftp://user:password@host:22")
    try:
        if uri.lstrip().startswith("{"):
            return _from_json(json.loads(uri))
        parts = urlsplit(uri)
        if not parts.scheme or "@" in parts.path + parts.query:  # a "/" or "?" in a password that was not quoted
            raise wrong
        extra = dict(parse_qsl(parts.query))
        if "__extra__" in extra:  # Airflow's way to write extras that are not text
            extra |= _texts(json.loads(extra.pop("__extra__")))
        return Connection(
            parts.hostname or "", parts.port or 0, unquote(parts.username or ""), unquote(parts.password or ""), extra
        )
    except (ValueError, TypeError, AttributeError):
        raise wrong from None


def _from_json(given: Mapping[str, Any]) -> Connection:
    extra = given.get("extra") or {}
    extra = json.loads(extra) if isinstance(extra, str) else extra
    texts = (str(given.get(key) or "") for key in ("host", "login", "password"))
    host, login, password = texts
    return Connection(host, int(given.get("port") or 0), login, password, _texts(extra))


def _texts(extra: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in extra.items() if value is not None}


def connections_of(env: Mapping[str, str]) -> Connect:
    """Connections from EMAT_CONN_<NAME>, then AIRFLOW_CONN_<NAME>; the name in capitals, anything odd as `_`."""

    def connect(name: str) -> Connection:
        if not name:
            return NONE
        key = "".join(each if each.isalnum() else "_" for each in name).upper()
        uri = env.get(f"EMAT_CONN_{key}") or env.get(f"AIRFLOW_CONN_{key}")
        if not uri:
            raise UnsetConnectionError(f"the connection {name!r} is not set: give it as EMAT_CONN_{key} or in Airflow")
        return from_uri(name, uri)

    return connect
