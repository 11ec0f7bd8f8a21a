"""A small OAI-PMH 2.0 repository for the test web server: enough to be harvested, and to misbehave."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from web_server import Page

OAI = "http://www.openarchives.org/OAI/2.0/"
MARC = "http://www.loc.gov/MARC21/slim"
NOW = "2026-11-01T04:00:00Z"


def marc(local: str, title: str = "Kissa", prefix: str = "") -> str:
    """A MARCXML record, with or without a prefix."""
    p, declared = (f"{prefix}:", f"xmlns:{prefix}") if prefix else ("", "xmlns")
    return (
        f'<{p}record {declared}="{MARC}"><{p}leader>00000nam a2200000 a 4500</{p}leader>'
        f'<{p}controlfield tag="001">{local}</{p}controlfield>'
        f'<{p}datafield tag="245" ind1="1" ind2="0"><{p}subfield code="a">{title}</{p}subfield></{p}datafield>'
        f"</{p}record>"
    )


@dataclass
class Item:
    """One item of the repository; without metadata it is deleted."""

    identifier: str
    datestamp: str
    metadata: str = ""

    def xml(self) -> str:
        head = f"<identifier>{self.identifier}</identifier><datestamp>{self.datestamp}</datestamp>"
        if not self.metadata:
            return f'<record><header status="deleted">{head}</header></record>'
        return f"<record><header>{head}</header><metadata>{self.metadata}</metadata></record>"


@dataclass
class Repository:
    """Answers the verbs that a harvest needs."""

    items: list[Item] = field(default_factory=list)
    now: str = NOW
    granularity: str = "YYYY-MM-DDThh:mm:ssZ"
    page_size: int = 2
    expired: int = 0  # how many more resumption tokens are not known any more
    loops: bool = False
    broken: int = 0  # how many more pages are not well-formed
    asked: list[dict[str, str]] = field(default_factory=list)

    def add(self, local: str, datestamp: str = "2026-10-31T12:00:00Z", **given: str) -> None:
        """An item whose 001 is the local part of its identifier."""
        self.items.append(Item(f"oai:repo.example:{local}", datestamp, marc(local, **given)))

    def delete(self, local: str, datestamp: str = "2026-10-31T12:00:00Z") -> None:
        self.items.append(Item(f"oai:repo.example:{local}", datestamp))

    def __call__(self, path: str) -> Page:
        asked = {key: value[0] for key, value in parse_qs(urlsplit(path).query).items()}
        self.asked.append(asked)
        if asked["verb"] == "Identify":
            return self.answer(f"<Identify><granularity>{self.granularity}</granularity></Identify>")
        return self.listed(asked)

    def listed(self, asked: dict[str, str]) -> Page:
        token = asked.get("resumptionToken", "")
        if not token and asked.get("metadataPrefix") != "marc21":
            return self.error("cannotDisseminateFormat", "only marc21")
        if token and self.expired:
            self.expired -= 1
            return self.error("badResumptionToken", "expired")
        begin, start = (token.split("/")[0], int(token.split("/")[1])) if token else (asked.get("from", ""), 0)
        wanted = [each for each in self.items if each.datestamp >= begin]
        if not wanted:
            return self.error("noRecordsMatch", "nothing")
        body = "".join(each.xml() for each in wanted[start : start + self.page_size])
        following = start if self.loops and start else start + self.page_size
        more = f"{begin}/{following}" if following < len(wanted) else ""
        page = self.answer(f"<ListRecords>{body}<resumptionToken>{more}</resumptionToken></ListRecords>")
        if self.broken:
            self.broken -= 1
            page.content = page.content[:-30]
        return page

    def error(self, code: str, words: str) -> Page:
        return self.answer(f'<error code="{code}">{words}</error>')

    def answer(self, body: str) -> Page:
        text = f'<OAI-PMH xmlns="{OAI}"><responseDate>{self.now}</responseDate><request>x</request>{body}</OAI-PMH>'
        return Page(text.encode())
