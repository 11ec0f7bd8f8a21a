"""The order of the titles of a view: a title keeps its place, and lists hold what they choose."""

from __future__ import annotations

from threading import Thread
from time import sleep

from fake_catalogue import FakeCatalogue, FakeView, title_id
from feed_client import came, view_of
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from metadata.publish.catalogue import Entry
from metadata.publish.feeds import Channel
from metadata.publish.feeds.order import EVERY, KEPT, NEVER, WAITING, Choice, Orders, arrange

KINDS = st.tuples(st.sampled_from(("ebook", "film", "")), st.sets(st.sampled_from(("fin", "swe"))), st.booleans())


def entries_of(kinds: list[tuple[str, set[str], bool]], days: list[int]) -> list[Entry]:
    found = []
    for number, ((media, languages, deleted), day) in enumerate(zip(kinds, days, strict=False)):
        sets = [*(["type:" + media] if media else []), *sorted(f"lang:{each}" for each in languages)]
        found.append(Entry(f"2026-04-{day:02d}", title_id(number), deleted, tuple(sets), (), f"2026-03-{day:02d}"))
    return found


@given(st.lists(KINDS, max_size=30), st.lists(st.integers(1, 9), min_size=30, max_size=30), st.randoms())
def test_lists_are_those_that_a_plain_sort_gives(
    kinds: list[tuple[str, set[str], bool]], days: list[int], by: object
) -> None:
    entries = entries_of(kinds, days)
    order = arrange(by.sample(entries, len(entries)))  # type: ignore[attr-defined]
    plain = sorted(entries, key=lambda each: (each.first, each.title_id))
    assert order.came(0, len(order)) == [each.title_id for each in plain]
    assert order.changed == max((each.datestamp for each in entries), default=NEVER)
    for choice in (EVERY, Choice("ebook"), Choice("", "fin"), Choice("film", "swe")):
        wanted = {
            f"type:{choice.media}" if choice.media else "",
            f"lang:{choice.language}" if choice.language else "",
        } - {""}
        chosen = [each.title_id for each in reversed(plain) if not each.deleted and wanted <= set(each.sets)]
        assert order.count(choice) == len(chosen)
        assert order.newest(choice, 0, 99) == chosen
        assert [title for start in range(0, 40, 7) for title in order.newest(choice, start, 7)] == chosen


def test_a_title_keeps_its_place_when_others_come_and_go() -> None:
    before = arrange([came(1, 1), came(2, 1), came(3, 2)])
    after = arrange([came(1, 1, deleted=True, changed=9), came(2, 1, changed=8), came(3, 2), came(0, 3)])
    assert after.came(0, 3) == before.came(0, 3)
    assert after.came(3, 9) == [title_id(0)]
    assert after.newest(EVERY, 0, 9) == [title_id(0), title_id(3), title_id(2)]


def test_facets_count_what_is_live_and_name_the_largest_first() -> None:
    order = arrange(
        [
            came(1, 1, sets=("type:film", "lang:swe")),
            came(2, 1, sets=("type:ebook", "lang:fin")),
            came(3, 1, sets=("type:ebook", "lang:fin", "lang:swe")),
            came(4, 1, deleted=True),
        ]
    )
    assert order.media("") == [("ebook", 2), ("film", 1)]
    assert order.media("swe") == [("ebook", 1), ("film", 1)]
    assert order.languages("") == [("fin", 2), ("swe", 2)]
    assert order.languages("film") == [("swe", 1)]


def test_an_order_is_made_once_while_a_view_does_not_change() -> None:
    class Counting(FakeView):
        asked = 0

        def entries(self, *span: object) -> object:  # type: ignore[override]
            type(self).asked += 1
            return super().entries()

    orders, view = Orders(), Counting("all", 1, (came(1, 1),))
    threads = [Thread(target=orders.of, args=(view,)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Counting.asked == 1
    orders.of(Counting("all", 2, (came(1, 1),)))
    assert Counting.asked == 1
    orders.of(Counting("all", 3, (came(1, 1), came(2, 1))))
    assert Counting.asked == 2


def test_only_so_many_wait_for_an_order(client: TestClient, channel: Channel, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of([came(1, 1)]))
    orders, view = channel.orders, view_of([came(2, 2)])
    with orders._making:
        threads = [Thread(target=orders.of, args=(view,)) for _ in range(WAITING)]
        for each in threads:
            each.start()
        while orders._waiting._value:  # type: ignore[attr-defined]
            sleep(0.001)
        answer = client.get("/feeds/all/new.atom")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    for each in threads:
        each.join()
    assert client.get("/feeds/all/new.atom").status_code == 200


def test_only_so_many_orders_are_kept() -> None:
    orders = Orders()
    for number in range(KEPT + 3):
        assert len(orders.of(view_of([came(number, 1)], f"FI-{number}"))) == 1
    assert len(orders._kept) == KEPT
