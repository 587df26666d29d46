"""Forms in which what people type is compared: case, blanks, accents and width don't matter."""

from __future__ import annotations

import re
import unicodedata
from hmac import compare_digest

from knowledge_base.rows import fold_postcode
from knowledge_base.schema import Customer

_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_NUMBERED = re.compile(r"([a-z]+)(\d+)")


def fold_name(name: str) -> str:
    """A name's letters without case, accents and what stands between them."""
    bare = unicodedata.normalize("NFKD", name).casefold().translate(_STROKES)
    return "".join(mark for mark in unicodedata.normalize("NFKD", bare) if mark.isalnum())


def fold_email(email: str) -> str:
    """An e-mail address without blanks, width and case."""
    return "".join(unicodedata.normalize("NFKC", email).split()).casefold()


def fold_order(order: str) -> str:
    """An order number's letters and digits."""
    return "".join(mark for mark in unicodedata.normalize("NFKC", order).casefold() if mark.isalnum())


def order_ids(order: str) -> tuple[str, ...]:
    """The ids that a typed order number may stand for: "#w12 34", "W1234" and "w-1234" are one number."""
    typed = "".join(unicodedata.normalize("NFKC", order).split()).lstrip("#")
    folded = fold_order(order)
    bodies = [typed, folded, *([f"{match[1]}-{match[2]}"] if (match := _NUMBERED.fullmatch(folded)) else [])]
    cased = [form for body in bodies if body for form in (body, body.upper(), body.lower())]
    return tuple(dict.fromkeys(form for one in cased for form in (one, f"#{one}")))


def digits(text: str) -> str:
    """The digits of a code in any script and width, as ASCII; "" where there is anything else than separators."""
    found = ""
    for mark in text.strip():
        if mark.isdecimal():
            found += str(unicodedata.decimal(mark))
        elif not (mark.isspace() or mark in "-.·–—"):
            return ""
    return found


def same_name(customer: Customer, name: str) -> bool:
    """Whether a name is the customer's, in either order."""
    first, last = fold_name(customer.first_name), fold_name(customer.last_name)
    typed = fold_name(name)
    either = [same(first + last, typed), same(last + first, typed)]
    return any(either) and bool(typed)


def same_postcode(customer: Customer, postcode: str) -> bool:
    """Whether a postcode is the customer's; of a nine-digit one the first five are enough."""
    own = fold_postcode(customer.address.postcode if customer.address else "")
    either = [same(own, typed) for typed in postcodes(postcode)]
    return any(either) and bool(own)


def postcodes(postcode: str) -> tuple[str, ...]:
    """The stored forms that a typed postcode may stand for."""
    folded = fold_postcode(postcode)
    return (folded, folded[:5]) if len(folded) == 9 and folded.isdecimal() else (folded,)


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, found out in a time that does not tell how much of them is."""
    return compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
