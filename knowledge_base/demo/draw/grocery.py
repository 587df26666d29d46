"""Drawings of the grocery department."""

from __future__ import annotations

from knowledge_base.demo.draw import prints
from knowledge_base.demo.draw.packs import bottle, box, hue, jar, label, leaf, pouch, tin
from knowledge_base.demo.draw.svg import Subject, draws, flat_body, radial, round_body, shade

STEEL = "#c3c9cf"


def fruit(x: float, y: float, paint: str, size: float = 1.0) -> str:
    """A round fruit with a leaf."""
    return f'<g transform="translate({x} {y}) scale({size})"><circle r="44" fill="{paint}"/><circle cx="-14" cy="-16" r="10" fill="#fff" opacity=".45"/><path d="M0 -42 C10 -70 40 -70 48 -62 C40 -44 20 -38 0 -42Z" fill="#5f8a4a"/></g>'


@draws("tea")
def tea(subject: Subject) -> str:
    """A tea tin or a box of bags, with a cup in front."""
    paints = {"green": "#4f7a5a", "red": "#a8402f", "white": "#d9d2c0"}
    art = leaf(500, 560, "#4f7a5a", 1.5)
    if subject.details.get("box"):
        pack = box("#8a7fb0", label(310, 440, 330, 300, "#7d6fa8", leaf(475, 560, "#7d6fa8", 1.5)))
    else:
        pack = tin(paints[str(subject.details["tin"])], label(365, 440, 270, 290, "#4f7a5a", art))
    cup = '<g transform="translate(760 790)"><path d="M-100 -60 H100 C100 40 50 80 0 80 C-50 80 -100 40 -100 -60Z" fill="#fbf7ec" stroke="#d5cbb4" stroke-width="4"/><ellipse cy="-60" rx="100" ry="22" fill="#c98f3f" stroke="#fbf7ec" stroke-width="8"/><path d="M-20 -110 q-16 -30 6 -60 M24 -110 q-16 -34 6 -66" fill="none" stroke="#fff" stroke-width="8" opacity=".8" stroke-linecap="round"/></g>'
    return f'<g transform="translate(-70 0)">{pack}</g>{cup}'


@draws("coffee", "granola", "rice", "beans", "dried fruit", "nuts", "salt")
def bags(subject: Subject) -> str:
    """Whatever comes in a standing pouch, with some of it spilled."""
    spill = {
        "coffee": ("#5b3620", "bean"),
        "granola": ("#c58f4e", "crumb"),
        "rice": ("#f7f1e2", "grain"),
        "beans": ("#b5655a", "bean"),
        "dried fruit": ("#e8a33d", "strip"),
        "nuts": ("#b97f47", "bean"),
        "salt": ("#ffffff", "crystal"),
    }[subject.kind]
    dark = subject.kind == "coffee"
    paint = "#3a3230" if subject.details.get("dark") else "#7d5b43" if dark else shade(hue(subject.id), 0.25)
    return pouch(paint, label(370, 420, 260, 280, shade(hue(subject.id), -0.1)), valve=dark) + _spilled(*spill)


def _spilled(paint: str, form: str) -> str:
    shapes = {
        "bean": '<ellipse rx="26" ry="17" fill="{p}"/><path d="M-22 0 Q0 10 22 0" fill="none" stroke="{d}" stroke-width="4"/>',
        "crumb": '<path d="M-24 6 L-10 -16 L14 -18 L26 4 L8 18 L-14 18Z" fill="{p}"/><circle cx="4" cy="-2" r="6" fill="{d}"/>',
        "grain": '<ellipse rx="17" ry="7" fill="{p}" stroke="{d}" stroke-width="2"/>',
        "strip": '<path d="M-40 -10 Q0 -24 40 -6 L36 12 Q0 0 -36 10Z" fill="{p}" stroke="{d}" stroke-width="3"/>',
        "crystal": '<path d="M-16 10 L0 -16 L16 10Z" fill="{p}" stroke="#b9c4cc" stroke-width="3"/>',
    }
    one = shapes[form].format(p=paint, d=shade(paint, -0.35))
    return "".join(
        f'<g transform="translate({x} {y}) rotate({(x * 7) % 180})">{one}</g>'
        for x, y in (
            (220, 850),
            (270, 870),
            (180, 872),
            (240, 820),
            (760, 866),
            (800, 842),
            (840, 872),
            (310, 842),
            (720, 880),
            (790, 884),
        )
    )


@draws("cocoa", "honey", "jam", "nut butter", "sauce")
def jars(subject: Subject) -> str:
    """Honey, jam and sauces in glass; cocoa in a tin."""
    if subject.kind == "cocoa":
        return tin("#5b3a2a", label(365, 440, 270, 290, "#8a5a34"))
    if subject.details.get("tomato"):
        return bottle("#c4402c", label(370, 520, 260, 260, "#c4402c", fruit(500, 615, "#d8452f", 1.3)), lid="#e8c77a")
    content = {"honey": "#e09a2b", "jam": "#6b2740", "nut butter": "#b98350", "sauce": "#b5301f"}[subject.kind]
    art = fruit(500, 610, "#5b2a50", 1.2) if subject.kind == "jam" else ""
    if subject.details.get("orange"):
        content, art = "#e58a2a", fruit(500, 610, "#f0962e", 1.2)
    if subject.kind == "honey":
        art = '<path d="M500 560 l44 25 v50 l-44 25 l-44 -25 v-50Z" fill="#e9b23f"/><path d="M500 560 v50 l44 25 M500 610 l-44 25" stroke="#b97a1c" stroke-width="6" fill="none"/>'
    dipper = (
        '<g transform="translate(770 560) rotate(18)"><path d="M0 -260 V120" stroke="#b98555" stroke-width="20" stroke-linecap="round"/><path d="M-44 120 H44 V250 H-44Z" fill="#c99660"/><path d="M-44 150 h88 M-44 180 h88 M-44 210 h88" stroke="#8a5a34" stroke-width="8"/></g>'
        if subject.kind == "honey"
        else ""
    )
    return (
        jar(
            "#f3ead9",
            label(360, 520, 280, 250, shade(content, -0.1), art),
            lid="#c79a4e" if subject.kind != "sauce" else "#a8281c",
            content=content,
        )
        + dipper
    )


@draws("juice", "olive oil", "vinegar")
def bottles(subject: Subject) -> str:
    """Cordial, oil and vinegar."""
    paint = {"juice": "#e9d58a", "olive oil": "#5d6b2e", "vinegar": "#3a2622"}[subject.kind]
    olive = '<g transform="translate(500 640)"><path d="M-60 20 C-20 -40 30 -50 70 -60" stroke="#5d6b2e" stroke-width="7" fill="none"/><ellipse cx="-10" cy="20" rx="22" ry="30" fill="#5d6b2e"/><ellipse cx="40" cy="0" rx="22" ry="30" fill="#7f8f45"/><path d="M20 -40 C30 -80 60 -90 80 -84 C76 -60 50 -40 20 -40Z" fill="#8fa25a"/></g>'
    flower = "".join(
        f'<circle cx="{500 + dx}" cy="{620 + dy}" r="14" fill="#fff" stroke="#b9a25a" stroke-width="4"/>'
        for dx, dy in ((0, 0), (30, -20), (-30, -20), (16, 26), (-18, 26), (0, -44))
    )
    art = {
        "juice": flower,
        "olive oil": olive,
        "vinegar": '<text x="500" y="665" font-family="serif" font-size="120" font-weight="700" text-anchor="middle" fill="#a8281c">醋</text>',
    }[subject.kind]
    return bottle(
        paint,
        label(370, 530, 260, 270, shade(paint, -0.05), art),
        top="cork" if subject.kind != "vinegar" else "cap",
        lid="#a8281c",
    )


@draws("spices")
def spices(subject: Subject) -> str:
    """Six spices in an open tin."""
    tones = ("#a87f4e", "#c9b27a", "#e0a02b", "#b5371f", "#7a3b2c", "#8a5a34")
    bowls = "".join(
        f'<circle cx="{320 + 180 * (i % 3)}" cy="{500 + 180 * (i // 3)}" r="82" fill="{STEEL}"/><circle cx="{320 + 180 * (i % 3)}" cy="{500 + 180 * (i // 3)}" r="70" fill="{tone}"/><circle cx="{300 + 180 * (i % 3)}" cy="{480 + 180 * (i // 3)}" r="26" fill="{shade(tone, 0.25)}"/>'
        for i, tone in enumerate(tones)
    )
    return f'<defs>{radial("steel-tin", (0, "#e9edf0"), (1, "#a9b1b8"), cx=0.5, cy=0.5)}</defs><circle cx="500" cy="590" r="300" fill="url(#steel-tin)" stroke="#8d949a" stroke-width="6"/>{bowls}<path d="M760 330 L880 190" stroke="#b98555" stroke-width="22" stroke-linecap="round"/><ellipse cx="745" cy="350" rx="40" ry="26" fill="#b98555" transform="rotate(-48 745 350)"/>'


@draws("pasta")
def pasta(subject: Subject) -> str:
    """Rigatoni, noodles or fusilli seen through a window of the pack."""
    details = subject.details
    paint = "#b5402f" if details.get("noodles") else "#7fa08a" if details.get("fusilli") else "#3f5f8a"
    if details.get("noodles"):
        inner = "".join(
            f'<path d="M{372 + 16 * i} 470 V760" stroke="{"#f1d9a4" if i % 2 else "#e6c682"}" stroke-width="12" stroke-linecap="round"/>'
            for i in range(17)
        )
    elif details.get("fusilli"):
        inner = "".join(
            f'<g transform="translate({400 + (i * 67) % 210} {500 + (i * 53) % 240}) rotate({i * 37})"><path d="M-40 0 q10 -22 20 0 t20 0 t20 0 t20 0" fill="none" stroke="#e8c06a" stroke-width="16" stroke-linecap="round"/></g>'
            for i in range(14)
        )
    else:
        inner = "".join(
            f'<g transform="translate({400 + (i * 67) % 210} {500 + (i * 53) % 240}) rotate({i * 37})"><rect x="-36" y="-16" width="72" height="32" rx="8" fill="#ecc778" stroke="#c99a45" stroke-width="3"/><path d="M-30 -6 h60 M-30 6 h60" stroke="#c99a45" stroke-width="3"/></g>'
            for i in range(14)
        )
    window = f'<clipPath id="window"><rect x="350" y="450" width="300" height="340" rx="40"/></clipPath><rect x="350" y="450" width="300" height="340" rx="40" fill="#f7eccd"/><g clip-path="url(#window)">{inner}</g>'
    return pouch(
        paint,
        window
        + f'<rect x="370" y="290" width="260" height="110" rx="12" fill="#fbf7ec"/><path d="M410 330 H590 M440 366 H560" stroke="{shade(paint, -0.3)}" stroke-width="12" stroke-linecap="round"/>',
    )


@draws("chocolate", "sweets")
def sweets(subject: Subject) -> str:
    """A bar half unwrapped, a box of truffles, or brittle."""
    if subject.kind == "sweets":
        return "".join(
            f'<g transform="translate({x} {y}) rotate({turn})"><path d="M-120 -50 L110 -64 L126 50 L-104 62Z" fill="#d9953c" opacity=".93"/><g fill="#f3dcb4" stroke="#b97f47" stroke-width="3"><ellipse cx="-60" cy="-6" rx="24" ry="16"/><ellipse cx="10" cy="20" rx="24" ry="16"/><ellipse cx="66" cy="-14" rx="24" ry="16"/></g><path d="M-100 -40 L60 -52" stroke="#fff" stroke-width="8" opacity=".5" stroke-linecap="round"/></g>'
            for x, y, turn in ((380, 760, -10), (640, 740, 8), (500, 620, -4), (420, 500, 14), (610, 480, -12))
        )
    if subject.details.get("box"):
        cups = "".join(
            f'<circle cx="{290 + 140 * (i % 4)}" cy="{470 + 140 * (i // 4)}" r="58" fill="#7a4a2c"/><circle cx="{290 + 140 * (i % 4)}" cy="{470 + 140 * (i // 4)}" r="44" fill="#4a2a1a"/><path d="M{268 + 140 * (i % 4)} {452 + 140 * (i // 4)} q20 -20 40 0" stroke="#8a5a3c" stroke-width="7" fill="none"/><circle cx="{298 + 140 * (i % 4)}" cy="{474 + 140 * (i // 4)}" r="5" fill="#fff"/>'
            for i in range(12)
        )
        return f'<rect x="180" y="360" width="640" height="500" rx="30" fill="#3f5f6b"/><rect x="204" y="384" width="592" height="452" rx="20" fill="#f2e7cf"/>{cups}<path d="M180 300 H820 L790 350 H210Z" fill="#5f8a96"/><path d="M500 290 q-90 -70 -110 0 q40 40 110 0 q90 -70 110 0 q-40 40 -110 0Z" fill="#d8503a"/>'
    squares = "".join(
        f'<rect x="{324 + 120 * i}" y="{190 + 96 * j}" width="112" height="88" rx="8" fill="#4a2a1a"/><rect x="{336 + 120 * i}" y="{200 + 96 * j}" width="88" height="66" rx="6" fill="#5d3722"/>'
        for i in range(3)
        for j in range(3)
    )
    return f'<rect x="312" y="176" width="376" height="500" rx="14" fill="#3a2015"/>{squares}<path d="M296 470 L350 440 L400 476 L460 436 L520 478 L580 440 L640 474 L704 446 V870 H296Z" fill="#d9d6d0"/><rect x="290" y="520" width="420" height="350" rx="8" fill="#2f4f4a"/>{label(370, 560, 260, 260, "#2f4f4a")}'


@draws("biscuits")
def biscuits(subject: Subject) -> str:
    """Shortbread fingers or round walnut cookies, stacked."""
    if subject.details.get("round"):
        return "".join(
            f'<ellipse cx="{x}" cy="{y}" rx="170" ry="54" fill="#c98f45"/><ellipse cx="{x}" cy="{y - 16}" rx="170" ry="54" fill="#e3b467"/><path d="M{x - 110} {y - 20} l60 14 l40 -24 l70 20 M{x - 40} {y - 50} l30 30" stroke="#b97f3a" stroke-width="6" fill="none"/><ellipse cx="{x + 6}" cy="{y - 26}" rx="36" ry="18" fill="#8a5a34"/>'
            for x, y in ((360, 820), (640, 830), (500, 740), (420, 650), (580, 640), (500, 550))
        )
    return "".join(
        f'<g transform="translate({x} {y})"><rect x="-230" y="-52" width="460" height="104" rx="20" fill="#cf9f5a"/><rect x="-230" y="-62" width="460" height="96" rx="20" fill="#eccb8c"/>{"".join(f"<circle cx={cx} cy={cy} r=7 fill=#c08f4a />" for cx in range(-190, 200, 54) for cy in (-36, 4))}</g>'
        for x, y in ((500, 810), (480, 700), (520, 590), (495, 480))
    )


@draws("crisps")
def crisps(subject: Subject) -> str:
    """A pillow bag with crisps in front."""
    chips = "".join(
        f'<path d="M{x - 60} {y} q30 -60 110 -30 q30 40 -20 60 q-60 20 -90 -30Z" fill="#f0c860" stroke="#cf9a3a" stroke-width="4"/>'
        for x, y in ((300, 850), (700, 840), (420, 870), (590, 872), (810, 868))
    )
    return f'<defs>{radial("bag", (0, "#7fb0d0"), (0.6, "#3f6f96"), (1, "#27496a"))}</defs><path d="M270 170 L730 170 L712 220 Q780 520 716 800 L736 850 H264 L284 800 Q220 520 288 220Z" fill="url(#bag)"/><path d="M270 170 h460 M264 850 h472" stroke="#e9e6df" stroke-width="10" stroke-dasharray="10 8"/><circle cx="500" cy="440" r="140" fill="#fbf7ec"/>{prints.motif("whale", "#ffffff", x=500, y=440, size=0.5)}<path d="M400 640 H600 M440 690 H560" stroke="#fbf7ec" stroke-width="16" stroke-linecap="round"/>{chips}'


@draws("hamper")
def hamper(subject: Subject) -> str:
    """A gift basket with a paper lantern above it."""
    weave = "".join(
        f'<path d="M{190 + 62 * i} {600 + 62 * j} h50" stroke="{"#8f6f3e" if (i + j) % 2 else "#b08f55"}" stroke-width="40"/>'
        for i in range(10)
        for j in range(4)
    )
    goods = '<rect x="280" y="330" width="130" height="280" rx="14" fill="#4f7a5a"/><rect x="300" y="420" width="90" height="90" fill="#fbf7ec"/><rect x="600" y="380" width="150" height="220" rx="12" fill="#3f5f6b"/><path d="M430 420 h140 v190 h-140Z" fill="#e09a2b"/><rect x="424" y="380" width="152" height="50" rx="10" fill="#c79a4e"/><path d="M600 480 h150" stroke="#d8503a" stroke-width="20"/>'
    return f'<path d="M220 600 C220 160 780 160 780 600" fill="none" stroke="#8f6f3e" stroke-width="30"/>{prints.motif("lantern", "#ffffff", x=500, y=270, size=0.55)}{goods}<defs>{round_body("wicker", "#c2a165")}{flat_body("bow", "#d8503a")}</defs><path d="M160 570 H840 L790 868 H210Z" fill="url(#wicker)"/><g opacity=".55">{weave}</g><rect x="146" y="550" width="708" height="50" rx="24" fill="#a98850"/><path d="M500 660 q-120 -90 -140 0 q50 50 140 0 q120 -90 140 0 q-50 50 -140 0Z M490 670 l-60 110 M510 670 l60 110" fill="url(#bow)" stroke="#a8321f" stroke-width="6"/>'
