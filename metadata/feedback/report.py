"""What all reports of one vendor are made from: who it is, what the store knows, and the sums over its findings."""

from __future__ import annotations

from dataclasses import dataclass

from metadata.feedback.gather import Facts
from metadata.feedback.sums import RuleSum, Sums
from metadata.feedback.words import Texts
from metadata.libraries import Consortium
from metadata.vendors import Vendor
from transforms.validate import RuleSet


@dataclass(frozen=True, slots=True)
class Report:
    """A vendor's findings in sum; full once every finding has been written."""

    vendor: Vendor
    consortium: Consortium
    rules: RuleSet
    texts: Texts
    facts: Facts
    sums: Sums
    since: int = 0  # delivery from which on is told; 0: all

    def asked(self) -> list[RuleSum]:
        """Rules the vendor is asked about, in order of weight and number."""
        return self.sums.to_ask()

    @property
    def to_correct(self) -> int:
        """Findings that are neither mended nor accepted, of those the vendor is asked about."""
        return sum(each.fired - each.fixed - each.suppressed for each in self.asked())

    @property
    def mended(self) -> int:
        """Findings that we mended."""
        return sum(each.fixed for each in self.sums.rules.values())
