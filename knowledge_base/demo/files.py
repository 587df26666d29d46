"""Reads the data files beside this package, from a checkout or an installed wheel alike."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from knowledge_base.errors import SourceError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast, where it is built


def folder(*names: str) -> Traversable:
    """A folder or file of the demo shop's, such as `folder("data", "products")`."""
    return files("knowledge_base.demo").joinpath(*names)


def read_yaml(*names: str) -> Any:
    """What a YAML file below `data` holds.

    Raises:
        SourceError: it is missing or isn't YAML; names the file and, where known, the line.
    """
    source = folder("data", *names)
    try:
        return yaml.load(source.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 a safe loader, see above
    except (OSError, yaml.YAMLError) as error:
        raise SourceError(f"demo data {'/'.join(names)}: {error}") from error


def names(*path: str, suffix: str) -> list[str]:
    """The names of the files with this ending in a folder, sorted."""
    return sorted(entry.name for entry in folder(*path).iterdir() if entry.name.endswith(suffix))


def walk(*path: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Every file with one of these endings below a folder, by name, as its path from there and its bytes."""
    top = folder(*path)
    if not top.is_dir():
        return
    for entry in sorted(top.iterdir(), key=lambda found: found.name):
        if entry.is_dir():
            for name, content in walk(*path, entry.name, suffixes=suffixes):
                yield f"{entry.name}/{name}", content
        elif entry.name.endswith(suffixes):
            yield entry.name, entry.read_bytes()
