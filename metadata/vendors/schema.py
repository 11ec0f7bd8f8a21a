"""The JSON Schema of a vendor file, kept in schemas/vendor.schema.json."""

from __future__ import annotations

from metadata.vendors import Vendor
from metadata.yaml_schema import schema_of


def vendor_schema() -> str:
    """The schema as JSON with a line end."""
    return schema_of(Vendor, "Vendor file (schemas/vendors/<vendor>.yml)", "id")
