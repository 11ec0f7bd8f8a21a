"""The `fetch:` part of a vendor file: where deliveries come from, one model for each kind of source.

Secrets are never here: `connection` names an Airflow connection, or EMAT_CONN_<NAME> for the command line.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from metadata.yaml_files import Strict

_UNITS = {"": 1, "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000}
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def _bytes(value: Any) -> Any:
    """2GB, 500 MB, 1000 → bytes; what is not written so is left for the model to refuse."""
    found = re.fullmatch(r"(\d+)\s*(|kb|mb|gb)", str(value).strip().lower())
    return int(found[1]) * _UNITS[found[2]] if found else value


def seconds_of(value: Any) -> Any:
    """30s, 15m, 12h, 1d → seconds; what is not written so is left for the model to refuse."""
    found = re.fullmatch(r"(\d+)\s*([smhd])", str(value).strip().lower())
    return int(found[1]) * _SECONDS[found[2]] if found else value


def _plain_url(url: str) -> str:
    """An http(s) address with a host and no credentials in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not an address such as https://host/path")
    if "@" in parts.netloc:
        raise ValueError("credentials do not belong into an address: name a connection")
    return url


Url = Annotated[str, AfterValidator(_plain_url)]
Size = Annotated[int, BeforeValidator(_bytes), Field(gt=0)]  # written 2GB
Seconds = Annotated[int, BeforeValidator(seconds_of), Field(ge=0)]  # written 12h


class Limits(Strict):
    """What a vendor's server, and our disk, are spared."""

    parallel: int = Field(1, ge=1, le=8)  # files fetched at a time
    per_second: float = Field(2.0, gt=0)  # requests
    max_bytes: Size = 2_000_000_000  # of one file
    max_seconds: Seconds = 3_600  # for one look at the source, retries included
    retries: int = Field(5, ge=0, le=20)  # of one request, for what can pass


class Source(Strict):
    """What every kind of source has."""

    connection: str = ""
    order_by: Literal["name", "time", "sent"] = "name"  # sent: by the SentDateTime of ONIX, else by time
    allowed_hosts: tuple[str, ...] = ()  # besides the host of the source itself
    private_addresses: bool = False  # True: the source may live on a loopback or private address
    limits: Limits = Limits()


class FolderSource(Source):
    """A folder or drop-box; a relative path is inside the inbox of the data folder."""

    kind: Literal["folder"]
    path: str
    pattern: str = "*"

    @property
    def where(self) -> str:
        """The place in words, for people."""
        return f"the folder {self.path}, files {self.pattern}"


class HttpSource(Source):
    """A file at a fixed address, or a page (HTML or JSON) that lists files and may name a next page."""

    kind: Literal["http"]
    url: Url
    listing: Literal["none", "links", "json"] = "none"
    pattern: str = "*"  # of the last part of a link's path

    @property
    def where(self) -> str:
        """The place in words, for people."""
        return self.url if self.listing == "none" else f"{self.url}, links {self.pattern}"


class FtpSource(Source):
    """A folder on an FTP server; host, port and user from the connection where they are not written here."""

    kind: Literal["ftp"]
    host: str = ""
    port: int = 21
    tls: Literal["none", "explicit"] = "explicit"
    path: str = "/"
    pattern: str = "*"

    @property
    def where(self) -> str:
        """The place in words, for people."""
        return f"FTP {self.host or self.connection} {self.path}, files {self.pattern}"


class SftpSource(Source):
    """A folder on an SFTP server; `host_key` is its public key in OpenSSH's form: without it nothing is fetched."""

    kind: Literal["sftp"]
    host: str = ""
    port: int = 22
    host_key: str = ""
    path: str = "."
    pattern: str = "*"

    @property
    def where(self) -> str:
        """The place in words, for people."""
        return f"SFTP {self.host or self.connection} {self.path}, files {self.pattern}"


class S3Source(Source):
    """Objects under a prefix of an S3-compatible bucket."""

    kind: Literal["s3"]
    bucket: str
    prefix: str = ""  # a folder
    endpoint: str = ""  # URL of the service where it is not Amazon's
    region: str = ""
    pattern: str = "*"  # of the key behind the prefix

    @property
    def where(self) -> str:
        """The place in words, for people."""
        return f"S3 bucket {self.bucket}/{self.prefix}, objects {self.pattern}"


class OaiSource(Source):
    """An OAI-PMH 2.0 repository; each harvest is one delivery."""

    kind: Literal["oai"]
    url: Url
    prefix: str = "marc21"  # metadataPrefix
    set: str = ""
    overlap: Seconds = 86_400  # a harvest begins this much before the last one began
    full: bool = False  # True: all records each time
    identifier: str = Field("", pattern=r"^$|\{id\}")  # "oai:host:{id}"; "": the id stands behind the second colon

    @property
    def where(self) -> str:
        """The place in words, for people."""
        return f"OAI-PMH {self.url}, {self.prefix}"


FileSource = Annotated[
    FolderSource | HttpSource | FtpSource | SftpSource | S3Source, Field(discriminator="kind")
]  # whatever gives files as they are
AnySource = Annotated[
    FolderSource | HttpSource | FtpSource | SftpSource | S3Source | OaiSource, Field(discriminator="kind")
]
