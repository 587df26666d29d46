"""What the drawings of all departments share: the sheet, light and shadow, colours, and the table of kinds.

A drawing function gets a `Subject` and returns the SVG elements of one product, drawn on a sheet of 1000 × 1000 units
(garments: 1000 × 1250) and standing or lying around its middle. The sheet adds the background and the soft shadow.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge_base.demo.words import vocabulary

NEUTRAL = "#b9a78e"  # for products that come in no colour


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be drawn: one product in one colour."""

    id: str
    kind: str
    colour: str  # of the palette, "" where the product has none
    details: Mapping[str, Any] = field(default_factory=dict)  # the article's `picture`

    @property
    def paint(self) -> str:
        """The product's colour as #rrggbb."""
        return vocabulary().colours[self.colour].hex if self.colour else NEUTRAL


Drawing = Callable[[Subject], str]
DRAWINGS: dict[str, Drawing] = {}


def draws(*kinds: str) -> Callable[[Drawing], Drawing]:
    """Register a function as the drawing of these kinds of product."""

    def register(drawing: Drawing) -> Drawing:
        for kind in kinds:
            if kind in DRAWINGS:
                raise ValueError(f"kind {kind!r} is drawn twice: {DRAWINGS[kind].__name__} and {drawing.__name__}")
            DRAWINGS[kind] = drawing
        return drawing

    return register


def shade(paint: str, by: float) -> str:
    """A colour made lighter (by > 0, up to 1: white) or darker (by < 0, down to -1: black)."""
    red, green, blue = (int(paint[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light + (1 - light) * by if by > 0 else light * (1 + by)
    saturation *= 1 if by > 0 else 1 + by * 0.9  # shadows of pale cloth are grey, not golden
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, light, saturation))


def linear(name: str, *stops: tuple[float, str], angle: int = 0) -> str:
    """A gradient to be used as `fill="url(#name)"`: from left to right, turned by `angle` degrees (90: downwards)."""
    inner = "".join(f'<stop offset="{offset}" stop-color="{paint}"/>' for offset, paint in stops)
    return f'<linearGradient id="{name}" gradientTransform="rotate({angle},.5,.5)">{inner}</linearGradient>'


def radial(name: str, *stops: tuple[float, str], cx: float = 0.35, cy: float = 0.3, r: float = 0.8) -> str:
    """A round gradient to be used as `fill="url(#name)"`; centre and radius in shares of the shape."""
    inner = "".join(f'<stop offset="{offset}" stop-color="{paint}"/>' for offset, paint in stops)
    return f'<radialGradient id="{name}" cx="{cx}" cy="{cy}" r="{r}">{inner}</radialGradient>'


def round_body(name: str, paint: str) -> str:
    """A gradient that makes a shape look like a cylinder lit from the left."""
    return linear(
        name,
        (0, shade(paint, -0.18)),
        (0.22, shade(paint, 0.22)),
        (0.5, paint),
        (0.85, shade(paint, -0.28)),
        (1, shade(paint, -0.36)),
    )


def flat_body(name: str, paint: str) -> str:
    """A gradient that makes a flat surface look lit from above."""
    return linear(name, (0, shade(paint, 0.12)), (1, shade(paint, -0.12)), angle=90)


def sheet(
    drawing: str, *, width: int = 1000, height: int = 1000, tone: str = "#f5f2ec", ground: float | None = None
) -> str:
    """A whole SVG: a light backdrop, a soft shadow below the product, the product.

    Args:
        drawing: the product's elements.
        width: of the sheet, in units.
        height: of the sheet, in units.
        tone: colour of the backdrop.
        ground: where a standing product touches the ground; None for what lies flat.
    """
    floor = (
        ""
        if ground is None
        else f'<ellipse cx="{width / 2}" cy="{ground}" rx="{width * 0.3}" ry="26" fill="#3b2f22" opacity=".28" '
        'filter="url(#soft)"/>'
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">
<defs>
<radialGradient id="backdrop" cx=".5" cy=".42" r=".75"><stop offset="0" stop-color="{shade(tone, 0.5)}"/>
<stop offset="1" stop-color="{shade(tone, -0.045)}"/></radialGradient>
<filter id="soft" x="-50%" y="-200%" width="200%" height="500%"><feGaussianBlur stdDeviation="22"/></filter>
<filter id="lift" x="-20%" y="-20%" width="140%" height="140%">
<feDropShadow dx="0" dy="10" stdDeviation="12" flood-color="#3b2f22" flood-opacity=".22"/></filter>
<filter id="cloth" x="0" y="0" width="100%" height="100%">
<feTurbulence type="fractalNoise" baseFrequency=".9" numOctaves="2" seed="3"/>
<feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0 0 0 .16 0"/><feComposite operator="in" in2="SourceGraphic"/>
<feBlend in2="SourceGraphic" mode="multiply"/></filter>
</defs>
<rect width="{width}" height="{height}" fill="url(#backdrop)"/>{floor}
<g filter="url(#lift)">{drawing}</g></svg>"""
