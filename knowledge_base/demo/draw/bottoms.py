"""Drawings of the clothing department: skirts, trousers and shorts, laid flat."""

from __future__ import annotations

from knowledge_base.demo.draw.garments import BRASS, MIDDLE, buttons, cloth, mirrored, patch, pattern, stitch
from knowledge_base.demo.draw.svg import Subject, draws, shade


@draws("skirt")
def skirt(subject: Subject) -> str:
    """A skirt with pleats or a row of buttons."""
    details, paint = subject.details, subject.paint
    mini = details.get("length") == "mini"
    x, high, low, flare = MIDDLE, (300 if mini else 170), (920 if mini else 1090), (270 if mini else 330)
    outline = (
        f"M{x - 160} {high} Q{x} {high + 20} {x + 160} {high} L{x + flare} {low} Q{x} {low + 44} {x - flare} {low}Z"
    )
    art = ""
    if details.get("pleats"):
        art = "".join(
            f'<path d="M{x + at * 0.48} {high + 40} L{x + at} {low + 34 - abs(at) * 0.1}" stroke="{shade(paint, -0.35)}" stroke-width="4" opacity=".7"/>'
            f'<path d="M{x + at * 0.48 + 6} {high + 40} L{x + at + 16} {low + 30 - abs(at) * 0.1}" stroke="#fff" stroke-width="9" opacity=".13"/>'
            for at in range(-290, 291, 58)
        )
    if details.get("buttons"):
        art = f'<path d="M{x - 26} {high + 10} V{low + 20} M{x + 26} {high + 10} V{low + 20}" stroke="{shade(paint, -0.3)}" stroke-width="3"/>'
        art += (
            buttons(high + 70, low - 60, 7, paint="#5a4030")
            + patch(x + 84, high + 130, 110, 130, paint)
            + patch(x - 194, high + 130, 110, 130, paint)
        )
    fabric = "cord" if details.get("buttons") else ""
    band = f'<path d="M{x - 160} {high} Q{x} {high + 20} {x + 160} {high} L{x + 168} {high + 44} Q{x} {high + 66} {x - 168} {high + 44}Z" fill="{shade(paint, -0.12)}" stroke="{shade(paint, -0.3)}" stroke-width="3"/>'
    return bottoms(outline, paint, fabric, art + band)


@draws("trousers", "jeans", "shorts")
def trousers(subject: Subject) -> str:
    """Trousers or shorts: waistband, fly, pockets and the crease between the legs."""
    details, paint = subject.details, subject.paint
    short = subject.kind == "shorts"
    x, high, low = MIDDLE, (300 if short else 120), (860 if short else 1160)
    outer = 250 if short else 270 if details.get("wide") else 190 if subject.kind == "jeans" else 172
    inner = 30 if short else 34 if details.get("wide") else 62
    crotch = high + 330
    half_width = 196
    outline = (
        f"M{x - 160} {high} H{x + 160} Q{x + half_width} {high + 200} {x + half_width + 6} {crotch - 60} L{x + outer} {low} H{x + inner} "
        f"L{x} {crotch} L{x - inner} {low} H{x - outer} L{x - half_width - 6} {crotch - 60} Q{x - half_width} {high + 200} {x - 160} {high}Z"
    )
    denim = subject.kind == "jeans"
    thread = BRASS if denim else shade(paint, -0.35)
    art = _waist(x, high, paint, drawstring=bool(details.get("drawstring")))
    art += stitch(
        f"M{x + 8} {high + 50} V{high + 210} Q{x + 4} {high + 250} {x - 34} {high + 262}", paint=thread, opacity=0.8
    )
    art += mirrored(
        stitch(f"M{x + 84} {high + 48} Q{x + 110} {high + 150} {x + 192} {high + 160}", paint=thread, opacity=0.9)
    )
    art += f'<path d="M{x} {high + 50} V{crotch}" stroke="{shade(paint, -0.3)}" stroke-width="3"/>'
    if details.get("cargo"):
        art += mirrored(patch(x + 86, crotch + 60, 110, 150, paint, flap=True))
    if details.get("zips"):
        art += mirrored(
            f'<path d="M{x + 34} {crotch + 260} L{x + 190} {crotch + 250}" stroke="#2d2a27" stroke-width="9"/>'
        )
    art += mirrored(stitch(f"M{x + inner + 4} {low - 24} H{x + outer - 4}", paint=thread, opacity=0.7))
    if not denim:
        art += mirrored(
            f'<path d="M{x + 104} {high + 120} L{x + (outer + inner) / 2} {low - 10}" stroke="#fff" stroke-width="7" opacity=".14"/>'
        )
    return bottoms(outline, paint, "denim" if denim else "", art)


def _waist(x: float, high: float, paint: str, *, drawstring: bool) -> str:
    band = f'<rect x="{x - 164}" y="{high - 6}" width="328" height="52" rx="6" fill="{shade(paint, -0.08)}" stroke="{shade(paint, -0.3)}" stroke-width="3"/>'
    if drawstring:
        gathers = "".join(
            f'<path d="M{x + at} {high} v40" stroke="{shade(paint, -0.3)}" stroke-width="3" opacity=".6"/>'
            for at in range(-150, 151, 15)
        )
        return (
            band
            + gathers
            + mirrored(
                f'<path d="M{x + 8} {high + 26} q30 70 14 140" fill="none" stroke="#f4efe6" stroke-width="9" stroke-linecap="round"/>'
            )
        )
    loops = "".join(
        f'<rect x="{x + at - 7}" y="{high - 12}" width="14" height="64" rx="4" fill="{shade(paint, -0.16)}"/>'
        for at in (-120, -50, 50, 120)
    )
    return band + loops + f'<circle cx="{x + 4}" cy="{high + 20}" r="12" fill="{BRASS}"/>'


def bottoms(outline: str, paint: str, fabric: str, art: str) -> str:
    """A skirt or trousers from its outline."""
    defs = cloth("cloth-light", paint) + (pattern(fabric, fabric, paint) if fabric else "")
    overlay = f'<path d="{outline}" fill="url(#{fabric})"/>' if fabric else ""
    return (
        f'<defs>{defs}</defs><g filter="url(#cloth)"><path d="{outline}" fill="url(#cloth-light)" stroke="{shade(paint, -0.32)}" '
        f'stroke-width="2.5" stroke-linejoin="round"/>{overlay}</g>{art}'
    )
