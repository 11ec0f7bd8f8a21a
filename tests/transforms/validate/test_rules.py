"""Loading rules: what is wrong in a file is told with its line, and takes nothing else with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.validate import RuleSet, load_rules

SOUND = """\
  - id: "Z98"
    slug: "sound-rule"
    level: "info"
    stage: "norm"
    select: "245$a"
    assert: {matches: "x"}
    message: {fi: "a", sv: "b", en: "c"}
    source: ["CN"]
"""
LINES = {
    "id": '"Z01"',
    "slug": '"odd-rule"',
    "level": '"info"',
    "stage": '"norm"',
    "select": '"245$a"',
    "assert": '{matches: "x"}',
    "message": '{fi: "a {value}", sv: "b {value}", en: "c {value}"}',
    "source": '["CN"]',
}
LoadText = Callable[[str | bytes], RuleSet]


@pytest.fixture
def load(tmp_path: Path) -> LoadText:
    """Load a folder with one file of this content."""

    def make(content: str | bytes) -> RuleSet:
        (tmp_path / "rules").mkdir(exist_ok=True)
        raw = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "rules" / "a.yml").write_bytes(raw)
        return load_rules(tmp_path / "rules")

    return make


def odd(**other: str) -> str:
    """A file of an odd rule, lines 2 to 9 and what is added, and of a sound one."""
    lines = [f"    {key}: {value}" for key, value in {**LINES, **{k.rstrip("_"): v for k, v in other.items()}}.items()]
    return "rules:\n  - " + "\n".join(lines).lstrip() + "\n" + SOUND


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (odd() + "", ""),
        (odd(level='"eror"'), "4: Z01: level 'eror' is not one of"),
        (odd(select='"245$A"'), "6: Z01: '245$A' is not a path"),
        (odd(select='"008/35-3"'), "6: Z01: /35-3: positions are a number, or two with the smaller one first"),
        (odd(assert_='{matches: "^(?!(a+)+b)"}'), "7: Z01: '^(?!(a+)+b)' may take for ever on long text"),
        (odd(assert_='{all: [{matches: "x"},\n      {chek: "x"}]}'), "8: Z01: no predicate 'chek'"),
        (odd(assert_='{not: ' * 900 + '{matches: "x"}' + '}' * 900), "too many levels"),
        (odd(when='"x"'), "10: Z01: a condition is a mapping"),
        (odd(message='{fi: " ", sv: "b", en: "c"}'), "8: Z01: message in fi is missing"),
        (odd(message='{fi: 1, sv: "b", en: "c"}'), "8: Z01: message in fi: a quoted text, not 1"),
        (odd(message='{fi: "{valeu}", sv: "{valeu}", en: "{valeu}"}'), "8: Z01: message: there is no {valeu} to tell"),
        (odd(message='{fi: "{value:>99}", sv: "{value:>99}", en: "{value:>99}"}'), "only plain names in braces"),
        (odd(message='{fi: "{value!x}", sv: "{value!x}", en: "{value!x}"}'), "only plain names in braces"),
        (odd(source='"CN"'), "9: Z01: source: a list of quoted texts"),
        (odd(source="[]"), "9: Z01: source: a list of quoted texts"),
        (odd(after='"Z98"'), "10: Z01: after: a list of quoted texts"),
        (odd(after='["Z99"]'), "10: Z01: after: no such rule: 'Z99'; did you mean 'Z98'?"),
        (odd(after='["Z01"]'), "10: Z01: after: a rule cannot run behind itself"),
        (odd(applies='{media: "ebook"}'), "10: Z01: applies: media: a list of quoted texts"),
        (odd(applies='{media: [{a: "b"}]}'), "10: Z01: applies: media: a list of quoted texts"),
        (odd(deprecated='"no"'), "10: Z01: deprecated: true or false"),
        (odd(fix="[]"), "10: Z01: fix: one fixer at least"),
        (odd(fix='{replace: {pattern: "(", with: "x"}}'), "10: Z01: replace: '(' is not a regular expression"),
        (odd(examples='{fail: "245 10 $a y"}'), "10: Z01: examples: fail: a list of lines"),
        (odd(examples='{fail: ["24"]}'), "10: Z01: examples: fail: '24' is no example of a field"),
        (odd(examples='{fail: [3]}'), "10: Z01: examples: fail: a list of quoted texts"),
        (odd(on='"x"'), "10: on is not a text; quote it"),
        (odd() .replace(SOUND, '    level: "error"\n' + SOUND), "10: 'level' stands twice"),
        (odd().replace(SOUND, '    <<: {level: "error"}\n' + SOUND), "10: << is not a text; quote it"),
        (odd(source='!!python/object/apply:os.getcwd []'), "9: could not determine a constructor for the tag"),
        ("rules:\n  - &a [*a]\n" + SOUND, "2: an alias stands inside what it stands for"),
        ("rules:\n  - text\n" + SOUND, "1: rule 1 of the file is not a mapping"),
        ("aliases: [a]\nrules:\n" + SOUND, "1: aliases: a mapping of names is wanted"),
        ("aliases:\n  audience: 5-\nrules:\n" + SOUND, "2: alias 'audience': /5-: positions are a number"),
        ("sets: [a]\nrules:\n" + SOUND, "1: sets: a mapping of names is wanted"),
        ("sets:\n  words: tba\nrules:\n" + SOUND, "2: set 'words': a list of quoted values"),
        ("sets:\n  words: {columns: [code]}\nrules:\n" + SOUND, "2: set 'words': a list of quoted values"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_stands_and_the_other_rule_loads(
    content: str, told: str, load: LoadText
) -> None:
    rules = load(content)
    assert "Z98" in rules.rules
    assert len(rules.errors) == bool(told)
    assert all(each.startswith("a.yml:") and told in each for each in rules.errors)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("rules:\n", "1: rules: a list of rules is wanted"),
        ("rules: abc\n", "1: rules: a list of rules is wanted"),
        ("# nothing\n", "1: a mapping with `rules:` is wanted"),
        ("rules:\n  - id: x\n\tslug: y\n", "3: a tab: indent with blanks"),
        (b"rules:\n" + SOUND.encode() + b"# \xe4\n", "10: not UTF-8: save the file in that encoding"),
        (odd().encode("utf-16"), "1: not UTF-8"),
        (odd(source='["C\x07"]'), "9: a character that YAML does not allow"),
        ("rules: " + "[" * 5_000 + "]" * 5_000, "too many levels inside each other"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_line(content: str | bytes, told: str, load: LoadText) -> None:
    rules = load(content)
    assert not rules.rules
    (error,) = rules.errors
    assert error.startswith("a.yml:")
    assert told in error


def test_line_ends_of_windows_and_a_mark_at_the_beginning_are_nothing(load: LoadText) -> None:
    rules = load(b"\xef\xbb\xbf" + odd().replace("\n", "\r\n").encode())
    assert (list(rules.rules), rules.errors) == (["Z01", "Z98"], ())


def test_a_rule_may_run_behind_one_that_is_refused(load: LoadText) -> None:
    rules = load(
        odd(after='["Z98"]').replace('matches: "x"}\n    message: {fi: "a", ', 'matchs: "x"}\n    message: {fi: "a", ')
    )
    assert list(rules.rules) == ["Z01"]


def test_rules_that_wait_for_each_other_are_told(load: LoadText) -> None:
    waiting = SOUND.replace("    source", '    after: ["Z01"]\n    source')
    rules = load(odd(after='["Z98"]').replace(SOUND, waiting))
    assert not rules.rules
    assert rules.errors == (
        "a.yml:10: Z01: after: it would have to run behind itself",
        "a.yml:18: Z98: after: it would have to run behind itself",
    )


def test_a_file_that_does_not_end_in_yml_is_told(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("rules: []\n")
    assert load_rules(tmp_path).errors == ("more.yaml:1: rules are read from files that end in .yml",)


def test_an_error_quotes_no_more_than_can_be_read(load: LoadText) -> None:
    (error,) = load(odd(select=f'"{"9" * 5_000}"')).errors
    assert len(error) < 500


JUNK = st.recursive(
    st.sampled_from([None, True, 0, -1, 2.5, "", "x", "245$a", "$a", "(", "008/{date1}", "isbn", "a\0b"]),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(st.sampled_from(["path", "matches", "any", "not", "in", "exists", "derive"]), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.sampled_from([*LINES, "when", "fix", "applies", "examples", "after", "review", "since"]), value=JUNK)
def test_whatever_stands_in_a_rule_the_other_one_loads(key: str, value: object, load: LoadText) -> None:
    rules = load(odd(**{f"{key}_": json.dumps(value)}))
    assert "Z98" in rules.rules or value in ("Z98", "sound-rule")
    assert "Z01" in rules.rules or len(rules.errors) == 1
