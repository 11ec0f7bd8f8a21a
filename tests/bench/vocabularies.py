"""The index of vocabularies: what building one takes, what looking something up costs, and what a worker holds.

The dumps are synthetic: an ontology of the size of YSO, and names of the number of KANTO's. Each job runs in a fresh
process: `python -m tests.bench.vocabularies NAME FOLDER`; it prints one JSON object.
"""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from metadata.connections import NONE
from metadata.settings import shipped
from metadata.vocabularies.index import Index
from metadata.vocabularies.refresh import Look, refresh
from metadata.vocabularies.shelf import Shelf

CONCEPTS, NAMES = 36_000, 1_000_000
BUILD_SECONDS, BUILD_MB = 60, 1_000
WARM_US, OPEN_MS, WORKER_MB = 5, 50, 30
GROWTH_MB = 100  # more, for ten times as many names: what is read and sorted has caches that fill
SKOS = "http://www.w3.org/2004/02/skos/core#"
YSO, FINAF = "http://www.yso.fi/onto/yso/p", "http://urn.fi/URN:NBN:fi:au:finaf:"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SYLLABLES = ["ka", "le", "mi", "no", "pu", "ra", "si", "tö", "vä", "hei", "lau", "met", "oja", "sel", "tuo", "yli"]
BETWEEN = " ;\n  "  # statements about one concept in Turtle
Found = dict[str, float]


def measure(folder: Path, names: int) -> list[bool]:
    """Measure, print, and tell whether each goal holds."""
    print(f"\nvocabularies: {CONCEPTS:,} concepts with labels in three languages, from Turtle")
    work = folder / "ontology"
    write_concepts(work / "dumps" / "yso-skos.ttl", CONCEPTS)
    built = _run("build", work)
    held = [built["seconds"] < BUILD_SECONDS, built["peak"] < BUILD_MB]
    print(f"built in {built['seconds']:.1f} s ({built['cpu']:.1f} s CPU), goal < {BUILD_SECONDS} s: {_word(held[0])}")
    print(f"peak {built['peak']:.0f} MB, goal < {BUILD_MB} MB: {_word(held[1])}; index {built['index']:.0f} MB")
    return [*held, *_looked_up(work), *_names(folder, names)]


def _looked_up(work: Path) -> list[bool]:
    found = _run("look up", work)
    held = [found["warm"] <= WARM_US, found["open"] < OPEN_MS, found["held"] < WORKER_MB]
    print(f"a look-up by label: warm {found['warm']:.2f} us, goal <= {WARM_US} us: {_word(held[0])}")
    print(f"  the first time {found['cold']:.0f} us, of a label that is not there {found['miss']:.0f} us   no goal")
    print(f"opened and asked for the first time in {found['open']:.1f} ms, goal < {OPEN_MS} ms: {_word(held[1])}")
    print(f"a worker that looked up everything holds {found['held']:.1f} MB more, goal < {WORKER_MB}: {_word(held[2])}")
    return held


def _names(folder: Path, count: int) -> list[bool]:
    """Names in each syntax that is one statement after the other, and a tenth of them."""
    held = []
    print(f"{count:,} names as KANTO has them, and a tenth of them, refreshed from a dump")
    for suffix in ("nt", "ttl"):
        peaks = []
        for number in (count // 10, count):
            work = folder / f"names-{suffix}-{number}"
            size = write_names(work / "dumps" / f"finaf-skos.{suffix}", number)
            found = _run("build", work)
            peaks.append(found["peak"])
            told = f"{size / 1e6:.0f} MB of .{suffix}, {found['seconds']:.0f} s ({found['cpu']:.0f} s CPU)"
            print(f"{number:>9,} names: {told}, peak {found['peak']:.0f} MB, index {found['index']:.0f} MB")
            _forget(work)
        growth = peaks[1] - peaks[0]
        held.append(growth <= GROWTH_MB)
        print(f"the peak grows by {growth:.0f} MB, goal <= {GROWTH_MB} MB: {_word(held[-1])}")
    return held


def write_concepts(path: Path, count: int) -> None:
    """Turtle with three preferred and some alternative labels, matches and broader concepts; always the same."""
    draw = random.Random(6)
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8") as out:
        out.write(f"@prefix skos: <{SKOS}> .\n@prefix yso: <http://www.yso.fi/onto/yso/> .\n")
        for n in range(1, count + 1):
            told = [f'skos:prefLabel "{label_of(n, language)}"@{language}' for language in ("fi", "sv", "en")]
            told += [f'skos:altLabel "{_word_of(draw)} {n}"@fi' for _ in range(draw.randrange(3))]
            told.append(f"skos:closeMatch <http://id.loc.gov/authorities/subjects/sh{n:08d}>")
            told.append(f"skos:broader yso:p{draw.randrange(1, n + 1)}")
            out.write(f"yso:p{n} a skos:Concept ;\n  {BETWEEN.join(told)} .\n")


def label_of(number: int, language: str) -> str:
    """The preferred label of a synthetic concept."""
    return f"{_word_of(random.Random(number))}{number} ({language})"


def _word_of(draw: random.Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=4))


def write_names(path: Path, count: int) -> int:
    """Persons that do not exist, as N-Triples or as Turtle by the suffix; returns the bytes of the file."""
    path.parent.mkdir(parents=True)
    is_turtle = path.suffix == ".ttl"
    with path.open("w", encoding="utf-8") as out:
        for n in range(count):
            uri, told = f"<{FINAF}{n:09d}>", _told(n)
            if is_turtle:
                out.write(f"{uri} {BETWEEN.join(told)} .\n")
            else:
                out.writelines(f"{uri} {each} .\n" for each in told)
    return path.stat().st_size


def _told(n: int) -> list[str]:
    name = f"Esimerkki{n % 50_021}, Etunimi{n % 997}, {1800 + n % 200}-"
    told = [f"{TYPE} <{SKOS}Concept>", f"{TYPE} <http://rdaregistry.info/Elements/c/C10004>"]
    told += [f'<{SKOS}prefLabel> "{name}"@fi', f'<{SKOS}altLabel> "Esimerkki{n % 50_021}, E."@fi']
    told += [f"<{SKOS}inScheme> <{FINAF}>", f'<http://rdaregistry.info/Elements/a/P50121> "{1800 + n % 200}"']
    if n % 3 == 0:
        told.append(f"<http://rdaregistry.info/Elements/a/P50094> <http://isni.org/isni/{n:016d}>")
    return told


def _run(job: str, work: Path) -> Found:
    command = [sys.executable, "-m", "tests.bench.vocabularies", job, str(work)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{job}: {done.stderr}")
    found: Found = json.loads(done.stdout)
    return found


def _forget(work: Path) -> None:
    for each in sorted(work.rglob("*"), reverse=True):
        each.unlink() if each.is_file() else each.rmdir()


# The jobs


def build(work: Path) -> Found:
    """A whole refresh of what is in the folder, in a data folder of its own."""
    shelf = Shelf(work / "data" / "vocabularies", shipped("schemas"))
    began, cpu = time.perf_counter(), time.process_time()
    done = refresh(Look(shelf, "2026-11-01T00:00:00Z", lambda _: NONE, (), work / "dumps"))
    states = {name: each for name, each in done.vocabularies.items() if each.state not in ("absent", "new")}
    if done.path is None or states:
        raise SystemExit(f"the dump was not taken: {states}")
    size = done.path.stat().st_size / 1e6
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "peak": _memory("VmHWM"),
        "index": size,
    }


def look_up(work: Path) -> Found:
    """Every label once, one by one, then some of them again; what is held is told at the end."""
    path = Shelf(work / "data" / "vocabularies", shipped("schemas")).current()
    if path is None:
        raise SystemExit("there is no index")
    labels = [label_of(number, "sv") for number in range(1, CONCEPTS + 1)]
    opened = [_seconds(lambda: _open_and_ask(path, labels[0])) for _ in range(21)]
    gc.collect()
    before = _memory("VmRSS")
    index = Index(path)
    cold = _seconds(lambda: sum(len(index.named("yso", "swe", each)) for each in labels))
    miss = _seconds(lambda: sum(len(index.named("yso", "fin", each)) for each in labels))
    for number in range(1, CONCEPTS + 1):
        index.concept(f"{YSO}{number}")
        index.matching(f"{YSO}{number}", "slm")
    gc.collect()
    held = _memory("VmRSS") - before
    often = labels[-1_000:]
    rounds = [_seconds(lambda: sum(len(index.named("yso", "swe", each)) for each in often)) for _ in range(101)]
    return {
        "open": median(opened) * 1e3,
        "cold": cold / len(labels) * 1e6,
        "miss": miss / len(labels) * 1e6,
        "warm": median(rounds[1:]) / len(often) * 1e6,
        "held": held,
    }


def _open_and_ask(path: Path, label: str) -> None:
    index = Index(path)
    if not index.named("yso", "swe", label):
        raise SystemExit(f"the index does not know {label}")
    index.close()


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _memory(field: str) -> float:
    """MB of this process: VmHWM its peak, VmRSS now."""
    return int(Path("/proc/self/status").read_text("ascii").split(f"{field}:")[1].split()[0]) / 1024


def _word(held: bool) -> str:
    return "holds" if held else "MISSED"


JOBS: dict[str, Callable[[Path], Found]] = {"build": build, "look up": look_up}

if __name__ == "__main__":
    print(json.dumps(JOBS[sys.argv[1]](Path(sys.argv[2]))))
