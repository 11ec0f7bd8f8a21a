"""The engine: loading, three values, fixing, messages, and rules that stumble."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests import shipped
from transforms.record import Field, Issue, Level, Record
from transforms.validate import EVERY, RuleSet, Terms, load_rules
from transforms.validate.examples import example_record
from transforms.validate.view import Around

HOUSE = shipped.rules()
Load = Callable[..., RuleSet]

WORDS = 'message: {fi: "f {value}", sv: "s {value}", en: "e {value}"}\nsource: ["CN"]\n'


def entry(id_: str, body: str, slug: str = "", words: str = WORDS, level: str = "warning") -> str:
    head = f'id: "{id_}"\nslug: "{slug or "rule-" + id_.lower()}"\nlevel: "{level}"\nstage: "norm"\n'
    return "- " + indent(head + words + dedent(body), "  ").strip() + "\n"


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a folder with one file of the given entries."""

    def make(*entries: str, aliases: str = "") -> RuleSet:
        folder = tmp_path / "rules"
        folder.mkdir(exist_ok=True)
        (tmp_path / "codes").mkdir(exist_ok=True)
        (tmp_path / "codes" / "fruit.csv").write_text("# source\ncode,replaced_by\nomena,\npomo,omena\n")
        (folder / "a.yml").write_text(aliases + "rules:\n" + "".join(entries), encoding="utf-8")
        return load_rules(folder)

    return make


def fired(rules: RuleSet, *lines: str, media: str = "ebook") -> list[tuple[str, str, str]]:
    return [(each.rule, each.path, each.value) for each in rules.check(example_record(lines), media).issues]


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ('asert: {equals: "1"}', 8, "unknown key 'asert'; did you mean 'assert'?"),
        ('select: "245$"\nassert: {equals: "1"}', 8, "'245$' is not a path"),
        ('select: "245[$$]"\nassert: {equals: "1"}', 8, "is not a selector"),
        ('select: "008/{nothing}"\nassert: {equals: "1"}', 8, "is not an alias"),
        ('select: "245$a"\nassert: {match: "1"}', 8, "no predicate 'match'; did you mean 'matches'?"),
        ('select: "245$a"\nassert: {matches: "("}', 8, "is not a regular expression"),
        ('select: "245$a"\nassert: {check: "isbnx"}', 8, "no check 'isbnx'; did you mean 'isbn'?"),
        ('select: "245$a"\nassert: {in_codelist: "nothing"}', 8, "no code list 'nothing'"),
        ('select: "245$a"\nassert: {equals: "1"}\nfix: {stripp: true}', 8, "no fixer 'stripp'; did you mean 'strip'?"),
        ('select: "245$a"\nassert: {equals: "1"}\nfix: {set_pos: {val: "1"}}', 8, "set_pos: takes value"),
        ('select: "245$a"\nassert: {equals: "1"}\napplies: {media: ["ebok"]}', 8, "did you mean 'ebook'?"),
        ('select: "$a"\nassert: {equals: "1"}', 8, "a path with a target"),
        ('fix: {strip: true}', 8, "fix without assert"),
    ],
)  # fmt: skip
def test_bad_entry_is_told_and_the_others_load(body: str, line: int, says: str, load: Load) -> None:
    rules = load(entry("I01", body), entry("I02", 'select: "020$a"\nassert: {check: "isbn"}'))
    assert list(rules.rules) == ["I02"]
    (error,) = rules.errors
    file, told_line, rest = error.split(":", 2)
    assert (file, rest.strip().split(":")[0]) == ("a.yml", "I01")
    assert 2 <= int(told_line) <= line + 2
    assert says in error


def test_unknown_key_is_told_with_its_own_line(load: Load) -> None:
    rules = load(entry("I01", 'select: "245$a"\nasert: {equals: "1"}'))
    assert rules.errors == ("a.yml:9: I01: unknown key 'asert'; did you mean 'assert'?",)


@pytest.mark.parametrize("missing", ["fi", "sv", "en"])
def test_message_missing_in_a_language_is_told(missing: str, load: Load) -> None:
    words = "message:\n" + "".join(f'  {code}: "x"\n' for code in ("fi", "sv", "en") if code != missing)
    rules = load(entry("I01", 'assert: {path: "001", exists: true}', words=words + 'source: ["CN"]\n'))
    assert f"message in {missing} is missing" in rules.errors[0]


def test_messages_with_different_arguments_are_told(load: Load) -> None:
    words = 'message: {fi: "{value}", sv: "{path}", en: "x"}\nsource: ["CN"]\n'
    assert "different arguments" in load(entry("I01", 'assert: {path: "001", exists: true}', words=words)).errors[0]


def test_second_use_of_an_id_or_slug_is_told(load: Load) -> None:
    body = 'assert: {path: "001", exists: true}'
    rules = load(entry("I01", body), entry("I01", body, slug="other"), entry("I02", body, slug="rule-i01"))
    assert list(rules.rules) == ["I01"]
    assert len(rules.errors) == 2
    assert all("is already that of I01" in error for error in rules.errors)


def test_file_that_is_no_yaml_is_told_with_its_line(tmp_path: Path, load: Load) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "b.yml").write_text("rules:\n  - {id: I09\n")
    rules = load(entry("I01", 'assert: {path: "001", exists: true}'))
    assert list(rules.rules) == ["I01"]
    assert rules.errors[0].startswith("b.yml:")


def test_key_written_twice_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text('rules:\n- id: "I01"\n  id: "I02"\n')
    assert load_rules(tmp_path).errors == ("a.yml:3: 'id' stands twice",)


def test_python_objects_in_yaml_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("rules: !!python/object/apply:os.getcwd []\n")
    assert load_rules(tmp_path).errors[0].startswith("a.yml:1:")


def test_version_changes_with_a_file_and_a_used_code_list(tmp_path: Path, load: Load) -> None:
    body = 'select: "245$a"\nassert: {in_codelist: "fruit"}'
    first = load(entry("I01", body)).version
    assert load(entry("I01", body)).version == first
    assert load(entry("I01", body + "\nsince: '2'")).version != first
    load(entry("I01", body))
    (tmp_path / "codes" / "fruit.csv").write_text("code,replaced_by\nomena,\n")
    assert load_rules(tmp_path / "rules").version != first


def test_absent_path_is_not_applicable(load: Load) -> None:
    rules = load(
        entry("I01", 'select: "245$b"\nassert: {equals: "x"}'),
        entry("I02", 'assert: {path: "245$b", matches: "x"}'),
        entry("I03", 'assert: {not: {path: "245$b", matches: "x"}}'),
        entry("I04", 'when: {path: "245$b", exists: true}\nassert: {path: "001", exists: true}'),
    )
    record = example_record(["245 00 $a Valot"])
    assert [rules.judge(rule, record) for rule in rules.rules] == [None] * 4
    assert rules.check(record, "ebook").issues == ()


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ('all: [{path: "300$a", equals: "x"}, {path: "245$a", equals: "x"}]', False),
        ('all: [{path: "300$a", equals: "x"}, {path: "245$a", equals: "Valot"}]', None),
        ('any: [{path: "300$a", equals: "x"}, {path: "245$a", equals: "x"}]', None),
        ('any: [{path: "300$a", equals: "x"}, {path: "245$a", equals: "Valot"}]', True),
        ('path: "300$a", exists: false', True),
        ('path: "245$a|b", count: {min: 2, max: 2}', True),
        ('path: "245$a", equals_path: "246$a"', True),
        ('path: "245$a", equals_path: "247$a"', None),
        ('path: "245$a", length: {max: 4}', False),
        ('path: "245$a", in_codelist: "fruit"', False),
        ('path: "650[$2=yso/fin]$a", equals: "puut"', True),
        ('path: "650[!$2]$a", equals: "omena"', True),
        ('path: "650[last]$a", in_codelist: "fruit"', True),
        ('path: "6XX[first]$a", equals: "puut"', True),
        ('path: "6..$a", count: {min: 2}', True),
        ('path: "650_#7$a", equals: "puut"', True),
        ('path: "650_.4$a", equals: "puut"', False),
        ('path: "245^1", equals: "0"', True),
        ('path: "LDR/06-07", equals: "am"', True),
        ('path: "008/35-37", equals: "fin"', None),
    ],
)
def test_three_valued_answers(condition: str, verdict: bool | None, load: Load) -> None:
    rules = load(entry("I01", f"assert: {{{condition}}}"))
    assert rules.errors == ()
    lines = ["245 00 $a Valot $b ja", "246 ## $a Valot", "650 #7 $a puut $2 yso/fin", "650 #4 $a omena"]
    assert rules.judge("I01", example_record(lines)) is verdict


def test_item_paths_count_occurrences_from_0(load: Load) -> None:
    rules = load(entry("I01", 'select: "020$a"\nassert: {check: "isbn"}'))
    lines = ["020 ## $a 978-952-10-8321-1", "020 ## $a 1 $a 2", "001 x"]
    assert fired(rules, *lines) == [("I01", "020[1]$a", "1"), ("I01", "020[1]$a", "2")]


def test_alias_follows_the_type_of_record(load: Load) -> None:
    aliases = 'aliases: {form: {default: "23", "g": "29"}}\n'
    rules = load(entry("F16", 'select: "008/{form}"\nassert: {equals: "o"}'), aliases=aliases)
    book = ["008 " + " " * 23 + "o" + " " * 16]
    assert fired(rules, *book) == []
    assert fired(rules, "LDR 00000ngm a22000002i 4500", *book) == [("F16", "008[0]/29", " ")]


def test_relative_path_speaks_of_the_selected_field(load: Load) -> None:
    rules = load(entry("J04", 'select: "650"\nassert: {path: "$2", exists: true}'))
    assert fired(rules, "650 #7 $a puut $2 yso/fin", "650 #7 $a omena") == [("J04", "650[1]", "omena")]


def test_stage_and_media_choose_the_rules(load: Load) -> None:
    body = 'applies: {media: ["film"]}\nassert: {path: "001", exists: true}'
    rules = load(entry("I01", body), entry("I02", 'assert: {path: "001", exists: true}\ndeprecated: true'))
    record = example_record(["245 00 $a Valot"])
    assert [each.rule for each in rules.check(record, "film").issues] == ["I01"]
    assert [each.rule for each in rules.check(record, "film", ("norm",)).issues] == ["I01"]
    assert rules.check(record, "film", ("raw",)).issues == ()
    assert rules.check(record, "ebook").issues == ()


def test_vendor_levels_replace_those_of_the_rules(load: Load) -> None:
    rules = load(entry("I01", 'assert: {path: "001", exists: true}'))
    (issue,) = rules.check(Record.of(), "ebook", terms=Terms(levels={"I01": Level.FATAL})).issues
    assert issue.level == Level.FATAL
    assert rules.withholds([issue]) == issue


def test_rule_that_stumbles_becomes_an_issue(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(value: str) -> bool:
        raise IndexError("out of reach")

    from transforms.validate.checks import CHECKS, Check

    monkeypatch.setitem(CHECKS, "isbn", Check(stumble, if_clean=False))
    rules = load(
        entry("I02", 'select: "020$a"\nassert: {check: "isbn"}\nfix: {strip: true}'),
        entry("I03", 'select: "020$a"\nassert: {equals: "x"}'),
    )
    record, issues, _ = rules.fix(example_record(["020 ## $a 1"]), "ebook")
    assert record == example_record(["020 ## $a 1"])
    assert [(each.rule, each.value) for each in issues] == [("I03", "1"), ("R00", "I02")]
    assert HOUSE.message(issues[1], "en") == "Rule I02 could not be run: IndexError: out of reach"


def test_a_rule_that_stumbled_is_told_though_another_one_mended_something(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transforms.validate.checks import CHECKS, Check

    def stumble(value: str) -> bool:
        raise IndexError("out of reach")

    monkeypatch.setitem(CHECKS, "isbn", Check(stumble))
    rules = load(
        entry("I02", 'assert: {path: "020$a", check: "isbn"}'),
        entry("S12", 'select: "500$a"\nassert: {check: "trimmed"}\nfix: {strip: true}'),
    )
    issues = rules.fix(example_record(["020 ## $a 1", "500 ## $a x  y"]), "ebook").issues
    assert {(each.rule, each.fixed) for each in issues} == {("S12", True), ("R00", False)}


def test_a_second_look_asks_only_of_fields_that_came(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    from transforms.validate.checks import CHECKS, Check

    asked: list[str] = []

    def holds(value: str) -> bool:
        asked.append(value)
        return True

    monkeypatch.setitem(CHECKS, "isbn", Check(holds))
    rules = load(
        entry("I02", 'select: "520$a"\nassert: {check: "isbn"}'),
        entry("S12", 'select: "500|520$b"\nassert: {check: "trimmed"}\nfix: {strip: true}'),
    )
    long, short = "Pitkä kuvaus. " * 100, "Lyhyt kuvaus."
    lines = ["500 ## $b x  y", f"520 ## $a {long}", f"520 ## $a {short} $b x  y"]
    assert [each.fixed for each in rules.fix(example_record(lines), "ebook").issues] == [True, True]
    assert [len(each) for each in asked] == [len(long), len(short), len(short)]


def test_a_fixer_is_told_where_fields_stand_when_others_have_gone(load: Load) -> None:
    rules = load(
        entry("I01", 'select: "500"\nassert: {path: "$a", exists: true}\nfix: {drop_field: true}'),
        entry("I02", 'select: "500$b|c"\nassert: {check: "trimmed"}\nfix: {strip: true}'),
        entry("I03", 'select: "520$b"\nassert: {check: "trimmed"}\nfix: {strip: true}'),
    )
    lines = ["500 ## $c x", "500 ## $a y $b z  z", "500 ## $b x", "500 ## $a y $c z  z", "520 ## $b z  z"]
    record, issues, _ = rules.fix(example_record(lines), "ebook")
    assert record == example_record(["500 ## $a y $b z z", "500 ## $a y $c z z", "520 ## $b z z"])
    paths = ["500[0]", "500[2]", "500[0]$b", "500[1]$c", "520[0]$b"]
    assert [(each.path, each.fixed) for each in issues] == [(each, True) for each in paths]


def test_fixed_issue_tells_value_before_and_after() -> None:
    record, issues, _ = HOUSE.fix(example_record(["020 ## $a 9789521083211 (EPUB)"]), "ebook", ("norm",))
    fixed = next(issue for issue in issues if issue.rule == "I03")
    assert (fixed.fixed, fixed.value, fixed.after) == (True, "9789521083211 (EPUB)", "978-952-10-8321-1")
    assert record.first("020") == Field.data("020", "  ", "a", "978-952-10-8321-1", "q", "EPUB")


def test_a_subfield_that_goes_leaves_the_mark_of_what_comes_behind_it() -> None:
    for lines, expected in (
        ("300 ## $a X : $b kuvitettu ; $c 22 cm + $e 1 liite", "X :$bkuvitettu +$e1 liite"),
        ("300 ## $a X : $b kuvitettu ; $c 22 cm", "X :$bkuvitettu"),
        ("300 ## $a X ; $c 22 cm $3 toinen", "X$3toinen"),
        ("300 ## $c 22 cm", None),
    ):
        record, *_ = HOUSE.fix(example_record([lines]), "ebook", ("norm",), Terms(suppressed=frozenset(("D05", "T10"))))
        assert (record.first("300") is None) == (expected is None)
        assert expected is None or str(record.first("300")).endswith(f"$a{expected}")


def test_every_bad_item_of_a_field_is_mended() -> None:
    record, issues, _ = HOUSE.fix(example_record(["500 ## $a  $b x  y $c ", "500 ## $a ", "500 ## $a z"]), "print")
    assert record == example_record(["500 ## $b x y", "500 ## $a z"])
    assert [(each.rule, each.path) for each in issues if each.fixed] == [
        ("S11", "500[0]$a"), ("S11", "500[0]$c"), ("S11", "500[1]$a"), ("S12", "500[0]$b"),
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["$5 FI-YYY", "$9 VENDORA<KEEP>"])
def test_protected_field_is_told_but_not_touched(mark: str) -> None:
    record = example_record([f"500 ## $a x  y {mark}"])
    mended, issues, _ = HOUSE.fix(record, "print", ("raw",))
    assert mended == record
    assert ("S12", False) in {(each.rule, each.fixed) for each in issues}


def test_record_without_findings_is_passed_as_it_is() -> None:
    record = example_record(["245 00 $a Saaren valot"])
    mended, *_ = HOUSE.fix(record, "print")
    assert mended is record


def test_message_of_an_unknown_rule_names_it() -> None:
    blank = Issue("F07", "leader-isbd", Level.WARNING, "LDR/18", " ")
    assert HOUSE.message(blank, "en") == "Leader position 18 does not say ISBD: #"
    assert HOUSE.message(Issue("Z99", "no-such-rule", Level.INFO, value="x"), "fi") == "Z99 no-such-rule: x"


def test_message_fills_value_and_arguments() -> None:
    issue = Issue("I02", "isbn-check-digit", Level.ERROR, "020[0]$a", "{value} 1")
    assert HOUSE.message(issue, "fi") == "ISBN {value} 1 ei läpäise tarkistusta"
    assert HOUSE.message(issue, "sme") == "ISBN {value} 1 fails its check"


VALUES = st.text(alphabet="aäA1 -\u0308\u00a0\u200bÃ¤<p>&;:/|()", max_size=15) | st.sampled_from(
    ["9789521083211 (nid.)", "http://a.example/x", "nob", "scr", "Ã¤iti", "rda", "22 cm", "", " "]
)
FIELDS = st.builds(
    lambda tag, marks, pairs: Field(tag, marks).with_subfields(pairs),
    st.sampled_from(["020", "035", "040", "041", "100", "245", "300", "336", "500", "520", "650", "856", "952"]),
    st.sampled_from(["  ", "10", "00", "07", "40"]),
    st.lists(st.tuples(st.sampled_from("abcehuqz259"), VALUES), max_size=4),
) | st.builds(
    Field,
    st.sampled_from(["006", "007", "008"]),
    st.sampled_from(["", "cr", "ta", "261122s2026    us ||||e |||||||||1|nob", "261122s2026    qq "]),
)


@settings(max_examples=50, deadline=None)
@example(fields=[Field.data("100", "  ", "a", "1", "b", "\u200b")], media="ebook")
@given(fields=st.lists(FIELDS, max_size=8), media=st.sampled_from(["ebook", "eaudiobook", "film", "print"]))
def test_second_fix_changes_nothing(fields: list[Field], media: str) -> None:
    once, issues, _ = HOUSE.fix(Record.of(*fields), media)
    again, remaining, _ = HOUSE.fix(once, media)
    assert again == once
    assert not [issue for issue in remaining if issue.fixed]
    assert [issue for issue in issues if not issue.fixed] == list(remaining)
    assert "R00" not in {issue.rule for issue in issues}


@settings(max_examples=50, deadline=None)
@given(fields=st.lists(FIELDS, max_size=8))
def test_check_finds_what_each_rule_alone_finds(fields: list[Field]) -> None:
    record = Record.of(*fields)
    told = {issue.rule for issue in HOUSE.check(record, "eaudiobook").issues}
    around, suiting = Around("eaudiobook"), [each for each in HOUSE.rules.values() if each.stage in EVERY]
    suiting = [each for each in suiting if not each.media or "eaudiobook" in each.media]
    alone = {each.id for each in suiting if HOUSE.judge(each.id, record, around) is False}
    assert told == alone
