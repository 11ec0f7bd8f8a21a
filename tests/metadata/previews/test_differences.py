"""Fields that go and come: together with what stays they are the record before, and the record after."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from metadata.previews.differences import OUTCOMES, Difference, Told, field_pairs
from transforms.record import Field, Record

FIELDS = st.lists(
    st.builds(
        lambda tag, text: Field.data(tag, "  ", "a", text),
        st.sampled_from(["020", "245", "650"]),
        st.sampled_from(["kissa", "koira", "hiiri"]),
    ),
    max_size=8,
)


def lines(record: Record) -> Counter[str]:
    return Counter(str(record).split("\n"))


@given(FIELDS, FIELDS)
def test_pairs_make_the_new_record_of_the_old_one(old: list[Field], new: list[Field]) -> None:
    before, after = Record.of(*old), Record.of(*new)
    pairs = field_pairs(before.pack(), after.pack())
    gone = Counter(each["before"] for each in pairs if each["before"])
    came = Counter(each["after"] for each in pairs if each["after"])
    assert lines(before) - gone + came == lines(after)
    assert not gone & came
    assert [each["tag"] for each in pairs] == sorted(each["tag"] for each in pairs)


@given(st.lists(st.sampled_from(OUTCOMES)), st.integers(0, 3))
def test_all_are_counted_and_the_first_of_each_kind_shown(outcomes: list[str], samples: int) -> None:
    told = Told(samples)
    for number, each in enumerate(outcomes):
        told.take(Difference(f"beta:{number}", each, "", ({"tag": "245", "before": "a", "after": "b"},)))
    found = told.told()
    assert found["outcomes"] == {each: outcomes.count(each) for each in OUTCOMES if each in outcomes}
    assert found["tags"] == ({"245": len(outcomes)} if outcomes else {})
    shown = Counter(each["outcome"] for each in found["changed"])
    assert shown == {each: min(samples, outcomes.count(each)) for each in outcomes if samples}
