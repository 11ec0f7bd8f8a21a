"""What those who refine need not pay for: the readers of dumps, and everything that fetches them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from refreshing import GENRES, SHIPPED, look

from metadata.vocabularies.shelf import Shelf

WORKER = """
import sys
from pathlib import Path
from metadata.references import References, house_of
from transforms.record import Field, Record
from transforms.enrich.lookups import lookups_of
import metadata.refine, metadata.pipeline
house, _ = house_of("marc-aggregator", References(Path(sys.argv[1]), Path(sys.argv[2])), "261101")
assert house.tables.vocabulary.named("slm", "fin", "romaanit"), "looked up in the index"
print(*sorted(sys.modules))
"""


def test_a_worker_reads_the_index_and_imports_no_reader_of_dumps(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    index = look(shelf, dumps).path
    command = [sys.executable, "-c", WORKER, str(SHIPPED), str(index)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    modules = set(done.stdout.split())
    assert "metadata.vocabularies.index" in modules
    readers = {"rdflib", "pyoxigraph", "metadata.vocabularies.rdf", "metadata.vocabularies.finto"}
    assert not modules & readers


@pytest.mark.parametrize("module", ["metadata.cli", "metadata.cli.vocabularies", "metadata.vocabularies.refresh"])
def test_the_command_line_imports_a_reader_only_when_a_dump_is_read(module: str) -> None:
    program = f"import sys, {module}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"rdflib", "pyoxigraph"} & set(done.stdout.split())
