"""The RDF dump: what schema.org says of every live title, made when it is due, whole or not at all."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from fake_catalogue import ebook, title_id
from made_drops import DAYS_ONLY, Published, policy
from pyshacl import validate
from rdflib import Graph
from rdflib.compare import isomorphic
from starlette.testclient import TestClient

from metadata.errors import PipelineError
from metadata.home import Home
from metadata.publish.files.changes import files_of, note_changes
from metadata.publish.files.dump import write_dump
from metadata.publish.server import create_server
from metadata.settings import Serving, load_settings
from transforms.formats.graph import Text, Thing, thing
from transforms.record import Record

SHAPES = Path(__file__).parents[4] / "schemas" / "shapes" / "schema_org.ttl"
pytestmark = pytest.mark.filterwarnings("ignore:(ConjunctiveGraph|Dataset):DeprecationWarning")  # rdflib's own
BY = policy(full=DAYS_ONLY, rdf={"days": 7, "records": 2})
ONE, TWO, LATER = "2026-11-01T04:00:00Z", "2026-11-02T04:00:00Z", "2026-11-12T04:00:00Z"


def named(records: Sequence[Record]) -> Iterator[Thing]:
    for each in records:
        yield thing(f"https://a.example/{each.control_number}", ["Book"], [("name", Text(each.value("245", "a")))])


def dumped(published: Published, folder: Path, describe: object = named) -> str:
    published.write(folder, BY)
    view = published.view("all")
    return write_dump(view, published.current(), folder, BY, describe)  # type: ignore[arg-type]


def index(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "index.json").read_text("utf-8")))


def statements(folder: Path) -> list[str]:
    manifest = json.loads((folder / str(index(folder)["rdf"])).read_text("utf-8"))
    files = (folder / str(index(folder)["rdf"])).parent
    return [line for each in manifest["files"] for line in gzip.open(files / each["name"], "rt", encoding="utf-8")]


@pytest.fixture
def published() -> Published:
    made = Published()
    made.publish(ONE, all={1: ebook(1), 2: ebook(2), 3: ebook(3)}, **{"FI-Abc": {1: ebook(1)}})
    return made


def test_it_says_every_live_title_and_the_index_names_it(published: Published, tmp_path: Path) -> None:
    published.publish(TWO, all={2: None})
    path = dumped(published, tmp_path)
    assert index(tmp_path)["rdf"] == path == "rdf/20261102T040000Z/manifest.json"
    assert [each.split()[0] for each in statements(tmp_path)] == [
        f"<https://a.example/{title_id(each)}>" for each in (1, 1, 3, 3)
    ]
    manifest = json.loads((tmp_path / path).read_text("utf-8"))
    assert manifest["counts"] == {"records": 2, "statements": 4}
    assert (manifest["view"], manifest["kind"], manifest["publication"]) == ("all", "rdf", 2)


def test_its_checksums_are_right(published: Published, tmp_path: Path) -> None:
    path = dumped(published, tmp_path)
    done = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=(tmp_path / path).parent, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.splitlines()) == (0, ["titles-0001.nt.gz: OK", "titles-0002.nt.gz: OK"])


def test_it_is_made_anew_when_it_is_due_and_takes_the_place_of_the_old(published: Published, tmp_path: Path) -> None:
    first = dumped(published, tmp_path)
    published.publish(TWO, all={4: ebook(4)})
    assert dumped(published, tmp_path) == ""
    assert index(tmp_path)["rdf"] == first
    assert len(statements(tmp_path)) == 6
    published.publish(LATER, all={5: ebook(5)})
    second = dumped(published, tmp_path)
    assert index(tmp_path)["rdf"] == second != first
    assert len(statements(tmp_path)) == 10
    assert [each.name for each in (tmp_path / "rdf").iterdir()] == ["20261112T040000Z"]


def test_a_small_one_is_made_anew_each_time(published: Published, tmp_path: Path) -> None:
    dumped(published, tmp_path)
    published.publish(TWO, all={4: ebook(4)})
    published.write(tmp_path, BY)
    by, view = policy(), published.view("all")
    assert write_dump(view, published.current(), tmp_path, by, named)  # type: ignore[arg-type]
    assert not write_dump(view, published.current(), tmp_path, by, named)  # type: ignore[arg-type]
    assert len(statements(tmp_path)) == 8


def test_its_files_are_told_with_those_of_every_title(published: Published, tmp_path: Path) -> None:
    path = dumped(published, tmp_path)
    note_changes(tmp_path)
    noted, library = files_of(tmp_path, "all"), files_of(tmp_path, "FI-Abc")
    assert noted is not None
    assert library is not None
    folder = path.rpartition("/")[0]
    told = {each for each in noted.held if each.startswith(f"{folder}/")}
    assert told == {str(each.relative_to(tmp_path)) for each in (tmp_path / folder).iterdir()}
    assert not [each for each in library.held if each.startswith("rdf")]


def test_made_anew_of_the_same_it_is_byte_for_byte_the_same(published: Published, tmp_path: Path) -> None:
    paths = [tmp_path / "a" / dumped(published, tmp_path / "a"), tmp_path / "b" / dumped(published, tmp_path / "b")]
    one, other = ({each.name: each.read_bytes() for each in path.parent.iterdir()} for path in paths)
    assert one == other


def test_when_it_fails_the_one_before_is_still_there(published: Published, tmp_path: Path) -> None:
    def full(records: Sequence[Record]) -> Iterable[Thing]:
        raise OSError("no room")

    first = dumped(published, tmp_path)
    before = statements(tmp_path)
    published.publish(LATER, all={5: ebook(5)})
    with pytest.raises(PipelineError, match="no room"):
        dumped(published, tmp_path, full)
    assert (index(tmp_path)["rdf"], statements(tmp_path)) == (first, before)
    assert dumped(published, tmp_path)


@pytest.fixture(scope="module")
def played(demo: Path) -> Iterator[Home]:
    home = Home(load_settings(demo, env={}))
    yield home
    home.close()


@pytest.fixture(scope="module")
def dump(played: Home) -> Graph:
    return Graph().parse(data="".join(statements(played.settings.files)), format="nt")


def test_the_dump_of_an_installation_says_what_the_pages_say_in_json_ld(played: Home, dump: Graph) -> None:
    view, told, site = played.catalogue().view("all"), Graph(), f"https://{played.consortium.oai_domain}"
    assert view is not None
    with TestClient(create_server(played, Serving(base_url=site)), base_url=site) as client:
        for title in view.live():
            told.parse(data=client.get(f"/titles/{title}.jsonld").raise_for_status().text, format="json-ld")
    assert isomorphic(dump, told)
    assert len(dump) > 20 * len(view.live())


def test_the_dump_holds_to_the_shapes(dump: Graph) -> None:
    conforms, _, text = validate(dump, shacl_graph=Graph().parse(SHAPES))
    assert conforms, text
