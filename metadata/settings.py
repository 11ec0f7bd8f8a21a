"""Where things are. The only module that reads the environment; everything else gets these as arguments."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from metadata.connections import Connect, connections_of
from metadata.errors import ConfigError

_SHARE = Path("share", "ematerial")  # where the wheel puts data, seen from a folder above its modules
PAGE_SIZE = 100  # records on a page of a list, where nobody says otherwise
_SERVING = ("EMAT_SERVE_BASE_URL", "EMAT_SERVE_PAGE_SIZE", "EMAT_SERVE_DESK", "EMAT_AIRFLOW_URL")
_NAMED = {"schemas": "EMAT_SCHEMAS", "sample_records": "EMAT_SAMPLES"}


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders and addresses of one installation."""

    data_dir: Path  # deliveries, store, published files
    schemas: Path  # vendors, libraries, rules, codes
    samples: Path  # the bundled sample nights
    database: str = field(repr=False)  # SQLAlchemy URL; may hold a password

    @property
    def inbox(self) -> Path:
        """Where folder feeds with a relative path are looked for."""
        return self.data_dir / "inbox"

    @property
    def deliveries(self) -> Path:
        """Every delivery as received, by SHA-256."""
        return self.data_dir / "deliveries"

    @property
    def locks(self) -> Path:
        """Files that show whose turn it is; they hold nothing."""
        return self.data_dir / "locks"

    @property
    def work(self) -> Path:
        """Refined records between stages; may be emptied at any time."""
        return self.data_dir / "work"

    @property
    def vocabularies(self) -> Path:
        """The indexes of YSO, SLM, YKL and the others."""
        return self.data_dir / "vocabularies"

    @property
    def harvests(self) -> Path:
        """The log of harvests, which the servers write."""
        return self.data_dir / "harvests.db"

    @property
    def id_lists(self) -> Path:
        """Where people put long lists of ids that they want to be run again."""
        return self.data_dir / "id-lists"

    @property
    def previews(self) -> Path:
        """What dry runs told, for some weeks."""
        return self.data_dir / "previews"

    @property
    def files(self) -> Path:
        """What is published as files."""
        return self.data_dir / "files"


@dataclass(frozen=True, slots=True)
class Serving:
    """How the doors are served. Worker processes are told in their environment."""

    base_url: str = ""  # as the world sees it; "": as the request's Host says
    page_size: int = PAGE_SIZE  # records on a page of a list
    desk: bool = False  # with what only people of the house may see
    airflow: str = ""  # where the desk's readers find Airflow; "": the desk has no links there

    def environment(self) -> dict[str, str]:
        """The variables that tell a process to serve so."""
        values = (self.base_url, str(self.page_size), "yes" if self.desk else "", self.airflow)
        return dict(zip(_SERVING, values, strict=True))


def load_serving(env: Mapping[str, str] | None = None) -> Serving:
    """How to serve, from EMAT_SERVE_BASE_URL, EMAT_SERVE_PAGE_SIZE (1 to 1000) and EMAT_SERVE_DESK (yes or nothing).

    EMAT_AIRFLOW_URL is the address of Airflow as readers of the desk know it. Raises ConfigError.
    """
    env = os.environ if env is None else env
    base_url, page_size, desk, airflow = (env.get(name, "") for name in _SERVING)
    if not re.fullmatch(r"(?:[1-9]\d{0,2}|1000)?", page_size, re.ASCII):
        raise ConfigError(f"{_SERVING[1]}: a page has 1 to 1000 records, not {page_size[:20]!r}")
    if desk not in ("", "yes"):
        raise ConfigError(f"{_SERVING[2]}: yes, or nothing; not {desk[:20]!r}")
    for name, address in ((_SERVING[0], base_url), (_SERVING[3], airflow)):
        if address and not re.match(r"https?://[^/]", address):
            raise ConfigError(f"{name}: an address that begins with http:// or https://, not {address[:20]!r}")
    return Serving(base_url, int(page_size or PAGE_SIZE), desk == "yes", airflow.rstrip("/"))


def publish_after(env: Mapping[str, str] | None = None) -> int:
    """Minutes that commits of vendors are gathered before they are published, from EMAT_PUBLISH_AFTER; else 5.

    Raises ConfigError.
    """
    told = (os.environ if env is None else env).get("EMAT_PUBLISH_AFTER") or "5"
    if not re.fullmatch(r"\d{1,3}", told, re.ASCII):
        raise ConfigError(f"EMAT_PUBLISH_AFTER: minutes, 0 to 999, not {told[:20]!r}")
    return int(told)


def load_settings(data_dir: Path | None = None, env: Mapping[str, str] | None = None) -> Settings:
    """Settings from arguments, then EMAT_DATA_DIR, EMAT_SCHEMAS, EMAT_SAMPLES and EMAT_DATABASE, then defaults.

    EMAT_DATABASE is the SQLAlchemy URL of the store; with a password in it better kept in a file, which
    EMAT_DATABASE_FILE names. Without it an SQLite file in the data folder, for writers on one machine; for more than
    one machine PostgreSQL, in an empty database of its own with encoding UTF8, as
    `postgresql+pg8000://user:password@host:5432/ematerial`, or by its socket
    `postgresql+pg8000://user@/ematerial?unix_sock=/run/postgresql/.s.PGSQL.5432`. The tables are made at first use.
    Without a data folder named, `data/` in the current folder is used where one stands.
    Raises ConfigError when there is none, or the named file cannot be read.
    """
    env = os.environ if env is None else env
    chosen = data_dir or (Path(env["EMAT_DATA_DIR"]) if env.get("EMAT_DATA_DIR") else None)
    if chosen is None and Path("data").is_dir():
        chosen = Path("data")
    if chosen is None:
        raise ConfigError("no data folder: name one with --data-dir or EMAT_DATA_DIR, or make a folder data/ here")
    chosen = chosen.resolve()
    return Settings(
        data_dir=chosen,
        schemas=shipped("schemas", env),
        samples=shipped("sample_records", env),
        database=env.get("EMAT_DATABASE") or _kept_secret(env) or f"sqlite:///{chosen / 'ematerial.db'}",
    )


def _kept_secret(env: Mapping[str, str]) -> str:
    """The address of the store from the file that EMAT_DATABASE_FILE names; "" when none is named."""
    if not (named := env.get("EMAT_DATABASE_FILE", "")):
        return ""
    try:
        address = Path(named).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"EMAT_DATABASE_FILE: {named} cannot be read: {error}") from None
    if not address:
        raise ConfigError(f"EMAT_DATABASE_FILE: {named} is empty; it should hold the address of the store")
    return address


def shipped(name: str, env: Mapping[str, str] | None = None) -> Path:
    """`schemas` or `sample_records`: as the environment names it, of the checkout, or of the installed package.

    Raises ConfigError where the environment names what is no folder.
    """
    env = os.environ if env is None else env
    if chosen := env.get(_NAMED[name]):
        if not Path(chosen).is_dir():
            raise ConfigError(f"{_NAMED[name]}: {chosen} is no folder; it should hold the {name} of ematerial")
        return Path(chosen)
    return _home() / name


@cache
def _home() -> Path:
    """The folder of the checkout; of an installed package that of its data, wherever pip was told to put both."""
    above = Path(__file__).resolve().parents
    if (above[1] / "pyproject.toml").is_file():
        return above[1]
    return next((each / _SHARE for each in above if (each / _SHARE).is_dir()), Path(sys.prefix) / _SHARE)


def named_connections(env: Mapping[str, str] | None = None) -> Connect:
    """Credentials by name, from EMAT_CONN_<NAME> or AIRFLOW_CONN_<NAME> of the environment."""
    return connections_of(os.environ if env is None else env)
