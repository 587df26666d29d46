"""A shop's colour made legible, by the contrast of WCAG 2.2. The widget does the same for itself."""

from __future__ import annotations

_WHITE, _INK = "#ffffff", "#111827"
_PAPER, _NIGHT = "#f0ece5", "#232831"  # the surfaces of shop.css that are hardest to read on
_NEEDED = 4.5


def luminance(colour: str) -> float:
    """Relative luminance of a `#rrggbb`, 0..1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1..21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def legible(colour: str, surface: str) -> str:
    """The colour, moved towards black or white until it can be read on a surface."""
    target = 0 if luminance(surface) > 0.18 else 255
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    for step in range(26):
        mixed = "#" + "".join(f"{round(part + (target - part) * step / 25):02x}" for part in parts)
        if contrast(mixed, surface) >= _NEEDED:
            return mixed
    return "#000000" if target == 0 else _WHITE


def palette(brand: str) -> dict[str, str]:
    """CSS custom properties for a page in this colour."""
    on_brand = next((ink for ink in (_WHITE, _INK) if contrast(ink, brand) >= _NEEDED), "#000000")
    return {
        "--brand": brand,
        "--on-brand": on_brand,
        "--accent-light": legible(brand, _PAPER),
        "--accent-dark": legible(brand, _NIGHT),
    }
