"""What is spliced is, byte for byte, what the writers make of the record that the view gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from metadata.publish.rendering import rendered
from metadata.publish.splice import Splicer, addressed, link_of
from metadata.publish.standing import SEPARATOR
from transforms.formats.marcxml import to_marcxml
from transforms.formats.oai_dc import oai_dc
from transforms.merge.stamp import CHANGED, NEW, stamp, with_links
from transforms.publish.showing import Showing, show
from transforms.record import Field, Record

ID, CREATED, MOVED = "01M8GWCQJ3EP0S4Y1QV3HEXQ465", "2026-11-01T04:00:00Z", "2026-11-02T05:06:07Z"
LINKS = {
    "alpha": ["https://a.example/{library}/{vendor}?id={vendor_id}&x=<1>%41", "Lainaa & lue", "Låna"],
    "beta": ["https://b.example/{vendor_id}", "Kuuntele", "Lyssna"],
    "gamma": ["", "", ""],
}
_text = st.text(st.sampled_from("abå \"<&>'\r\n{}%"), min_size=1, max_size=6)
_fields = st.lists(
    st.one_of(
        st.sampled_from(
            (
                Field("006", "m     o  d        "),
                Field.data("856", "42", "3", "Kansikuva", "u", "https://c.example/1.jpg"),
                Field.data("856", "41", "u", "https://v.example/version"),
                Field.data("041", "1 ", "a", "swe", "h", "fin"),
                Field.data("880", "1 ", "6", "100-01", "a", "Толстой"),
                Field.data("942", "  ", "c", "EB"),
                Field.data("500", "  ", "w", "(FI-K) & (FI-K)", "a", "(FI-K)"),
                Field.data("776", "08", "w", "(FI-MELINDA)1", "w", "(FI-K)01"),
                Field.data("887", "  ", "w", "(FI-K)02"),
            )
        ),
        st.builds(lambda tag, value: Field.data(tag, "  ", "a", value), st.sampled_from(("500", "520", "650")), _text),
    ),
    max_size=6,
)
_own = st.lists(
    st.sampled_from(
        (
            Field.data("590", "  ", "a", "Oma huomautus"),
            Field.data("852", "  ", "a", "FI-X"),
            Field.data("856", "48", "u", "https://x.example/"),
            Field.data("942", "  ", "c", "EB"),
        )
    ),
    unique=True,
)
_showings = st.builds(
    Showing,
    st.sampled_from(("", "FI-Oma")),
    st.sampled_from(("", "FI-X", "FI-A")),
    st.sampled_from(((), ("520",), ("59X", "9XX"), ("6XX", "520", "006"), ("856",))),
    _own.map(tuple),
)
_offered = st.lists(st.tuples(st.sampled_from((*LINKS, "delta")), _text), max_size=3)


@given(_fields, _showings, _offered, st.booleans(), st.booleans(), st.sampled_from(("", "FI-X")))
def test_spliced_and_written_are_the_same(
    more: list[Field],
    showing: Showing,
    offered: list[tuple[str, str]],
    swedish: bool,
    new: bool,
    library: str,
) -> None:
    merged = Record.of(
        Field("008", f"{'260101s2026    fi':<23}{'o':<12}fin c"),
        Field.data("020", "  ", "a", "9789511234562"),
        Field.data("040", "  ", "a", "FI-A", "b", "swe" if swedish else "fin", "d", "FI-A"),
        Field.data("245", "10", "a", "Nimi"),
    ).add(*more)
    vendor_ids = SEPARATOR.join(each for _, each in offered)
    ids, offers = (
        addressed(vendor_ids).split(SEPARATOR),
        tuple((vendor, place) for place, (vendor, _) in enumerate(offered)),
    )
    links = [link_of(each, ids[place], LINKS[each], swedish, library) for each, place in offers if each in LINKS]
    status = NEW if new else CHANGED
    record = show(stamp(with_links(merged, links), ID, "FI-K", CREATED, MOVED, status), showing)
    kept = rendered(merged, CREATED, b"<about/>")
    way = Splicer("FI-K", library, LINKS, showing).way(offers, MOVED, new=new)
    spliced = way.marcxml(kept.marcxml, ID, vendor_ids)
    assert spliced == (to_marcxml(record).encode(), b"<about/>")
    if not showing.fields and {"856", "6XX"}.isdisjoint(showing.without):  # Dublin Core knows no field policies but 520
        assert way.oai_dc(kept.oai_dc, ID, vendor_ids) == (oai_dc(record), b"<about/>")
