"""What an ONIX product is: e-material or not, and which rows of media_forms.csv (onix-to-marc.md §3.3, §4).

What the codes mean is in schemas/crosswalks/onix_forms.yml. A bundle of digital parts is told part by part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from transforms.crosswalks.onix.issues import issue
from transforms.formats.onix import Node, Product
from transforms.onix_lists import FormUse, Narrower, OnixForms, Signs
from transforms.record import Issue

DESCRIPTION, PART, SUBJECT = "DescriptiveDetail", "ProductPart", "Subject"
CASES = "cases"  # where a product remembers what it is
UNTOLD = "|"
NO_PICTURES, UNTOLD_PICTURES = " " * 4, UNTOLD * 4  # 008/18-21


class Part(NamedTuple):
    """A product or, of a bundle, one of its parts: its codes as sent."""

    form: str  # list 150
    primary: str  # list 81; "" where no content is the main one
    contents: tuple[str, ...]  # list 81, the primary one first
    details: tuple[str, ...]  # list 175
    node: Node


def parts_of(product: Product, forms: OnixForms) -> list[Part]:
    """The parts of a bundle (form SG), the main one first; of anything else the product as one part.

    What any other product says of its parts counts as said of itself. Worked out once for a product.
    """
    found: list[Part] | None = product.memo.get(PART)
    if found is None:
        found = product.memo[PART] = _parts(product, forms)
    return found


def _parts(product: Product, forms: OnixForms) -> list[Part]:
    detail = product.first(DESCRIPTION)
    inside = detail.all(PART)
    form = detail.text("ProductForm")
    if inside and forms.use(form).kind == "parts":
        return [_part(each) for each in sorted(inside, key=lambda each: not each.has("PrimaryPart"))]
    whole = _part(detail)
    if inside:
        more = [_part(each) for each in inside]
        whole = whole._replace(
            contents=tuple(code for each in (whole, *more) for code in each.contents),
            details=tuple(code for each in (whole, *more) for code in each.details),
        )
    return [whole]


def _part(node: Node) -> Part:
    primary = node.text("PrimaryContentType")
    contents = (*((primary,) if primary else ()), *node.texts("ProductContentType"))
    return Part(node.text("ProductForm"), primary, contents, tuple(node.texts("ProductFormDetail")), node)


class Case(NamedTuple):
    """A row of media_forms.csv without its file format, and the details that tell the formats."""

    name: str  # "ebook-unknown", "eaudiobook-other" …
    details: tuple[str, ...]  # list 175


def refusal(product: Product, forms: OnixForms) -> str:
    """Why the product is no e-material for lending; "" when it is. Of a bundle its main part decides."""
    part = parts_of(product, forms)[0]
    composition = product.first(DESCRIPTION).text("ProductComposition")
    if composition in forms.compositions:
        return forms.compositions[composition]
    if not part.form:
        return "form-missing"
    use = forms.use(part.form)
    if use.refused:
        return use.refused
    if use.needs and not _is_told(part, forms.evidence[use.needs]):
        return forms.otherwise.refused
    main = part.primary or (part.contents[0] if len(set(part.contents)) == 1 else "")
    return "content-not-lent" if main in forms.not_lent else ""


def _is_told(part: Part, signs: Signs) -> bool:
    """True if the codes of a part, or elements that only e-material has, are among the signs."""
    return signs.told_by(part.contents, part.details) or any(part.node.has(name) for name in signs.elements)


def cases(product: Product, forms: OnixForms) -> list[Case]:
    """What the product is, the main case first; more than one only of a bundle.

    Parts of a bundle that are no e-material are passed over. Worked out once for a product.
    """
    found: list[Case] | None = product.memo.get(CASES)
    if found is None:
        found = product.memo[CASES] = _cases(product, forms)
    return found


def _cases(product: Product, forms: OnixForms) -> list[Case]:
    main, *others = parts_of(product, forms)
    found: dict[str, Case] = {}
    for part in (main, *(each for each in others if not forms.use(each.form).refused)):
        name = _case(part, product, forms)
        before = found[name].details if name in found else ()
        found[name] = Case(name, (*before, *part.details))
    return list(found.values())


def subject_codes(product: Product) -> list[tuple[str, str]]:
    """Scheme (list 27) and code of each subject. Worked out once for a product."""
    found: list[tuple[str, str]] | None = product.memo.get(SUBJECT)
    if found is None:
        nodes = product.all("DescriptiveDetail/Subject")
        found = [(each.text("SubjectSchemeIdentifier"), each.text("SubjectCode")) for each in nodes]
        product.memo[SUBJECT] = found
    return found


def _case(part: Part, product: Product, forms: OnixForms) -> str:
    """The row of one part."""
    daisy = {code for code in part.details if code.startswith(forms.daisy)}
    if daisy:
        return forms.daisy_cases["text" if daisy <= forms.daisy_text else "sound"]
    case = _broad(part, forms.use(part.form), forms)
    for each in forms.narrower.get(case, ()):
        if each.signs.told_by(part.contents, part.details) or each.signs.told_by_subjects(subject_codes(product)):
            return each.case
    return case


def _broad(part: Part, use: FormUse, forms: OnixForms) -> str:
    """The row by form and content type."""
    if use.kind == "audio":
        return _first(forms.audio, part)
    if use.kind == "video":
        return _first(forms.video, part)
    if part.primary in forms.contents:
        return forms.contents[part.primary]
    known = [code for code in part.contents if code in forms.contents and code not in forms.pictures]
    if known:
        return forms.contents["10" if "10" in known else known[0]]
    return next(case for start, case in forms.by_detail if not start or _starts(part.details, start))


def _first(rows: Sequence[Narrower], part: Part) -> str:
    return next((each.case for each in rows if each.signs.told_by(part.contents, part.details)), rows[-1].case)


def _starts(codes: Sequence[str], start: str) -> bool:
    return any(code.startswith(start) for code in codes)


def unknown_contents(product: Product, forms: OnixForms) -> list[str]:
    """Content types that are in no part of list 81."""
    codes = [code for part in parts_of(product, forms) for code in part.contents]
    if forms.known_contents.issuperset(codes):
        return []
    return [code for code in dict.fromkeys(codes) if code not in forms.known_contents]


def beside(contents: Sequence[str], details: Sequence[str], forms: OnixForms) -> list[str]:
    """Codes of 336 of what a text with these codes has beside its own: that it is also heard, for one."""
    return [code for code, signs in forms.beside.items() if signs.told_by(contents, details)]


def technique(product: Product, forms: OnixForms) -> str:
    """The technique of a film as in 008/34: a or l; "|" where nothing tells."""
    part, subjects = parts_of(product, forms)[0], subject_codes(product)
    return next(
        (
            code
            for code, signs in forms.technique.items()
            if signs.told_by(part.contents, part.details) or signs.told_by_subjects(subjects)
        ),
        "|",
    )


def illustrations(product: Product, forms: OnixForms, issues: list[Issue]) -> str:
    """What a book is illustrated with, as 008/18-21: pictures ("a   "), maps ("b   "), none (blanks), not told (fill).

    A code of Illustrated that no list has is told.
    """
    detail = product.first(DESCRIPTION)
    codes = detail.texts("AncillaryContent/AncillaryContentType") if detail.has("AncillaryContent") else []
    marks = "".join(mark for mark, known in forms.illustrations.items() if not known.isdisjoint(codes)) if codes else ""
    stated, count = detail.text("Illustrated"), detail.text("NumberOfIllustrations")
    if stated and stated not in forms.illustrated:
        issues.append(issue("O06", f"{DESCRIPTION}/Illustrated", stated))
    mark = forms.illustrated.get(stated, UNTOLD)
    if "a" not in marks and (mark == "a" or count.strip("0")):
        marks = f"a{marks}"
    if marks:
        return f"{marks:<4}"
    return NO_PICTURES if not mark or count else UNTOLD_PICTURES
