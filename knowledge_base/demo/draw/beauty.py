"""Drawings of the beauty department."""

from __future__ import annotations

from knowledge_base.demo.draw.packs import bottle, hue, jar, label, leaf, tube
from knowledge_base.demo.draw.svg import Subject, draws, flat_body, linear, radial, round_body, shade

GOLD = "#d3a94f"
STEEL = "#c3c9cf"


def skin_label(subject: Subject, y: float = 500, width: float = 260, height: float = 270) -> str:
    """A label in the middle of a pack."""
    return label(500 - width / 2, y, width, height, hue(subject.id))


@draws(
    "cleanser",
    "toner",
    "serum",
    "cream",
    "sunscreen",
    "face mask",
    "shampoo",
    "conditioner",
    "hair oil",
    "body lotion",
    "hand cream",
    "bath salts",
    "beard oil",
    "lip balm",
)
def care(subject: Subject) -> str:
    """Anything that comes in a bottle, tube, jar, sachet or tin, or as a bar."""
    details, paint = subject.details, shade(hue(subject.id), 0.42)
    if details.get("tin") or details.get("bar"):
        return _lip_tin(subject) if details.get("tin") else _bar(subject, paint)
    if details.get("dropper"):
        return bottle("#9a5b22", skin_label(subject, 540), top="dropper", lid=GOLD)
    if details.get("tube"):
        return tube(paint, skin_label(subject, 350))
    if details.get("jar"):
        return jar(paint, skin_label(subject, 520, 300, 240), lid="#f4efe4" if subject.kind == "cream" else "#c79a62")
    if details.get("sachet"):
        return "".join(
            f'<g transform="rotate({turn} 500 560)">{_sachet(subject, shade(paint, tone))}</g>'
            for turn, tone in ((-14, -0.2), (-4, -0.1), (8, 0.0))
        )
    return bottle(
        paint,
        skin_label(subject),
        top="pump" if details.get("pump") else "cap",
        lid="#f4efe4" if details.get("bottle") else "#3a3733",
    )


def _sachet(subject: Subject, paint: str) -> str:
    return f'<rect x="300" y="230" width="400" height="620" rx="14" fill="{paint}" stroke="{shade(paint, -0.3)}" stroke-width="4"/><path d="M300 270 H700 M300 810 H700" stroke="#fff" stroke-width="5" stroke-dasharray="8 6"/>{leaf(500, 520, shade(hue(subject.id), -0.2), 2.2)}<path d="M400 720 H600" stroke="{shade(paint, -0.5)}" stroke-width="12" stroke-linecap="round"/>'


def _lip_tin(subject: Subject) -> str:
    return f'<defs>{flat_body("tin", "#e0a63a")}</defs><ellipse cx="500" cy="760" rx="310" ry="110" fill="#a97a22"/><ellipse cx="500" cy="720" rx="310" ry="110" fill="#f6ead0"/><g transform="rotate(-16 560 470)"><circle cx="560" cy="460" r="260" fill="url(#tin)" stroke="#a97a22" stroke-width="10"/><circle cx="560" cy="460" r="210" fill="none" stroke="#fff6dc" stroke-width="6"/><g transform="translate(560 470)"><ellipse cx="0" cy="20" rx="62" ry="78" fill="#3a2d22"/><path d="M-56 0 H56 M-60 36 H60" stroke="#f0c33f" stroke-width="20"/><ellipse cx="-70" cy="-40" rx="62" ry="34" fill="#fff" opacity=".8" transform="rotate(28)"/><ellipse cx="70" cy="-40" rx="62" ry="34" fill="#fff" opacity=".8" transform="rotate(-28)"/></g></g>'


def _bar(subject: Subject, paint: str) -> str:
    return f'<defs>{flat_body("bar", "#f0b65c")}</defs>{"".join(f"<circle cx={x} cy={y} r={r} fill=#fff opacity=.7 stroke=#d8e6ea stroke-width=4 />" for x, y, r in ((250, 440, 44), (320, 370, 26), (760, 400, 36), (700, 330, 20), (820, 480, 24)))}<path d="M210 560 Q210 480 300 480 H700 Q790 480 790 560 V760 Q790 840 700 840 H300 Q210 840 210 760Z" fill="url(#bar)"/><path d="M230 560 Q230 500 300 500 H700 Q770 500 770 560" fill="none" stroke="#fff" stroke-width="10" opacity=".5"/><circle cx="500" cy="670" r="110" fill="none" stroke="#d08a2a" stroke-width="9"/>{"".join(f"<path d=M500,670V570 stroke=#d08a2a stroke-width=7 transform=rotate({turn},500,670) />" for turn in range(0, 360, 45))}'


@draws("lipstick")
def lipstick(subject: Subject) -> str:
    """An open lipstick in its shade."""
    paint = subject.paint
    return f'<defs>{round_body("case", "#2b2728")}{round_body("gold", GOLD)}{round_body("stick", paint)}</defs><path d="M430 480 V250 C440 190 520 150 570 170 V480Z" fill="url(#stick)"/><path d="M430 250 C440 190 520 150 570 170 C570 230 500 290 430 290Z" fill="{shade(paint, 0.25)}"/><rect x="416" y="440" width="168" height="150" fill="url(#gold)"/><rect x="390" y="580" width="220" height="290" rx="12" fill="url(#case)"/><rect x="390" y="600" width="220" height="16" fill="url(#gold)"/><path d="M660 870 V560 Q660 540 680 540 H790 Q810 540 810 560 V870Z" fill="url(#case)"/><g transform="translate(735 700)" fill="none" stroke="{GOLD}" stroke-width="6"><ellipse rx="34" ry="32"/><path d="M0 -32 C-22 -14 -22 14 0 32 M0 -32 C22 -14 22 14 0 32 M0 -50 V-32"/></g>'


@draws("mascara")
def mascara(subject: Subject) -> str:
    """A mascara tube and its wand."""
    paint = subject.paint
    bristles = "".join(
        f'<path d="M{-34 + abs(i - 7) * 2} {-300 + 18 * i} H{34 - abs(i - 7) * 2}" stroke="{shade(paint, -0.3)}" stroke-width="9"/>'
        for i in range(15)
    )
    return f'<defs>{round_body("tube", shade(paint, 0.05))}{round_body("gold", GOLD)}</defs><g transform="translate(380 600) rotate(-10)"><rect x="-62" y="-160" width="124" height="420" rx="30" fill="url(#tube)"/><rect x="-62" y="-190" width="124" height="44" rx="8" fill="url(#gold)"/></g><g transform="translate(640 620) rotate(12)"><path d="M0 -310 V0" stroke="#4b4747" stroke-width="14"/>{bristles}<rect x="-56" y="-10" width="112" height="260" rx="30" fill="url(#tube)"/><rect x="-56" y="-20" width="112" height="34" rx="8" fill="url(#gold)"/></g>'


@draws("foundation")
def foundation(subject: Subject) -> str:
    """A glass pump bottle of foundation with a smear of its shades."""
    smear = "".join(
        f'<path d="M{700 + 36 * i} 560 q30 -26 40 10 v200 q-20 40 -44 8Z" fill="{tone}"/>'
        for i, tone in enumerate(("#f3dcc4", "#e2bb92", "#b98355", "#7d5233"))
    )
    return bottle("#e2bb92", label(400, 540, 200, 220, "#a9745a"), top="pump", lid="#2b2728") + smear


@draws("palette")
def palette(subject: Subject) -> str:
    """Twelve eyeshadows in an open case."""
    tones = (
        "#f4cdb2",
        "#e5a98c",
        "#cf8a74",
        "#b96b62",
        "#a65f6e",
        "#87506b",
        "#6b4b73",
        "#4f4469",
        "#c9a063",
        "#a87f4e",
        "#7a5a45",
        "#463640",
    )
    pans = "".join(
        f'<rect x="{190 + 106 * (i % 6)}" y="{580 + 116 * (i // 6)}" width="92" height="100" rx="14" fill="{tone}"/><path d="M{200 + 106 * (i % 6)} {596 + 116 * (i // 6)} h50" stroke="#fff" stroke-width="7" opacity=".35" stroke-linecap="round"/>'
        for i, tone in enumerate(tones)
    )
    return f'<defs>{flat_body("mirror", "#cfe2ea")}</defs><rect x="150" y="160" width="700" height="370" rx="26" fill="#2b2728"/><rect x="180" y="188" width="640" height="314" rx="14" fill="url(#mirror)"/><path d="M240 480 L420 210 M300 480 L480 210" stroke="#fff" stroke-width="16" opacity=".5"/><rect x="150" y="540" width="700" height="320" rx="26" fill="#3a3435"/>{pans}'


@draws("nail polish")
def nail_polish(subject: Subject) -> str:
    """A small bottle of lacquer."""
    paint = subject.paint
    return f'<defs>{round_body("glass", paint)}{round_body("cap", "#2b2728")}</defs><path d="M440 180 H560 L576 480 H424Z" fill="url(#cap)"/><path d="M390 500 H610 C690 520 730 600 730 690 V790 Q730 868 650 868 H350 Q270 868 270 790 V690 C270 600 310 520 390 500Z" fill="url(#glass)"/><rect x="410" y="470" width="180" height="44" rx="8" fill="{GOLD}"/><path d="M320 650 C322 600 350 560 380 548" fill="none" stroke="#fff" stroke-width="20" stroke-linecap="round" opacity=".6"/><rect x="390" y="660" width="220" height="110" rx="10" fill="#fff" opacity=".9"/><path d="M430 700 H570 M460 736 H540" stroke="{shade(paint, -0.2)}" stroke-width="9" stroke-linecap="round"/>'


@draws("brush set")
def brush_set(subject: Subject) -> str:
    """Five make-up brushes in a linen roll."""
    heads = (
        ("M-50 0 C-70 -120 70 -120 50 0Z", "#c98f7a"),
        ("M-34 0 C-44 -110 44 -110 34 0Z", "#7a4b3a"),
        ("M-24 0 C-30 -90 30 -90 24 0Z", "#c98f7a"),
        ("M-30 0 L-40 -90 L40 -70 L30 0Z", "#7a4b3a"),
        ("M-14 0 C-18 -80 18 -80 14 0Z", "#3a2d22"),
    )
    brushes = "".join(
        f'<g transform="translate({240 + 130 * i} {360 - (i % 2) * 60})"><path d="{head}" fill="{paint}"/><rect x="-22" y="-4" width="44" height="110" fill="{STEEL}"/><path d="M-20 104 H20 L12 400 Q0 420 -12 400Z" fill="#d8b384"/></g>'
        for i, (head, paint) in enumerate(heads)
    )
    return f'{brushes}<g filter="url(#cloth)"><path d="M130 600 H870 V830 Q870 868 830 868 H170 Q130 868 130 830Z" fill="#e5d8bd"/></g><path d="M130 640 H870" stroke="#b9a27a" stroke-width="4" stroke-dasharray="14 9"/><path d="M870 720 q60 -10 60 60" fill="none" stroke="#a9703c" stroke-width="14"/>'


@draws("hair dryer")
def hair_dryer(subject: Subject) -> str:
    """A compact hair dryer."""
    paint = subject.paint
    return f'<defs>{linear("barrel", (0, shade(paint, 0.3)), (0.5, paint), (1, shade(paint, -0.3)), angle=90)}{flat_body("grip", shade(paint, -0.08))}</defs><path d="M470 520 L430 840 Q430 868 460 868 H560 Q590 868 586 840 L600 520Z" fill="url(#grip)"/><path d="M230 250 H700 V540 H230 C150 520 130 460 130 395 C130 330 150 270 230 250Z" fill="url(#barrel)"/><path d="M700 270 L800 300 V490 L700 520Z" fill="#2b2728"/><path d="M800 310 L860 290 V500 L800 480Z" fill="#3f3b3c"/><circle cx="250" cy="395" r="84" fill="none" stroke="{GOLD}" stroke-width="14"/>{"".join(f"<circle cx=250 cy=395 r={r} fill=none stroke={shade(paint, -0.3)} stroke-width=5 />" for r in (20, 42, 62))}<rect x="490" y="600" width="60" height="80" rx="16" fill="#2b2728"/><circle cx="520" cy="730" r="20" fill="#6fb7dc"/>'


@draws("soap")
def soap(subject: Subject) -> str:
    """Three stacked bars of sea soap."""
    bars = "".join(
        f'<rect x="{230 + 20 * (i % 2)}" y="{730 - 130 * i}" width="520" height="130" rx="40" fill="{tone}"/><path d="M{270 + 20 * (i % 2)} {764 - 130 * i} h200" stroke="#fff" stroke-width="10" opacity=".4" stroke-linecap="round"/>'
        for i, tone in enumerate(("#8fb0a4", "#a9c2b4", "#c4d3c4"))
    )
    return f'{bars}<rect x="420" y="470" width="160" height="392" fill="#f4ead4"/><path d="M440 660 q30 -24 60 0 t60 0 M440 700 q30 -24 60 0 t60 0" fill="none" stroke="#5f8a86" stroke-width="9"/>{leaf(500, 570, "#5f8a86", 0.9)}<path d="M470 470 V440 q30 -30 60 0 v30" fill="none" stroke="#b58a5a" stroke-width="12"/>'


@draws("perfume")
def perfume(subject: Subject) -> str:
    """A bottle shaped like a paper lantern."""
    ribs = "".join(
        f'<path d="M500 330 C{500 + at} 420 {500 + at} 720 500 850" fill="none" stroke="#c9803f" stroke-width="5" opacity=".6"/>'
        for at in (-250, -130, 130, 250)
    )
    return f'<defs>{radial("glass", (0, "#fff2d2"), (0.5, "#f0b878"), (1, "#c0703a"), cx=0.4, cy=0.4)}{round_body("gold", GOLD)}</defs><rect x="440" y="130" width="120" height="130" rx="16" fill="url(#gold)"/><rect x="462" y="250" width="76" height="60" fill="#b8894a"/><ellipse cx="500" cy="590" rx="270" ry="270" fill="url(#glass)"/>{ribs}<rect x="410" y="296" width="180" height="40" rx="10" fill="url(#gold)"/><rect x="400" y="836" width="200" height="36" rx="10" fill="url(#gold)"/><rect x="400" y="530" width="200" height="120" rx="8" fill="#fffaf0" opacity=".92"/><path d="M440 576 H560 M460 610 H540" stroke="#8a5a34" stroke-width="8" stroke-linecap="round"/><path d="M300 500 C310 430 350 380 390 360" fill="none" stroke="#fff" stroke-width="18" stroke-linecap="round" opacity=".7"/>'


@draws("shaving set")
def shaving_set(subject: Subject) -> str:
    """A razor and a brush on their stand, with a bowl."""
    return f'<defs>{round_body("steel", STEEL)}{round_body("wood", "#b98555")}{radial("hair", (0, "#f4e8d2"), (1, "#c9b48e"), cx=0.5, cy=0.2)}</defs><path d="M290 200 H620" stroke="{STEEL}" stroke-width="22"/><path d="M450 190 V850" stroke="{STEEL}" stroke-width="24"/><ellipse cx="450" cy="856" rx="200" ry="30" fill="url(#steel)"/><g transform="translate(310 220)"><rect x="-56" y="-20" width="112" height="44" rx="12" fill="url(#steel)"/><rect x="-18" y="20" width="36" height="300" rx="14" fill="url(#wood)"/></g><g transform="translate(590 220)"><path d="M-40 -10 Q0 -40 40 -10 L30 130 Q0 150 -30 130Z" fill="url(#wood)"/><path d="M-40 130 H40 C90 260 80 330 0 340 C-80 330 -90 260 -40 130Z" fill="url(#hair)"/></g><path d="M620 700 H880 C880 810 830 868 750 868 C670 868 620 810 620 700Z" fill="url(#wood)"/><ellipse cx="750" cy="700" rx="130" ry="34" fill="#fffdf6"/><path d="M670 690 q30 -60 70 -20 q40 -60 80 0 q20 -10 20 20" fill="#fffdf6"/>'


@draws("toothbrush")
def toothbrush(subject: Subject) -> str:
    """An electric toothbrush."""
    paint = subject.paint
    return f'<defs>{round_body("body", paint)}</defs><path d="M470 420 L482 220 H518 L530 420Z" fill="#f4f2ee"/><rect x="456" y="120" width="88" height="140" rx="36" fill="#f4f2ee" stroke="#d5cfc2" stroke-width="3"/><path d="M440 130 H474 V250 H440Z" fill="#7fc4d8"/><path d="M452 130 v120 M464 130 v120" stroke="#fff" stroke-width="4"/><path d="M430 420 Q500 390 570 420 V830 Q570 872 530 872 H470 Q430 872 430 830Z" fill="url(#body)"/><circle cx="500" cy="520" r="30" fill="{shade(paint, -0.2)}" stroke="#fff" stroke-width="4"/>{"".join(f"<circle cx=500 cy={y} r=7 fill=#7ed0a0 />" for y in (600, 630, 660))}'
