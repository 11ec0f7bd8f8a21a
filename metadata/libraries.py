"""schemas/libraries/<isil>.yml and schemas/consortium.yml → frozen models: who we are and who pulls records."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from metadata.vendors import Words
from metadata.yaml_files import Strict, load_model


class Consortium(Strict):
    """The agency that publishes: its ISIL stands in 003 and 040, its domain in OAI identifiers and URIs of works."""

    isil: str
    name: Words
    oai_domain: str
    admin_email: str
    work_links: Literal["none", "758"] = "none"
    """758: the work and expression of each title, which many library systems drop."""

    @property
    def address_of_works(self) -> str:
        """What the URIs of works and expressions begin with; "" if titles do not tell them."""
        return f"https://{self.oai_domain}/" if self.work_links == "758" else ""


class Acquires(Strict):
    """What a library has taken: collections, and single titles more or less."""

    collections: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    without: tuple[str, ...] = Field(default=(), alias="except")


class Library(Strict):
    """One library's view."""

    isil: str
    name: Words
    language: Literal["fin", "swe"] = "fin"
    acquires: Acquires = Acquires()
    links: dict[str, str] = Field(default_factory=dict)  # by vendor: its own link with {vendor_id}
    link_text: Words


def load_libraries(schemas: Path) -> dict[str, Library]:
    """Every library by ISIL. Raises ConfigError: a view must not vanish because its file is wrong."""
    return {
        each.isil: each
        for path in sorted((schemas / "libraries").glob("*.yml"))
        for each in [load_model(path, Library)]
    }


def load_consortium(schemas: Path) -> Consortium:
    """The consortium. Raises ConfigError."""
    return load_model(schemas / "consortium.yml", Consortium)
