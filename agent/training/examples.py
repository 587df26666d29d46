"""Reads examples of intents from YAML files that a shop can edit, one intent a file.

```yaml
intent: gift_card
description: The customer asks about gift cards.
examples: # by language
  en:
  - do you sell gift cards
  zh:
  - 有礼品卡卖吗
```

"{product}" in an example stands for anything that a shop sells: `fill` puts several products in its place. Files of
several folders are joined: a shop adds examples to an intent of ours, or an intent of its own.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from agent.errors import AgentError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_FIELDS = ("intent", "description", "examples")
_LONGEST = 1000
_SLOT = "{product}"


class ExamplesError(AgentError):
    """A data file is wrong; the message says the file, the line and what was expected."""


@dataclass(frozen=True, slots=True)
class Example:
    """One message with what it wants."""

    text: str
    intent: str
    language: str = ""
    template: str = ""  # what it was made of by filling in a product
    strange: bool = False  # filled in with a product that no other kind of example names


def read_folders(folders: Sequence[Path]) -> list[Example]:
    """All examples below these folders, ordered by file name; the same text for the same intent counts once.

    Raises:
        ExamplesError: a folder holds no data file, a file is not as it must be, or two intents claim the same text.
    """
    found: dict[str, tuple[Example, str]] = {}
    for folder in folders:
        for path in _data_files(folder):
            for example, line in _read_file(path):
                where = f"{path}, line {line}"
                key = " ".join(example.text.casefold().split())
                other, other_place = found.setdefault(key, (example, where))
                if other.intent != example.intent:
                    raise ExamplesError(
                        f"{where}: {example.text!r} is an example of {example.intent}, but of {other.intent} in "
                        f"{other_place}; expected one intent for one text"
                    )
    return [example for example, _ in found.values()]


def fill(examples: Iterable[Example], nouns: Mapping[str, str], *, times: int = 6) -> list[Example]:
    """Examples with {product} in them, each with several products in its place; the same ones every time.

    Args:
        examples: what to fill; those without {product} stay as they are.
        nouns: English names of products with the Chinese ones.
        times: how many examples one becomes; one of them with a `strange` product.
    """
    words = {language: _apart(list(found)) for language, found in (("zh", nouns.values()), ("en", nouns))}
    filled: list[Example] = []
    for example in examples:
        if _SLOT not in example.text:
            filled.append(example)
            continue
        choice = random.Random(example.text)
        usual, strange = words.get(example.language, words["en"])
        made = {_filled(example.text, usual, choice): False for _ in range(times - 1)}
        made[_filled(example.text, strange, choice)] = True
        filled += [Example(text, example.intent, example.language, example.text, odd) for text, odd in made.items()]
    return filled


def _apart(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Four fifths and one fifth of the words."""
    return [word for place, word in enumerate(words) if place % 5], words[::5]


def _filled(text: str, words: Sequence[str], choice: random.Random) -> str:
    while _SLOT in text:
        text = text.replace(_SLOT, choice.choice(words), 1)
    return text


def fingerprint(examples: Iterable[Example]) -> str:
    """A sha256 that changes with any text, intent or language."""
    digest = hashlib.sha256()
    for example in examples:
        digest.update(f"{example.intent}\t{example.language}\t{example.text}\n".encode())
    return digest.hexdigest()


def _data_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ExamplesError(f"{folder} is not a folder; expected one with *.yaml files of intents")
    paths = sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")])
    if not paths:
        raise ExamplesError(f"{folder} holds no *.yaml file; expected one for each intent")
    return paths


def _read_file(path: Path) -> Iterator[tuple[Example, int]]:
    """The examples of one file with their lines."""
    root = _compose(path)
    fields = dict(_entries(path, root, f"the fields {', '.join(_FIELDS)}"))
    for name, (node, _) in fields.items():
        if name not in _FIELDS:
            raise _wrong(path, node, f"field {name!r} is not known; expected {', '.join(_FIELDS)}")
    if missing := {"intent", "examples"} - fields.keys():
        raise _wrong(path, root, f"{' and '.join(sorted(missing))} missing; expected intent and examples")
    intent = _text(path, fields["intent"][1], "the intent's name")
    if not _NAME.fullmatch(intent):
        raise _wrong(path, fields["intent"][1], f"intent is {intent!r}; expected small letters, digits and _")
    for language, (key, texts) in _entries(path, fields["examples"][1], "languages, such as en: and zh:"):
        if not _LANGUAGE.fullmatch(language):
            raise _wrong(path, key, f"language is {language!r}; expected a tag of two or three letters, such as en")
        for text, line in _texts(path, texts):
            yield Example(text, intent, language), line


def _compose(path: Path) -> yaml.Node:
    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ExamplesError(
            f"{path}, line {line}: not YAML ({error.problem}); expected an intent's examples"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ExamplesError(f"{path}: not a UTF-8 text file in YAML ({error})") from error
    if root is None:
        raise ExamplesError(f"{path}, line 1: the file is empty; expected the fields {', '.join(_FIELDS)}")
    return root


def _texts(path: Path, texts: yaml.Node) -> Iterator[tuple[str, int]]:
    if not isinstance(texts, yaml.SequenceNode):
        raise _wrong(path, texts, "expected a list of examples, each line beginning with '- '")
    for node in texts.value:
        text = " ".join(_text(path, node, "an example").split())
        if not 0 < len(text) <= _LONGEST:
            raise _wrong(path, node, f"an example has {len(text)} characters; expected 1 to {_LONGEST}")
        yield text, node.start_mark.line + 1


def _entries(path: Path, node: yaml.Node, expected: str) -> Iterator[tuple[str, tuple[yaml.Node, yaml.Node]]]:
    if not isinstance(node, yaml.MappingNode):
        raise _wrong(path, node, f"expected {expected}")
    seen: set[str] = set()
    for key, value in node.value:
        name = _text(path, key, "a name")
        if name in seen:
            raise _wrong(path, key, f"{name!r} is given twice; expected each name once")
        seen.add(name)
        yield name, (key, value)


def _text(path: Path, node: yaml.Node, what: str) -> str:
    """The scalar as it was written: an unquoted yes or 88 is a text here, not a boolean or a number."""
    if not isinstance(node, yaml.ScalarNode):
        raise _wrong(
            path,
            node,
            f"{what} is a {type(node).__name__[:-4].lower()}; expected a text (put it in quotes if it holds a colon)",
        )
    return str(node.value)


def _wrong(path: Path, node: yaml.Node, problem: str) -> ExamplesError:
    return ExamplesError(f"{path}, line {node.start_mark.line + 1}: {problem}")
