"""The JSON Schema of a preset's file, for editors: made from the table of parameters."""

from typing import Any

from . import preset, spec


def schema() -> dict[str, Any]:
    """The schema as plain data. It is stricter about values than the app, which tells of them."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Seedance Desktop preset",
        "type": "object",
        "additionalProperties": False,
        "required": ["version", "request"],
        "properties": {
            "$schema": {"type": "string"},
            "version": {"const": preset.VERSION},
            "name": {
                "type": "string",
                "minLength": 1,
                "maxLength": preset.MAX_NAME,
                "description": "As it is listed. Without one, the file's name is used.",
            },
            "notes": {
                "type": "string",
                "maxLength": preset.MAX_NOTES,
                "description": "For the person; never sent.",
            },
            "request": {
                "type": "object",
                "description": "The fields that the preset sets; the others stay as they are.",
                "additionalProperties": False,
                "properties": _fields(),
            },
        },
    }


def _fields() -> dict[str, Any]:
    made: dict[str, Any] = {
        spec.PROMPT.name: {
            "type": "string",
            "maxLength": preset.MAX_PROMPT,
            "description": (
                f"{spec.PROMPT.help} {{{{name=default}}}} becomes a small field above it; a line "
                "that begins with “// ” is not sent."
            ),
        }
    }
    for choice in spec.CHOICES:
        made[choice.name] = {
            "enum": list(choice.values),
            "default": choice.default,
            "description": choice.label,
        }
    made[spec.DURATION.name] = {
        "type": "integer",
        "minimum": spec.DURATION.minimum,
        "maximum": spec.DURATION.maximum,
        "default": spec.DURATION.default,
        "description": f"{spec.DURATION.label} in seconds.",
    }
    for references in spec.REFERENCES:
        made[references.name] = {
            "type": "array",
            "maxItems": references.maximum,
            "items": {"type": "string", "format": "uri"},
            "description": f"{references.label}: public links, in the order the prompt counts.",
        }
    return made
