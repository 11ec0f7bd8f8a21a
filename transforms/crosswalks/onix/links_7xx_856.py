"""Other forms of the title (776) and its cover (856 42); links to the title are made at publication."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.identifiers import RELATED_FORMS, is_print, isbns
from transforms.crosswalks.onix.notes_5xx import is_for_libraries
from transforms.formats.onix import Node, Product
from transforms.record import Field

BY_FORM = {"B": "print", "E": "ebook", "A": "audiobook"}  # list 150, first letter
BY_RELATION = {"13": "print", "14": "ebook", "15": "ebook", "27": "ebook"}  # list 51
COVERS = ("01", "27", "29")  # list 158: front cover, its thumbnail, the full cover
IMAGE_FORMATS = {"D501": "image/gif", "D502": "image/jpeg", "D503": "image/png"}  # list 178
FILE_FORMAT = "01"  # list 162


def other_forms_776(product: Product, context: Context) -> list[Field]:
    """776 08: the ISBNs of the same content in other forms, printed ones included."""
    own = {each.digits for each in isbns(product)}
    fields = []
    for related in product.all("RelatedMaterial/RelatedProduct"):
        relations = [code for code in related.texts("ProductRelationCode") if code in RELATED_FORMS]
        if not relations:
            continue
        label = context.words[_kind(related, relations[0])]
        numbers = [each for each in isbns(related) if each.valid and (each.digits not in own or is_print(related))]
        fields += [Field.data("776", "08", "i", label, "z", each.written) for each in numbers]
    return list(dict.fromkeys(fields))


def _kind(related: Node, relation: str) -> str:
    """What the related product is, as a key of the wording: by its form, else by the relation."""
    form = related.text("ProductForm")
    return BY_FORM.get(form[:1], "") or BY_RELATION.get(relation, "other-form")


def cover_856(product: Product, context: Context) -> list[Field]:
    """856 42: the front cover, where the vendor's licence lets us."""
    if not context.profile.covers:
        return []
    resources = [each for each in product.all("CollateralDetail/SupportingResource") if is_for_libraries(each)]
    for kind in COVERS:
        for resource in resources:
            version = resource.first("ResourceVersion")
            link = version.text("ResourceLink")
            if resource.text("ResourceContentType") != kind or not link:
                continue
            if not link.lower().startswith(("https://", "http://")):  # "javascript:" and other harm
                context.note("X02", "CollateralDetail/SupportingResource/ResourceVersion/ResourceLink", link)
                continue
            parts = ("3", context.words["cover"], "u", link, "q", _image_format(version))
            return [Field.data("856", "42", *parts)]
    return []


def _image_format(version: Node) -> str:
    """The media type of an image file, or ""."""
    return next(
        (
            IMAGE_FORMATS.get(each.text("FeatureValue"), "")
            for each in version.all("ResourceVersionFeature")
            if each.text("ResourceVersionFeatureType") == FILE_FORMAT
        ),
        "",
    )
