"""Garments laid flat: cuts turned into outlines, with sleeves, collars, seams, folds and patterns.

The sheet is 1000 × 1250 units; a garment is symmetrical about x = 500.
"""

from __future__ import annotations

from dataclasses import dataclass

from knowledge_base.demo.draw.svg import linear, shade

MIDDLE = 500
BRASS = "#c99a4b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The half-widths and heights of a top or dress, in units."""

    top: int = 190  # where the neck meets the shoulder
    neck: int = 92  # half-width of the neck opening
    dip: int = 70  # depth of the neckline
    shoulder: int = 218
    drop: int = 52  # how far the shoulder falls
    chest: int = 232
    waist: int = 226
    hem: int = 232
    length: int = 800  # from top to hem
    sleeve: str = "short"  # none, straps, short, threequarter, long
    kid: bool = False

    @property
    def bottom(self) -> int:
        """Where the hem lies."""
        return self.top + self.length

    @property
    def armpit(self) -> int:
        """Where the sleeve meets the side."""
        return self.top + self.drop + 190


def mirrored(half: str) -> str:
    """A drawing of the right half together with its mirror image."""
    return f'{half}<g transform="translate({2 * MIDDLE} 0) scale(-1 1)">{half}</g>'


def torso(cut: Cut, neckline: str = "round") -> str:
    """The outline of the body as a path."""
    x = MIDDLE
    dip = {"round": cut.dip, "v": cut.dip * 2.4, "boat": cut.dip * 0.45, "square": cut.dip}[neckline]
    neck = cut.neck * (1.35 if neckline == "boat" else 1)
    if neckline == "v":
        line = f"L{x} {cut.top + dip} L{x + neck} {cut.top}"
    else:
        line = f"C{x - neck * 0.75} {cut.top + dip * 1.3} {x + neck * 0.75} {cut.top + dip * 1.3} {x + neck} {cut.top}"
    middle = (cut.armpit + cut.bottom) / 2
    return (
        f"M{x - neck} {cut.top} {line} L{x + cut.shoulder} {cut.top + cut.drop} "
        f"Q{x + cut.shoulder - 22} {cut.armpit - 70} {x + cut.chest} {cut.armpit} "
        f"Q{x + cut.waist} {middle} {x + cut.hem} {cut.bottom} "
        f"Q{x} {cut.bottom + 16} {x - cut.hem} {cut.bottom} "
        f"Q{x - cut.waist} {middle} {x - cut.chest} {cut.armpit} "
        f"Q{x - cut.shoulder + 22} {cut.armpit - 70} {x - cut.shoulder} {cut.top + cut.drop} Z"
    )


def sleeve(cut: Cut) -> str:
    """The outline of the right sleeve as a path, "" without sleeves."""
    reach = {"short": (112, 226, 108), "threequarter": (168, 470, 84), "long": (196, 660, 66)}.get(cut.sleeve)
    if reach is None:
        return ""
    out, down, width = reach
    x, y = MIDDLE + cut.shoulder, cut.top + cut.drop
    end_x, end_y = x + out, y + down
    return (
        f"M{x - 8} {y - 2} Q{x + 40} {y + 10} {x + 62} {y + 70} L{end_x} {end_y} "
        f"L{end_x - width} {end_y + width * 0.28} "
        f"L{MIDDLE + cut.chest - 4} {cut.armpit + 4} Q{x - 26} {cut.armpit - 60} {x - 8} {y - 2} Z"
    )


def cuff(cut: Cut, paint: str) -> str:
    """A ribbed band at the end of the right sleeve."""
    if cut.sleeve != "long":
        return ""
    x, y = MIDDLE + cut.shoulder + 196, cut.top + cut.drop + 660
    band = f"M{x - 13} {y - 46} L{x + 2} {y} L{x - 64} {y + 20} L{x - 80} {y - 26} Z"
    return f'<path d="{band}" fill="{shade(paint, -0.12)}"/>' + "".join(
        f'<path d="M{x - 22 - 13 * i} {y - 40 + 4 * i} l14 44" stroke="{shade(paint, -0.3)}" stroke-width="2.5" opacity=".6"/>'
        for i in range(5)
    )


def cloth(name: str, paint: str) -> str:
    """The gradient of lit cloth, a little darker at the sides."""
    return linear(
        name,
        (0, shade(paint, -0.16)),
        (0.18, paint),
        (0.42, shade(paint, 0.1)),
        (0.62, paint),
        (0.86, shade(paint, -0.06)),
        (1, shade(paint, -0.2)),
    )


def folds(cut: Cut) -> str:
    """Soft creases that make a flat garment look worn once."""
    x, low = MIDDLE, cut.bottom
    lines = [
        f"M{x + cut.chest - 26} {cut.armpit + 18} q-60 60 -118 76",
        f"M{x + cut.chest - 20} {cut.armpit + 52} q-40 70 -76 96",
        f"M{x + cut.hem - 60} {low - 20} q-16 -150 10 -250",
        f"M{x + 70} {low - 14} q-20 -90 -6 -160",
    ]
    half = "".join(
        f'<path d="{line}" fill="none" stroke="#000" stroke-width="9" stroke-linecap="round" opacity=".055"/>'
        for line in lines
    )
    return mirrored(half)


def pattern(name: str, kind: str, paint: str) -> str:
    """A repeating pattern in a shade that suits the cloth: stripes, pinstripes, check, floral, knit, cord, denim."""
    light = sum(int(paint[at : at + 2], 16) for at in (1, 3, 5)) > 470
    ink = "#2c3f66" if light else "#f3efe4"
    dark, pale = shade(paint, -0.34), shade(paint, 0.34)
    tiles = {
        "stripes": (60, 58, f'<rect y="18" width="60" height="20" fill="{ink}"/>'),
        "pinstripes": (
            22,
            22,
            f'<rect x="8" width="6" height="22" fill="{"#ffffff" if not light else shade(paint, -0.3)}" opacity=".7"/>',
        ),
        "check": (
            96,
            96,
            (
                f'<rect width="36" height="96" fill="{dark}" opacity=".5"/><rect width="96" height="36" fill="{dark}" opacity=".5"/>'
                f'<rect x="62" width="5" height="96" fill="{pale}"/><rect y="62" width="96" height="5" fill="{pale}"/>'
            ),
        ),
        "floral": (120, 120, _flower(30, 34, paint, ink) + _flower(92, 90, paint, ink, size=0.75)),
        "knit": (
            16,
            18,
            f'<path d="M0 0 L8 9 L16 0 M0 9 L8 18 L16 9" fill="none" stroke="{dark}" stroke-width="1.6" opacity=".4"/>',
        ),
        "cord": (14, 14, f'<rect width="4" height="14" fill="{dark}" opacity=".35"/>'),
        "denim": (8, 8, f'<path d="M0 8 L8 0" stroke="{pale}" stroke-width="1.1" opacity=".4"/>'),
    }
    width, height, inner = tiles[kind]
    return f'<pattern id="{name}" width="{width}" height="{height}" patternUnits="userSpaceOnUse">{inner}</pattern>'


def _flower(x: float, y: float, paint: str, ink: str, *, size: float = 1.0) -> str:
    petals = "".join(
        f'<ellipse cx="0" cy="-11" rx="6.5" ry="10" fill="{ink}" transform="rotate({turn})"/>'
        for turn in range(0, 360, 72)
    )
    leaf = f'<path d="M8 16 q14 2 18 16 q-16 -2 -18 -16Z" fill="{shade(paint, -0.4)}"/>'
    return f'<g transform="translate({x} {y}) scale({size})">{leaf}{petals}<circle r="5" fill="#e8b23c"/></g>'


def zip_line(top: float, bottom: float, *, metal: str = "#c9ced6") -> str:
    """A zip down the middle with its pull."""
    return (
        f'<rect x="{MIDDLE - 7}" y="{top}" width="14" height="{bottom - top}" fill="#3a3733" opacity=".75"/>'
        f'<path d="M{MIDDLE} {top} V{bottom}" stroke="{metal}" stroke-width="7" stroke-dasharray="5 4"/>'
        f'<rect x="{MIDDLE - 8}" y="{top + 6}" width="16" height="40" rx="6" fill="{metal}"/>'
    )


def buttons(top: float, bottom: float, count: int, *, paint: str = "#f3ead8", x: float = MIDDLE) -> str:
    """A row of buttons."""
    step = (bottom - top) / max(count - 1, 1)
    return "".join(
        f'<g><circle cx="{x}" cy="{top + step * i}" r="11" fill="{paint}" stroke="#0004" stroke-width="2"/>'
        f'<circle cx="{x - 3}" cy="{top + step * i}" r="2" fill="#0007"/><circle cx="{x + 3}" cy="{top + step * i}" r="2" fill="#0007"/></g>'
        for i in range(count)
    )


def stitch(line: str, *, paint: str = "#000", opacity: float = 0.25) -> str:
    """A row of stitches along a path."""
    return (
        f'<path d="{line}" fill="none" stroke="{paint}" stroke-width="2.4" stroke-dasharray="9 6" opacity="{opacity}"/>'
    )


def patch(x: float, y: float, width: float, height: float, paint: str, *, flap: bool = False) -> str:
    """A patch pocket."""
    low = y + height
    pocket = (
        f'<path d="M{x} {y} h{width} V{low - 26} L{x + width / 2} {low} L{x} {low - 26}Z" fill="#000" fill-opacity=".05" '
        f'stroke="{shade(paint, -0.3)}" stroke-width="2.5"/>'
    )
    cover = (
        f'<path d="M{x - 4} {y - 4} h{width + 8} v34 L{x + width / 2} {y + 54} L{x - 4} {y + 30}Z" fill="{shade(paint, -0.08)}" '
        f'stroke="{shade(paint, -0.3)}" stroke-width="2.5"/><circle cx="{x + width / 2}" cy="{y + 34}" r="7" fill="{BRASS}"/>'
    )
    return pocket + (cover if flap else "")
