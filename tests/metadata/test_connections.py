"""Connections: credentials by name, in the forms that Airflow writes."""

from __future__ import annotations

import pytest

from metadata.connections import NONE, Connection, connections_of
from metadata.errors import ConfigError

WHOLE = Connection("vendor.example", 2222, "ada", "p@ss/1", {"key_file": "/run/key"})


@pytest.mark.parametrize(
    "given",
    [
        "sftp://ada:p%40ss%2F1@vendor.example:2222/?key_file=%2Frun%2Fkey",
        "sftp://ada:p%40ss%2F1@Vendor.Example:2222?__extra__=%7B%22key_file%22%3A+%22%2Frun%2Fkey%22%7D",
        '{"conn_type": "sftp", "host": "vendor.example", "port": 2222, "login": "ada", "password": "p@ss/1",'
        ' "extra": {"key_file": "/run/key"}}',
        '{"host": "vendor.example", "port": "2222", "login": "ada", "password": "p@ss/1",'
        ' "extra": "{\\"key_file\\": \\"/run/key\\"}"}',
    ],
)
def test_a_connection_is_read_from_every_form(given: str) -> None:
    assert connections_of({"EMAT_CONN_BETA": given})("beta") == WHOLE


def test_what_is_not_said_is_empty() -> None:
    assert connections_of({"EMAT_CONN_X": "https://vendor.example"})("x") == Connection("vendor.example")
    assert connections_of({"EMAT_CONN_X": '{"login": "ada"}'})("x") == Connection(login="ada")


def test_ours_goes_before_airflows() -> None:
    env = {"EMAT_CONN_MY_FEED": "ftp://ours", "AIRFLOW_CONN_MY_FEED": "ftp://airflows"}
    assert connections_of(env)("my-feed").host == "ours"
    assert connections_of({"AIRFLOW_CONN_MY_FEED": "ftp://airflows"})("my feed").host == "airflows"


def test_no_name_is_no_credentials() -> None:
    assert connections_of({})("") == NONE


def test_a_connection_that_is_not_set_says_how_to_set_it() -> None:
    with pytest.raises(ConfigError, match="'my-feed' is not set: give it as EMAT_CONN_MY_FEED"):
        connections_of({})("my-feed")


def test_secrets_do_not_show_and_are_hidden_in_texts() -> None:
    assert "p@ss" not in repr(WHOLE)
    assert "/run/key" not in repr(WHOLE)
    assert WHOLE.hide("ada, p@ss/1 and /run/key") == "ada, *** and ***"
    assert Connection(extra={"query": "key=abcdef"}).hide("?key=abcdef, abcdef") == "?***, ***"
    assert Connection(password="a").hide("a text") == "a text"
