"""Every claim that is made for the provider is cited by a test."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from oai_assertions import CLAIMS

HERE = Path(__file__).parent


def cited(path: Path) -> Iterator[str]:
    """The claims that the tests of a module cite."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "holds":
                    yield from (str(each.value) for each in mark.args if isinstance(each, ast.Constant))


def test_every_claim_has_a_test_that_names_it() -> None:
    found = {claim for path in sorted(HERE.glob("test_*.py")) for claim in cited(path)}
    assert sorted(CLAIMS.keys() - found) == []
    assert sorted(found - CLAIMS.keys()) == []
