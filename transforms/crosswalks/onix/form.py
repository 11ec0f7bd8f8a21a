"""What an ONIX product is: e-material or not, and which row of media_forms.csv (onix-to-marc.md §3.3, §4).

The code lists are those of EDItEUR: 150 product form, 175 detail, 81 content type, 93 Thema.
"""

from __future__ import annotations

from transforms.formats.onix import Node, Product
from transforms.media import Media

AUDIO_FORMS = frozenset({"AJ", "AN", "AO"})
ELECTRONIC_FORMS = frozenset({"EA", "EB", "EC", "ED"})
DISC_VIDEO_FORMS = frozenset({"VF", "VI", "VJ", "VK", "VL", "VM", "VN", "VO", "VP", "VQ"})
VIDEO_FILES = frozenset({"D101", "D102", "D103", "D104", "D105", "V205", "V206"})
DAISY_TEXT = frozenset({"A206", "A212"})  # full text without audio

BY_CONTENT = {  # list 81 → row of media_forms.csv
    "10": "ebook-unknown",
    "44": "ebook-comic",
    "07": "ebook-picturebook",
    "11": "sheet-music",
    "01": "eaudiobook-other",
    "02": "eaudiobook-other",
    "13": "eaudiobook-other",
    "52": "eaudiobook-other",
    "53": "eaudiobook-other",
    "03": "streaming-music",
    "06": "streaming-film",
    "25": "streaming-film",
    "26": "streaming-film",
    "28": "streaming-film",
    "50": "streaming-film",
    "27": "recorded-performance",
}
SPOKEN = frozenset(code for code, name in BY_CONTENT.items() if name == "eaudiobook-other")

BY_BEGINNING = {  # of the name of a row
    "ebook": Media.EBOOK,
    "daisy-text": Media.EBOOK,
    "eaudiobook": Media.EAUDIOBOOK,
    "daisy-audio": Media.EAUDIOBOOK,
    "streaming-music": Media.ALBUM,
    "streaming-film": Media.FILM,
    "recorded-performance": Media.FILM,
}


def refusal(product: Product) -> str:
    """Why the product is no e-material that we take; "" when it is."""
    form = main_part(product).text("ProductForm")
    if not form:
        return "form-missing"
    if form in AUDIO_FORMS or form in ELECTRONIC_FORMS:
        return ""
    if form == "AZ":
        digital = any(code.startswith(("A1", "A2")) for code in details(product))
        return "" if digital or {"01", "02", "03"} & set(contents(product)) else "form-not-e-material"
    if form.startswith("V") and form not in DISC_VIDEO_FORMS:
        return "" if VIDEO_FILES & set(details(product)) else "form-not-e-material"
    return "form-is-licence" if form.startswith("L") else "form-not-e-material"


def media(product: Product) -> Media:
    """The media that a vendor file selects by."""
    name = form_name(product)
    return next((media for start, media in BY_BEGINNING.items() if name.startswith(start)), Media.OTHER)


def form_name(product: Product) -> str:
    """The row of media_forms.csv without its file format: "ebook-unknown", "eaudiobook-other" and so on."""
    coded = details(product)
    daisy = {code for code in coded if code.startswith("A2")}
    if daisy:
        return "daisy-text" if daisy <= DAISY_TEXT else "daisy-audio"
    form = main_part(product).text("ProductForm")
    if form.startswith("A"):
        found = set(contents(product))
        return "streaming-music" if "03" in found and not found & SPOKEN else "eaudiobook-other"
    if form.startswith("V"):
        return "recorded-performance" if "27" in contents(product) else "streaming-film"
    name = _electronic(main_part(product).text("PrimaryContentType"), contents(product), coded)
    return _text_form(product, coded) if name == "ebook-unknown" else name


def details(product: Product) -> list[str]:
    """Every ProductFormDetail of the product and, when it is a bundle, of its parts."""
    detail = product.first("DescriptiveDetail")
    return [*detail.texts("ProductFormDetail"), *detail.texts("ProductPart/ProductFormDetail")]


def contents(product: Product) -> list[str]:
    """The content types of the product and of the parts of a bundle, the primary one first."""
    detail = product.first("DescriptiveDetail")
    paths = ("PrimaryContentType", "ProductContentType")
    return [code for node in (detail, *detail.all("ProductPart")) for path in paths for code in node.texts(path)]


def main_part(product: Product) -> Node:
    """The DescriptiveDetail, or in an all-digital bundle (form SG) its primary, else its first part."""
    detail = product.first("DescriptiveDetail")
    parts = detail.all("ProductPart") if detail.text("ProductForm") == "SG" else []
    return next((part for part in parts if part.has("PrimaryPart")), parts[0] if parts else detail)


def _electronic(primary: str, coded_contents: list[str], coded: list[str]) -> str:
    """An E form: the main content decides; without any, the file formats do; else it is text."""
    if primary in BY_CONTENT:
        return BY_CONTENT[primary]
    known = [code for code in coded_contents if code in BY_CONTENT and code != "07"]  # pictures do not decide
    if known:
        return BY_CONTENT["10" if "10" in known else known[0]]
    if not any(code.startswith("E1") for code in coded):
        if any(code.startswith("A1") for code in coded):
            return "eaudiobook-other"
        if VIDEO_FILES & set(coded):
            return "streaming-film"
    return "ebook-unknown"


def _text_form(product: Product, coded: list[str]) -> str:
    """Text, told apart by Thema and content type: comics, picture books, books with sound."""
    thema = [
        subject.text("SubjectCode")
        for subject in product.all("DescriptiveDetail/Subject")
        if subject.text("SubjectSchemeIdentifier") == "93"
    ]
    found = contents(product)
    if "44" in found or any(code.startswith("X") for code in thema):
        return "ebook-comic"
    if any(code.startswith("YBC") for code in thema):
        return "ebook-picturebook"
    return "ebook-with-audio" if "01" in found or "A305" in coded else "ebook-unknown"
