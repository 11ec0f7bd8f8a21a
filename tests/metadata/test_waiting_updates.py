"""Updates in parts wait for an earlier delivery that may bring their product, and go on by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from feeds import Make, deliver, delivery_id, states
from onix_feed import VENDOR, book, night, part, publisher, stored
from postgresql import BOTH_IN_FULL

from metadata import decisions, pipeline
from metadata.home import Home
from metadata.reports import status
from tests.transforms.crosswalks.onix.onix_builder import message

DATABASES = BOTH_IN_FULL
FOREIGN = 'sender: "Somebody else"\n'  # its gate holds what comes from another


@pytest.fixture
def home(open_home: Make, own_schemas: Path) -> Iterator[Home]:
    (own_schemas / "vendors" / "delta.yml").write_text(VENDOR, "utf-8")
    yield open_home(schemas=own_schemas)


@pytest.fixture
def blocked(home: Home, own_schemas: Path, forget: Callable[[], None]) -> Home:
    """Product a is stored, its replacement in 2.xml is held, and 3.xml updates it in part."""
    file = own_schemas / "vendors" / "delta.yml"
    night(home, "1.xml", book("a", "Vanha nimi"))
    for name, more, product in (
        ("2.xml", FOREIGN, book("a", "Uusi nimi")),
        ("3.xml", "", part("a", publisher("Yö Oy"))),
    ):
        file.write_text(VENDOR + more, "utf-8")
        forget()
        night(home, name, product)
    return home


def test_an_update_waits_for_an_earlier_delivery_that_is_held(blocked: Home) -> None:
    assert (states(blocked)["2.xml"], states(blocked)["3.xml"]) == ("held", "fetched")
    told = {each["delivery"]: each["reason"] for each in status(blocked)["deliveries"]}
    assert told["3.xml"] == "it updates products that 2.xml, which waits, may bring: decide on that one first"
    assert "Yö Oy" not in stored(blocked, "a")[0]
    decisions.approve(blocked, delivery_id(blocked, "2.xml"), "koe", "me")
    pipeline.run(blocked, ["delta"])
    record, _ = stored(blocked, "a")
    assert states(blocked)["3.xml"] == "committed"
    assert "Uusi nimi" in record
    assert "Yö Oy" in record


def test_an_update_goes_on_when_the_earlier_delivery_is_rejected(blocked: Home) -> None:
    pipeline.run(blocked, ["delta"])
    assert states(blocked)["3.xml"] == "fetched", "nobody decided yet"
    decisions.reject(blocked, delivery_id(blocked, "2.xml"), "koe", "me")
    pipeline.run(blocked, ["delta"])
    record, _ = stored(blocked, "a")
    assert "Vanha nimi" in record
    assert "Yö Oy" in record


def test_whole_products_do_not_wait(blocked: Home) -> None:
    night(blocked, "4.xml", book("b", isbn="9789527999028"), part("b", publisher("Yö Oy")))
    assert states(blocked)["4.xml"] == "committed"


def test_an_update_of_an_unknown_product_waits_too(blocked: Home) -> None:
    night(blocked, "4.xml", part("b", publisher("Yö Oy")))
    assert states(blocked)["4.xml"] == "fetched"


def test_a_file_that_is_sent_again_does_not_wait_for_its_broken_self(home: Home) -> None:
    night(home, "1.xml", book("a"))
    deliver(home, "delta", "2.xml", message(part("a", publisher("Yö Oy")))[:-30])
    pipeline.run(home, ["delta"])
    assert states(home)["2.xml"] == "unreadable"
    deliver(home, "delta", "3.xml", message(part("a", publisher("Aamu Oy"))))
    pipeline.run(home, ["delta"])
    assert states(home)["3.xml"] == "fetched"
    deliver(home, "delta", "2.xml", message(part("a", publisher("Yö Oy"))), seconds=5)
    pipeline.run(home, ["delta"])
    assert states(home)["3.xml"] == "committed"
    assert "Aamu Oy" in stored(home, "a")[0]
