"""Reads Google Merchant feeds in XML: RSS 2.0 and Atom, with the g: namespace."""

from __future__ import annotations

from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from knowledge_base.errors import SourceError
from knowledge_base.ingest.rows import LONGEST_CELL, RawRows, Reject, Row

_ITEMS = {"item", "entry", "product", "offer"}
_MOST_DEEP = 60


def read_feed(file: BinaryIO) -> RawRows:
    """The items of a feed as rows: tag → text, a list where a tag comes again.

    Raises:
        SourceError: it is no XML, defines entities, or holds no items.
    """
    number = depth = 0
    root: Element | None = None
    try:
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=False):
            if event == "start":
                root = element if root is None else root
                depth += 1
                if depth > _MOST_DEEP:
                    raise SourceError(f"its XML is nested more than {_MOST_DEEP} deep")
                continue
            depth -= 1
            if _name(element) in _ITEMS and len(element):
                number += 1
                yield _item(number, element)
                element.clear()
                if root is not None and number % 100 == 0:
                    _drop_read(root)
    except ParseError as error:
        raise SourceError(f"it is no XML from line {error.position[0]} on: {error}") from error
    except DefusedXmlException as error:
        raise SourceError("its XML defines entities, which can be a bomb; they are refused") from error
    except (ValueError, LookupError) as error:  # an encoding that is not there, or bytes outside it
        raise SourceError(f"it is no XML: {error}") from error
    if not number:
        raise SourceError("it is XML, but holds no <item> or <entry> of a product feed")


def _item(number: int, element: Element) -> Row | Reject:
    values: dict[str, Any] = {}
    for child in element:
        name = _name(child).replace("_", " ")
        said = (child.text or "").strip() or (child.get("href") or "").strip()
        if len(child):
            continue  # shipping, tax and their like describe terms, not the product
        if len(said) > LONGEST_CELL:
            return Reject(number, f"a cell holds at most {LONGEST_CELL:,} characters", name, said[:60], values)
        if name not in values:
            values[name] = said
        elif isinstance(values[name], list):
            values[name].append(said)
        else:
            values[name] = [values[name], said]
    return Row(number, values)


def _name(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _drop_read(root: Element) -> None:
    """Forget items already handed on, which their parents still hold."""
    for parent in [root, *root]:
        for child in [each for each in parent if _name(each) in _ITEMS and not len(each)]:
            parent.remove(child)
