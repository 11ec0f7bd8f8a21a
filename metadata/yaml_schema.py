"""The JSON Schema of a kind of file that people write, for their editors: made from its model."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

_AMOUNT = {"type": "string", "pattern": r"^[0-9]+ ?[A-Za-z]+$"}  # 2GB, 12h: kept as a number


class _AsWritten(GenerateJsonSchema):
    """Values as they are written in the file, where that is otherwise than the model keeps them."""

    def function_before_schema(self, schema: Any) -> JsonSchemaValue:
        """A number that is made of "2GB" or "12h" may be written so."""
        made = super().function_before_schema(schema)
        return {"anyOf": [made, _AMOUNT]} if made.get("type") == "integer" else made

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never: a key is its own title."""
        return False

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        """The default of a plain value; that of a part is in its keys."""
        made = super().default_schema(schema)
        if isinstance(made.get("default"), dict):
            del made["default"]
        return made


def schema_of(model: type[BaseModel], title: str, named_by_file: str = "") -> str:
    """The schema as JSON with a line end; `named_by_file`: a key that the name of the file says."""
    schema = model.model_json_schema(schema_generator=_AsWritten)
    if named_by_file:
        del schema["properties"][named_by_file]
        schema["required"].remove(named_by_file)
    head = {"$schema": GenerateJsonSchema.schema_dialect, "title": title}
    rest = {key: each for key, each in schema.items() if key != "title"}
    return json.dumps(head | rest, indent=2, ensure_ascii=False) + "\n"
