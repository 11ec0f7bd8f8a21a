"""Objects of an S3-compatible bucket, each fetched only in the state in which it was listed (its ETag).

Keys come from the connection, or there are none: no environment, file or metadata service of this machine is asked.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC
from fnmatch import fnmatch
from functools import cache, partial
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from metadata.errors import ConfigError, EmatError, SourceError
from metadata.fetch.addresses import Door
from metadata.fetch.budget import Budget, PassingError, reason_of, told
from metadata.fetch.client import pinned
from metadata.fetch.remote import Place, Remote
from metadata.sources import S3Source

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from urllib3 import BaseHTTPResponse

SILENCE = 60.0  # seconds without a byte after which a connection counts as broken
PIECE = 1 << 18  # bytes
REGION = "us-east-1"  # what services other than Amazon's expect when they have no regions
PASSING = frozenset({408, 429, *range(500, 600)})
_CREATING = threading.Lock()  # a session of botocore is for one thread at a time, its clients are for all


class _Bucket:
    """The bucket of a source; makes a client for each request, so that each connection has its end."""

    def __init__(self, source: S3Source, place: Place) -> None:
        self.name, self.budget, self._source, self._place = source.bucket, place.budget, source, place
        self.prefix = f"{source.prefix.strip('/')}/".lstrip("/")  # always a folder
        self.where = f"s3://{source.bucket}/{self.prefix}"

    @contextmanager
    def client(self) -> Iterator[Any]:
        """A client of botocore, closed at the end; its faults come out as errors of the house."""
        with _in_words(self.where):
            with _CREATING:
                client = _session().create_client("s3", **_options(self._source, self._place))
            try:
                _pin(client, self._source, self.budget)
                yield client
            finally:
                client.close()


class _Download(io.RawIOBase):
    """The bytes of one object as they come."""

    def __init__(self, opened: ExitStack, answer: BaseHTTPResponse, length: int, what: str, budget: Budget) -> None:
        self._opened, self._answer, self._left, self._what, self._budget = opened, answer, length, what, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self._budget.check(self._what)
        view = memoryview(buffer)
        with _in_words(self._what):
            piece = self._answer.read1(min(len(view), PIECE))
        self._left -= len(piece)
        if self._left and not piece:  # read1 does not look at Content-Length
            raise PassingError(f"{self._what}: broke off {self._left} bytes before its end")
        view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._opened.close()
        super().close()


def listing(source: S3Source, place: Place) -> Iterator[Remote]:
    """The objects right under the prefix, which is read as a folder, that fit the pattern.

    Raises SourceError; ConfigError for refused keys and a bucket, region or endpoint that cannot be.
    """
    bucket = _Bucket(source, place)
    for each in _objects(bucket):
        key, mark = each["Key"], each.get("ETag", "")
        name = key[len(bucket.prefix) :]
        if name and "\0" not in name and name not in (".", "..") and fnmatch(name, source.pattern):
            changed = each["LastModified"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            resume = partial(_resume, bucket, key, mark) if mark else None
            yield Remote(name, each["Size"], changed, partial(_open, bucket, key, mark), resume, mark)


def _objects(bucket: _Bucket) -> Iterator[dict[str, Any]]:
    following: dict[str, str] = {}
    while True:
        page = bucket.budget.retrying("the listing", partial(_page, bucket, following))
        yield from page.get("Contents", ())
        if not page.get("IsTruncated"):
            return
        following = {"ContinuationToken": page["NextContinuationToken"]}


def _page(bucket: _Bucket, following: dict[str, str]) -> dict[str, Any]:
    with bucket.client() as client:
        page = client.list_objects_v2(Bucket=bucket.name, Prefix=bucket.prefix, Delimiter="/", **following)
        return cast(dict[str, Any], page)


def _open(bucket: _Bucket, key: str, mark: str) -> BinaryIO:
    return cast(BinaryIO, _resume(bucket, key, mark, 0))


def _resume(bucket: _Bucket, key: str, mark: str, offset: int) -> BinaryIO | None:
    """The object from this byte; None when it is not the one that was listed, or the service cannot begin there."""
    conditions = {"IfMatch": mark} if mark else {}
    if offset:
        conditions["Range"] = f"bytes={offset}-"
    with ExitStack() as opened:
        client = opened.enter_context(bucket.client())
        try:
            answer = client.get_object(Bucket=bucket.name, Key=key, **conditions)
        except _botocore().exceptions.ClientError as error:
            if offset and _status(error) in (412, 416):
                return None
            raise
        raw = opened.enter_context(answer["Body"])  # urllib3's answer, which gives what has come
        if offset and not answer.get("ContentRange", "").startswith(f"bytes {offset}-"):
            return None
        what, length = f"s3://{bucket.name}/{key}", answer["ContentLength"]
        return cast(BinaryIO, _Download(opened.pop_all(), raw, length, what, bucket.budget))


# The client


def _botocore() -> Any:
    """The library inside boto3, which is slow to import and has no types."""
    import botocore.session

    return botocore


@cache
def _session() -> Any:
    """A session of botocore that looks for nothing by itself: no variable, no file, no service for credentials.

    It holds none either, and serves all sources: what it reads about S3 takes a while.
    """
    botocore = _botocore()
    usual = botocore.session.Session.SESSION_VARIABLES.items()
    alone = {name: (None, None, default, convert) for name, (_, _, default, convert) in usual}
    alone["config_file"] = alone["credentials_file"] = (None, None, os.devnull, None)
    session = botocore.session.Session(session_vars=alone)
    session.register_component("credential_provider", botocore.credentials.CredentialResolver([]))
    return session


def _options(source: S3Source, place: Place) -> dict[str, Any]:
    login, password = place.connection.login, place.connection.password
    if bool(login) != bool(password):
        raise ConfigError(
            f"the connection {source.connection!r} needs both an access key (user) and a secret (password)"
        )
    timeout = max(1.0, min(SILENCE, place.budget.remaining()))
    return {
        "endpoint_url": source.endpoint or None,
        "region_name": source.region or REGION,
        "aws_access_key_id": login or None,
        "aws_secret_access_key": password or None,
        "verify": place.connection.extra.get("ca_file") or True,
        "config": _botocore().config.Config(
            connect_timeout=timeout,
            read_timeout=timeout,
            retries={"total_max_attempts": 1},  # the budget repeats
            s3={"addressing_style": "path" if source.endpoint else "auto"},
            signature_version="s3v4" if login else _botocore().UNSIGNED,
            response_checksum_validation="when_required",  # the body is read past it
            ignore_configured_endpoint_urls=True,
            defaults_mode="legacy",
            proxies={},
        ),
    }


def _pin(client: Any, source: S3Source, budget: Budget) -> None:
    """Let each connection of a client go to an address of the endpoint that was judged, and to no other host.

    botocore has no public place for it. Amazon's own addresses (no endpoint) are left to its resolver.
    """
    if source.endpoint:
        door = Door.of(source.endpoint, (), source.private_addresses)
        pools = client._endpoint.http_session._manager
        pools.pool_classes_by_scheme = pinned(pools.pool_classes_by_scheme, door, budget)


# Faults


@contextmanager
def _in_words(where: str) -> Iterator[None]:
    """Says with PassingError what may be gone at the next try, with SourceError or ConfigError what will not."""
    from urllib3.exceptions import HTTPError

    exceptions, broken = _botocore().exceptions, _botocore().parsers.ResponseParserError
    try:
        yield
    except exceptions.ClientError as error:
        raise _answered(where, error) from None
    except exceptions.SSLError as error:
        raise SourceError(f"{where}: {error}; a CA of the vendor's own goes into the connection as ca_file") from None
    except (exceptions.ConnectionError, exceptions.HTTPClientError, broken, HTTPError, OSError) as error:
        if isinstance(inner := getattr(error, "kwargs", {}).get("error"), EmatError):  # ours, of the connection
            raise type(inner)(told(where, inner)) from None
        raise PassingError(f"{where}: {reason_of(error)}") from None
    except exceptions.BotoCoreError as error:
        raise ConfigError(f"{where}: {error}; see bucket, region and endpoint") from None


def _answered(where: str, error: Any) -> EmatError:
    """What a refusal of the service means; its text is not quoted, only its code."""
    code, status = error.response.get("Error", {}).get("Code", ""), _status(error)
    if status in PASSING:
        return PassingError(f"{where}: the service answers {status} {code}")
    if status in (401, 403) and code != "InvalidObjectState":  # that one is an archived object
        return ConfigError(f"{where}: the keys are refused ({code}): see user and password of the connection")
    if status == 412:
        return SourceError(f"{where}: an object has changed since it was listed; the next look takes it")
    return SourceError(f"{where}: the service answers {status} {code}; check bucket and prefix")


def _status(error: Any) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
