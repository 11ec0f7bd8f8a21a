"""Every kind of fact that the watch tells leads to a page of the desk."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from metadata.home import Home
from metadata.store import deliveries
from metadata.watch.policy import load_policy


def test_every_kind_of_fact_leads_to_a_page(desk: TestClient, desk_home: Home) -> None:
    with desk_home.store.read() as connection:
        ((held, _),) = deliveries.with_state(connection, states=("held",))
    vendor, library = held.vendor, next(iter(desk_home.libraries))
    said = {"vendor": vendor, "library": library, "page": f"vendors/{vendor}"}
    for name, kind in load_policy(desk_home.settings.schemas).facts.items():
        subject = library if "libraries" in kind.path else vendor
        path = kind.path.format(**said, subject=held.id if "deliveries" in kind.path else subject)
        assert desk.get(path).status_code == 200, (name, path)


@pytest.mark.parametrize("path", ["/desk/titles", "/desk/libraries/all"])
def test_what_is_of_no_vendor_or_library_has_a_page_too(desk: TestClient, path: str) -> None:
    assert desk.get(path).status_code == 200
