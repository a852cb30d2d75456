"""Write ``resources/presets/preset.schema.json`` anew from the table of parameters."""

from __future__ import annotations

import json
from pathlib import Path

from seedance_desktop.core.preset_schema import schema

FILE = Path(__file__).resolve().parent.parent / "resources" / "presets" / "preset.schema.json"


def text() -> str:
    """What the file should hold."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
