"""moto's S3 service on a free port of the loopback."""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from botocore.config import Config
from moto.server import ThreadedMotoServer

BUCKET = "feeds"
KEY, SECRET = "AKIACANARY", "canary-s3-94B2"


class Service:
    """The running service and what a vendor does with it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._url = f"http://127.0.0.1:{port}"
        config = Config(proxies={}, s3={"addressing_style": "path"}, ignore_configured_endpoint_urls=True)
        session = boto3.Session(KEY, SECRET, region_name="us-east-1")
        self.clients = {name: session.client(name, endpoint_url=self._url, config=config) for name in ("s3", "iam")}

    def put(self, key: str, content: bytes) -> None:
        self.clients["s3"].put_object(Bucket=BUCKET, Key=key, Body=content)

    def empty(self) -> None:
        """Forget everything but an empty bucket, which anybody may read with any keys."""
        self._post("reset", b"")
        self.clients["s3"].create_bucket(Bucket=BUCKET)

    def reader(self) -> tuple[str, str]:
        """The keys of a user who may read; from now on no others are accepted."""
        policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
        iam = self.clients["iam"]
        iam.create_user(UserName="reader")
        iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=policy)
        made = iam.create_access_key(UserName="reader")["AccessKey"]
        self._post("reset-auth", b"0")
        return made["AccessKeyId"], made["SecretAccessKey"]

    def open_to_all(self) -> None:
        self._post("reset-auth", b"inf")

    def _post(self, action: str, body: bytes) -> None:
        plain = {"Content-Type": "text/plain"}
        request = urllib.request.Request(f"{self._url}/moto-api/{action}", body, plain, method="POST")
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            answer.read()


@contextmanager
def s3_service() -> Iterator[Service]:
    logging.getLogger("werkzeug").disabled = True
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    service = Service(server.get_host_and_port()[1])
    try:
        yield service
    finally:
        for each in service.clients.values():
            each.close()
        server.stop()
        server._server.server_close()
