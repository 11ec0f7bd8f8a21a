"""schemas/normalise.yml: what is refused, and that every fixer of the rules has its number in the order."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests import shipped
from transforms.normalise import STEPS, load_plan
from transforms.normalise.plan import read_plan

SCHEMAS = Path(__file__).parents[3] / "schemas"
FUNCTIONS = {name: STEPS[name] for name in ("text", "order")}
TEXT = '{fi: "a", sv: "b", en: "c"}'


def plan(folder: Path, *steps: str) -> Path:
    path = folder / "normalise.yml"
    path.write_text("steps:\n" + "".join(f"  - {each}\n" for each in steps) + "fixers: {}\n", "utf-8")
    return path


def step(name: str, number: int = 1, media: str = "all", text: str = TEXT) -> str:
    return f"{{name: {name}, number: {number}, media: {media}, text: {text}}}"


def test_the_order_is_that_of_the_file(tmp_path: Path) -> None:
    found = read_plan(plan(tmp_path, step("order", 2), step("text", 15, "e-material")), FUNCTIONS)
    assert [each.name for each in found.steps] == ["order", "text"]
    assert [each.run for each in found.steps] == [STEPS["order"], STEPS["text"]]
    assert found.runs == ((("order", STEPS["order"]),), (("order", STEPS["order"]), ("text", STEPS["text"])))


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([step("order"), step("txet")], "there is no step txet; there are text, order"),
        ([step("order")], "text is missing: a step that never runs"),
        ([step("order"), step("text"), step("order")], "order stands twice"),
        ([step("order", 2), step("text", 1)], "the numbers go back"),
        ([step("order", media="print"), step("text")], "order: media is one of all, e-material, not print"),
        ([step("order", text='{fi: "a"}'), step("text")], "order: the keys are"),
        (["{name: order, number: 1}", step("text")], "KeyError|the keys are"),
        (["order"], "not the shape of steps and fixers"),
    ],
)
def test_what_is_wrong_is_refused_by_name(tmp_path: Path, steps: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=rf"normalise\.yml: .*({message})"):
        read_plan(plan(tmp_path, *steps), FUNCTIONS)


def test_every_fixer_of_the_rules_has_its_number_once() -> None:
    told = yaml.safe_load((SCHEMAS / "normalise.yml").read_text("utf-8"))["fixers"]
    named = [rule for rules in told.values() for rule in rules]
    mending = {each.id for each in shipped.rules().rules.values() if each.has_fix}
    assert set(named) == mending
    assert len(named) == len(set(named))
    assert list(told) == sorted(told)


def test_every_step_is_told_in_three_languages() -> None:
    texts = [each.text for each in load_plan(SCHEMAS).steps]
    for language in ("fi", "sv", "en"):
        assert len({each[language] for each in texts}) == len(texts)
