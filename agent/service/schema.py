"""The wire protocol as a JSON Schema: `python -m agent.service.schema docs/protocol.schema.json` writes it anew."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter

from agent.service.frames import VERSION, ClientFrame, ServerFrame


def build() -> dict[str, Any]:
    """The schema of every frame; `$defs/ClientFrame` and `$defs/ServerFrame` hold the two directions."""
    defs: dict[str, Any] = {}
    sides: list[tuple[str, TypeAdapter[Any]]] = [
        ("ClientFrame", TypeAdapter(ClientFrame)),
        ("ServerFrame", TypeAdapter(ServerFrame)),
    ]
    for name, adapter in sides:
        schema = adapter.json_schema(ref_template="#/$defs/{model}")
        defs |= schema.pop("$defs")
        defs[name] = schema
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Xiaoer chat protocol, version {VERSION}",
        "description": "JSON text frames on /ws/chat.",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name, _ in sides],
        "$defs": dict(sorted(defs.items())),
    }


def text() -> bytes:
    """The schema as the file holds it."""
    return orjson.dumps(build(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(text())
