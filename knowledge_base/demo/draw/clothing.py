"""Drawings of the clothing department: flat-lay garments, front view."""

from __future__ import annotations

from knowledge_base.demo.draw import prints
from knowledge_base.demo.draw.garments import (
    BRASS,
    MIDDLE,
    Cut,
    buttons,
    cloth,
    cuff,
    folds,
    mirrored,
    patch,
    pattern,
    sleeve,
    stitch,
    torso,
    zip_line,
)
from knowledge_base.demo.draw.svg import Subject, draws, shade


@draws("t-shirt", "polo")
def t_shirt(subject: Subject) -> str:
    """A T-shirt or polo with its neckline, print or pocket."""
    details, paint = subject.details, subject.paint
    kid = bool(details.get("kid"))
    cut = Cut(length=660 if kid else 800, top=260 if kid else 190)
    neckline = {"v": "v", "boat": "boat"}.get(details.get("neck", ""), "round")
    art = prints.motif(details.get("print", ""), paint, y=cut.top + 330)
    if details.get("pocket"):
        art += patch(MIDDLE + 62, cut.top + 190, 120, 140, paint)
    if details.get("logo"):
        art += f'<path d="M{MIDDLE + 90} {cut.top + 190} l34 -22 l-8 22 l34 -6 l-60 40 l12 -26Z" fill="{shade(paint, 0.55)}"/>'
    if details.get("raglan"):
        art += mirrored(
            f'<path d="M{MIDDLE + 92} {cut.top + 4} Q{MIDDLE + 150} {cut.top + 130} {MIDDLE + cut.chest} {cut.armpit}" '
            f'fill="none" stroke="{shade(paint, 0.4)}" stroke-width="6"/>'
        )
    if subject.kind == "polo":
        art += _polo_front(cut, paint)
    return top(cut, paint, neckline=neckline, fabric=details.get("pattern", ""), art=art, rib=subject.kind != "polo")


def _polo_front(cut: Cut, paint: str) -> str:
    x, y = MIDDLE, cut.top
    placket = f'<rect x="{x - 20}" y="{y + 50}" width="40" height="170" rx="4" fill="{shade(paint, -0.08)}" stroke="{shade(paint, -0.3)}" stroke-width="2"/>'
    return placket + buttons(y + 90, y + 190, 3) + shirt_collar(cut, shade(paint, -0.05))


@draws("shirt")
def shirt(subject: Subject) -> str:
    """A shirt with collar, placket and buttons."""
    details, paint = subject.details, subject.paint
    cut = Cut(sleeve=details.get("sleeve", "long"), length=840, waist=222)
    denim = "denim" if details.get("yoke") else ""
    x, y = MIDDLE, cut.top
    art = f'<rect x="{x - 23}" y="{y + 70}" width="46" height="{cut.length - 60}" fill="#000" opacity=".05"/>'
    art += stitch(f"M{x - 23} {y + 70} V{cut.bottom + 8}") + stitch(f"M{x + 23} {y + 70} V{cut.bottom + 8}")
    if details.get("yoke"):
        art += mirrored(
            stitch(f"M{x + 30} {y + 190} L{x + 110} {y + 230} L{x + 210} {y + 180}", paint=BRASS, opacity=0.8)
        )
    if details.get("pockets"):
        art += patch(x + 70, y + 210, 118, 132, paint, flap=True) + patch(x - 188, y + 210, 118, 132, paint, flap=True)
    if not details.get("hidden"):
        art += buttons(y + 120, cut.bottom - 70, 7, paint=BRASS if denim else "#f6f1e6")
    art += shirt_collar(cut, paint, camp=details.get("collar") == "camp")
    return top(cut, paint, fabric=details.get("pattern", denim), art=art, rib=False)


@draws("sweater", "cardigan")
def knitwear(subject: Subject) -> str:
    """A sweater or cardigan, knitted, with ribbed edges."""
    details, paint = subject.details, subject.paint
    cut = Cut(sleeve="long", length=620 if details.get("cropped") else 780, chest=246, waist=242, hem=236, dip=56)
    x, y = MIDDLE, cut.top
    art = ribs(cut, paint)
    if details.get("cables"):
        art += "".join(cable(x + at, y + 120, cut.bottom - 70, paint) for at in (-150, -60, 60, 150))
    if details.get("neck") == "roll":
        art += (
            f'<path d="M{x - 96} {y + 36} Q{x} {y + 84} {x + 96} {y + 36} L{x + 84} {y - 84} Q{x} {y - 58} {x - 84} {y - 84}Z" '
            f'fill="{shade(paint, 0.06)}" stroke="{shade(paint, -0.22)}" stroke-width="3"/>'
            f'<path d="M{x - 90} {y - 20} Q{x} {y + 12} {x + 90} {y - 20}" fill="none" stroke="{shade(paint, -0.2)}" stroke-width="4"/>'
        )
    if subject.kind == "cardigan":
        shawl = not details.get("cropped")
        art += f'<path d="M{x} {y + 150} V{cut.bottom + 6}" stroke="{shade(paint, -0.35)}" stroke-width="4"/>'
        art += buttons(y + 260 if shawl else y + 190, cut.bottom - 50, 5, paint="#5a4030", x=x + 18)
        art += _shawl(cut, paint) if shawl else ""
    neckline = "v" if subject.kind == "cardigan" else "round"
    return top(cut, paint, neckline=neckline, fabric="knit", art=art)


def _shawl(cut: Cut, paint: str) -> str:
    x, y = MIDDLE, cut.top
    half = (
        f'<path d="M{x + 70} {y - 34} Q{x + 140} {y + 10} {x + 112} {y + 90} Q{x + 70} {y + 190} {x} {y + 240} L{x} {y + 160} '
        f'Q{x + 60} {y + 80} {x + 70} {y - 34}Z" fill="{shade(paint, 0.08)}" stroke="{shade(paint, -0.3)}" stroke-width="3"/>'
    )
    return mirrored(half)


@draws("hoodie")
def hoodie(subject: Subject) -> str:
    """A hooded sweatshirt with its pocket, cords or zip."""
    details, paint = subject.details, subject.paint
    kid = bool(details.get("kid"))
    cut = Cut(sleeve="long", length=680 if kid else 760, top=300 if kid else 270, chest=248, waist=246, hem=236)
    x, low = MIDDLE, cut.bottom
    pocket = (
        f'<path d="M{x - 150} {low - 70} L{x - 110} {low - 230} H{x + 110} L{x + 150} {low - 70}Z" fill="{shade(paint, -0.06)}" '
        f'stroke="{shade(paint, -0.3)}" stroke-width="3"/>'
    )
    art = ribs(cut, paint) + pocket
    if details.get("zip"):
        art += zip_line(cut.top + 60, low)
    else:
        art += mirrored(
            f'<path d="M{x + 34} {cut.top + 66} q10 80 2 150" fill="none" stroke="#f4efe6" stroke-width="9" stroke-linecap="round"/>'
        )
    return top(cut, paint, art=art + hood(cut, paint, ears=bool(details.get("ears"))), rib=False)


@draws("jacket", "vest")
def jacket(subject: Subject) -> str:
    """A jacket or vest: rain shell, down, denim, field or bomber."""
    details, paint = subject.details, subject.paint
    hooded = bool(details.get("hood"))
    bomber = bool(details.get("bomber"))
    cut = Cut(
        sleeve="none" if subject.kind == "vest" else "long",
        length=880 if details.get("field") else 700 if bomber or details.get("denim") else 780,
        top=270 if hooded else 200,
        chest=256,
        waist=250 if not bomber else 262,
        hem=252 if not bomber else 226,
    )
    x, low = MIDDLE, cut.bottom
    art = quilting(cut, paint) if details.get("quilted") else ""
    art += pockets(cut, paint, details)
    if details.get("zip"):
        art += zip_line(cut.top + 50, low)
    else:
        metal = BRASS if details.get("denim") else "#3e342a"
        art += f'<path d="M{x} {cut.top + 60} V{low + 8}" stroke="{shade(paint, -0.4)}" stroke-width="4"/>'
        art += buttons(cut.top + 130, low - 60, 6, paint=metal, x=x + 20)
    if bomber:
        art += ribs(cut, shade(paint, -0.15))
    if hooded:
        art += hood(cut, paint)
    elif not bomber:
        art += shirt_collar(cut, shade(paint, -0.15))
    return top(cut, paint, fabric="denim" if details.get("denim") else "", art=art, rib=bomber)


@draws("coat")
def coat(subject: Subject) -> str:
    """A long overcoat with lapels."""
    paint = subject.paint
    cut = Cut(sleeve="long", length=980, top=140, chest=240, waist=236, hem=276, dip=60)
    x, y, low = MIDDLE, cut.top, cut.bottom
    lapel = mirrored(
        f'<path d="M{x + 92} {y - 14} L{x + 150} {y + 130} L{x + 108} {y + 150} L{x + 128} {y + 186} L{x} {y + 400} L{x} {y + 330} Q{x + 70} {y + 130} {x + 92} {y - 14}Z" '
        f'fill="{shade(paint, 0.07)}" stroke="{shade(paint, -0.3)}" stroke-width="3"/>'
    )
    art = f'<path d="M{x + 10} {y + 380} V{low + 10}" stroke="{shade(paint, -0.35)}" stroke-width="4"/>'
    art += buttons(y + 430, y + 640, 3, paint="#4a3829", x=x - 24)
    art += mirrored(
        f'<path d="M{x + 84} {low - 330} h120 v26 h-120Z" fill="{shade(paint, -0.1)}" stroke="{shade(paint, -0.3)}" stroke-width="3"/>'
    )
    return top(cut, paint, neckline="v", art=art + lapel, rib=False)


@draws("dress")
def dress(subject: Subject) -> str:
    """A dress with a waist and a flaring skirt."""
    details, paint = subject.details, subject.paint
    length = {"knee": 840, "midi": 980, "maxi": 1060}[details["length"]]
    straps = details.get("sleeve") == "straps"
    cut = Cut(
        sleeve=details.get("sleeve", "short"),
        length=length,
        top=130,
        shoulder=120 if straps else 184,
        drop=34,
        chest=186,
        waist=140,
        hem=300 if details["length"] != "knee" else 262,
        neck=86,
        dip=66,
    )
    x, y, low = MIDDLE, cut.top, cut.bottom
    waist = y + 400
    art = f'<path d="M{x - 168} {waist} Q{x} {waist + 26} {x + 168} {waist}" fill="none" stroke="{shade(paint, -0.3)}" stroke-width="4" opacity=".7"/>'
    art += mirrored(
        "".join(
            f'<path d="M{x + at * 0.45} {waist + 14} Q{x + at * 0.7} {waist + 260} {x + at} {low - 6}" fill="none" stroke="#000" stroke-width="7" opacity=".07"/>'
            for at in (40, 110, 180, 240)
        )
    )
    if details.get("collar"):
        art += buttons(y + 120, low - 160, 9) + shirt_collar(cut, paint)
        art += f'<path d="M{x - 168} {waist - 6} h336 v30 h-336Z" fill="{shade(paint, -0.14)}"/>'
    neckline = {"v": "v", "boat": "boat"}.get(details.get("neck", ""), "round")
    return top(cut, paint, neckline=neckline, fabric=details.get("pattern", ""), art=art, rib=False)


def top(cut: Cut, paint: str, *, neckline: str = "round", fabric: str = "", art: str = "", rib: bool = True) -> str:
    """A whole garment: back of the neck, sleeves, body, cloth, what is drawn on it."""
    body, arm = torso(cut, neckline), sleeve(cut)
    overlay = f'<path d="{{}}" fill="url(#{fabric})"/>' if fabric else ""
    turned = (
        f'<g transform="rotate(24 {MIDDLE + cut.shoulder} {cut.top + cut.drop})">' if fabric == "stripes" else "<g>"
    )
    arms = ""
    if arm:
        arms = mirrored(
            f'<clipPath id="arm"><path d="{arm}"/></clipPath><path d="{arm}" fill="{shade(paint, -0.07)}" stroke="{shade(paint, -0.32)}" stroke-width="2.5"/>'
            + (
                f'<g clip-path="url(#arm)">{turned}<rect x="300" y="0" width="900" height="1400" fill="url(#{fabric})"/></g></g>'
                if fabric
                else ""
            )
            + cuff(cut, paint)
        )
    neck = cut.neck * (1.35 if neckline == "boat" else 1)
    back = f'<path d="M{MIDDLE - neck} {cut.top} Q{MIDDLE} {cut.top - 30} {MIDDLE + neck} {cut.top} L{MIDDLE + neck * 0.6} {cut.top + 150} H{MIDDLE - neck * 0.6}Z" fill="{shade(paint, -0.42)}"/>'
    edge = neck_rib(cut, paint, neckline) if rib else ""
    hem = stitch(
        f"M{MIDDLE - cut.hem + 6} {cut.bottom - 22} Q{MIDDLE} {cut.bottom - 6} {MIDDLE + cut.hem - 6} {cut.bottom - 22}"
    )
    defs = cloth("cloth-light", paint) + (pattern(fabric, fabric, paint) if fabric else "")
    return (
        f'<defs>{defs}<clipPath id="body"><path d="{body}"/></clipPath></defs>{back}'
        f'<g filter="url(#cloth)">{arms}<path d="{body}" fill="url(#cloth-light)" stroke="{shade(paint, -0.32)}" stroke-width="2.5"/>'
        f"{overlay.format(body)}</g>{folds(cut)}{hem}{art}{edge}"
    )


def neck_rib(cut: Cut, paint: str, neckline: str) -> str:
    """The band around a neckline."""
    x, y = MIDDLE, cut.top
    neck = cut.neck * (1.35 if neckline == "boat" else 1)
    if neckline == "v":
        line = f"M{x - neck} {y} L{x} {y + cut.dip * 2.4} L{x + neck} {y}"
    else:
        dip = cut.dip * (0.45 if neckline == "boat" else 1) * 1.3
        line = f"M{x - neck} {y} C{x - neck * 0.75} {y + dip} {x + neck * 0.75} {y + dip} {x + neck} {y}"
    return (
        f'<path d="{line}" fill="none" stroke="{shade(paint, -0.14)}" stroke-width="24" stroke-linejoin="round"/>'
        f'<path d="{line}" fill="none" stroke="{shade(paint, -0.3)}" stroke-width="24" stroke-dasharray="2.5 6" opacity=".35"/>'
    )


def ribs(cut: Cut, paint: str) -> str:
    """The ribbed band at the hem."""
    x, low = MIDDLE, cut.bottom
    band = f"M{x - cut.hem} {low - 50} Q{x} {low - 34} {x + cut.hem} {low - 50} L{x + cut.hem - 4} {low + 2} Q{x} {low + 18} {x - cut.hem + 4} {low + 2}Z"
    lines = "".join(
        f'<path d="M{x + at} {low - 42} v50" stroke="{shade(paint, -0.3)}" stroke-width="2.5" opacity=".5"/>'
        for at in range(-cut.hem + 14, cut.hem - 6, 15)
    )
    return f'<path d="{band}" fill="{shade(paint, -0.1)}"/>{lines}'


def cable(x: float, top_y: float, bottom: float, paint: str) -> str:
    """One knitted cable."""
    turns = int((bottom - top_y) / 54)
    return "".join(
        f'<path d="M{x - 16} {top_y + 54 * i} q0 27 16 27 q16 0 16 27 M{x + 16} {top_y + 54 * i} q0 27 -16 27 q-16 0 -16 27" fill="none" '
        f'stroke="{shade(paint, -0.24)}" stroke-width="9" stroke-linecap="round" opacity=".65"/>'
        for i in range(turns)
    )


def hood(cut: Cut, paint: str, *, ears: bool = False) -> str:
    """A hood lying behind and around the neck."""
    x, y = MIDDLE, cut.top
    ear = (
        mirrored(
            f'<path d="M{x + 70} {y - 176} L{x + 150} {y - 236} L{x + 150} {y - 120}Z" fill="{paint}" stroke="{shade(paint, -0.3)}" stroke-width="3"/>'
            f'<path d="M{x + 92} {y - 168} L{x + 138} {y - 206} L{x + 138} {y - 138}Z" fill="#f6e9d8"/>'
        )
        if ears
        else ""
    )
    return (
        f'{ear}<path d="M{x - 150} {y + 50} C{x - 210} {y - 150} {x - 80} {y - 200} {x} {y - 200} C{x + 80} {y - 200} {x + 210} {y - 150} {x + 150} {y + 50} '
        f'Q{x + 70} {y + 120} {x} {y + 124} Q{x - 70} {y + 120} {x - 150} {y + 50}Z" fill="{shade(paint, 0.03)}" stroke="{shade(paint, -0.32)}" stroke-width="3"/>'
        f'<path d="M{x - 98} {y + 30} C{x - 130} {y - 90} {x - 60} {y - 130} {x} {y - 130} C{x + 60} {y - 130} {x + 130} {y - 90} {x + 98} {y + 30} '
        f'Q{x} {y + 110} {x - 98} {y + 30}Z" fill="{shade(paint, -0.4)}"/>'
    )


def shirt_collar(cut: Cut, paint: str, *, camp: bool = False) -> str:
    """A turned-down collar; a camp collar lies open."""
    x, y = MIDDLE, cut.top
    stand = (
        f'<path d="M{x - 92} {y - 6} Q{x} {y - 54} {x + 92} {y - 6} L{x} {y + 84}Z" fill="{shade(paint, -0.36)}"/>'
        f'<path d="M{x - 92} {y - 4} Q{x} {y - 56} {x + 92} {y - 4} Q{x} {y - 26} {x - 92} {y - 4}Z" fill="{shade(paint, -0.12)}"/>'
    )
    tip = (128, 132) if camp else (116, 100)
    leaf = mirrored(
        f'<path d="M{x + 94} {y - 6} L{x + tip[0]} {y + tip[1]} L{x + 4} {y + (150 if camp else 88)} Q{x + 70} {y + 40} {x + 84} {y - 20}Z" '
        f'fill="{shade(paint, 0.07)}" stroke="{shade(paint, -0.3)}" stroke-width="3" stroke-linejoin="round"/>'
    )
    return stand + leaf


def quilting(cut: Cut, paint: str) -> str:
    """The chambers of a down jacket."""
    x = MIDDLE
    lines = "".join(
        f'<path d="M{x - 270} {at} Q{x} {at + 26} {x + 270} {at}" fill="none" stroke="{shade(paint, -0.34)}" stroke-width="5"/>'
        f'<path d="M{x - 270} {at - 16} Q{x} {at + 10} {x + 270} {at - 16}" fill="none" stroke="#fff" stroke-width="10" opacity=".14"/>'
        for at in range(cut.top + 110, cut.bottom, 84)
    )
    return f'<g clip-path="url(#body)">{lines}</g>'


def pockets(cut: Cut, paint: str, details: object) -> str:
    """The pockets of a jacket."""
    x, low = MIDDLE, cut.bottom
    kind = details if isinstance(details, dict) else {}
    if kind.get("field") or kind.get("denim"):
        size = 138 if kind.get("field") else 116
        art = patch(x + 70, cut.top + 190, size - 10, 120, paint, flap=True) + patch(
            x - 60 - size, cut.top + 190, size - 10, 120, paint, flap=True
        )
        if kind.get("field"):
            art += patch(x + 64, low - 290, 160, 190, paint, flap=True) + patch(
                x - 224, low - 290, 160, 190, paint, flap=True
            )
        return art
    return mirrored(
        f'<path d="M{x + 120} {low - 110} L{x + 176} {low - 250}" stroke="{shade(paint, -0.42)}" stroke-width="9" stroke-linecap="round"/>'
    )
