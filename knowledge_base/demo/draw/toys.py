"""Drawings of the toys department."""

from __future__ import annotations

from knowledge_base.demo.draw import prints
from knowledge_base.demo.draw.packs import leaf
from knowledge_base.demo.draw.svg import Subject, draws, flat_body, radial, round_body, shade

WOOD = "#d9b07a"
BRIGHT = ("#d8503a", "#f0b83c", "#5b9a5f", "#3f6ea8", "#8a6ab0", "#e58a4a")
DARK = "#2c2926"


@draws("plush")
def plush(subject: Subject) -> str:
    """A bear, a hare or a whale."""
    paint, animal = subject.paint, subject.details["animal"]
    if animal == "whale":
        return f'<defs>{radial("fur", (0, shade(paint, 0.3)), (0.6, paint), (1, shade(paint, -0.25)))}</defs><g filter="url(#cloth)"><path d="M120 640 C120 440 320 360 520 400 C640 420 700 520 760 520 C800 480 780 420 740 380 C820 370 860 410 870 440 C890 400 940 380 980 400 C940 430 920 500 880 580 C840 760 640 868 420 860 C220 850 120 780 120 640Z" fill="url(#fur)"/></g><path d="M140 720 C260 800 480 800 640 720 C560 840 240 860 140 720Z" fill="#f3ead9"/><circle cx="270" cy="590" r="24" fill="#222"/><circle cx="264" cy="582" r="8" fill="#fff"/><path d="M420 640 q80 70 40 130 q-80 -20 -90 -110Z" fill="{shade(paint, -0.2)}"/>'
    ears = (
        '<ellipse cx="400" cy="220" rx="48" ry="150" fill="{0}" transform="rotate(-10 400 220)"/><ellipse cx="600" cy="220" rx="48" ry="150" fill="{0}" transform="rotate(10 600 220)"/><ellipse cx="400" cy="230" rx="22" ry="110" fill="{1}" transform="rotate(-10 400 220)"/><ellipse cx="600" cy="230" rx="22" ry="110" fill="{1}" transform="rotate(10 600 220)"/>'
        if animal == "hare"
        else '<circle cx="360" cy="250" r="72" fill="{0}"/><circle cx="640" cy="250" r="72" fill="{0}"/><circle cx="360" cy="254" r="40" fill="{1}"/><circle cx="640" cy="254" r="40" fill="{1}"/>'
    )
    dark, pale = shade(paint, -0.12), shade(paint, 0.45)
    return f'<defs>{radial("fur", (0, shade(paint, 0.28)), (0.65, paint), (1, shade(paint, -0.22)))}</defs><g filter="url(#cloth)">{ears.format(dark, pale)}<ellipse cx="290" cy="640" rx="70" ry="130" fill="{dark}" transform="rotate(28 290 640)"/><ellipse cx="710" cy="640" rx="70" ry="130" fill="{dark}" transform="rotate(-28 710 640)"/><ellipse cx="500" cy="680" rx="210" ry="190" fill="url(#fur)"/><ellipse cx="340" cy="810" rx="110" ry="74" fill="{dark}"/><ellipse cx="660" cy="810" rx="110" ry="74" fill="{dark}"/><circle cx="500" cy="380" r="190" fill="url(#fur)"/></g><ellipse cx="500" cy="690" rx="110" ry="120" fill="{pale}"/><ellipse cx="334" cy="820" rx="52" ry="40" fill="{pale}"/><ellipse cx="666" cy="820" rx="52" ry="40" fill="{pale}"/><ellipse cx="500" cy="440" rx="84" ry="66" fill="{pale}"/><circle cx="430" cy="360" r="19" fill="#222"/><circle cx="570" cy="360" r="19" fill="#222"/><circle cx="424" cy="353" r="6" fill="#fff"/><circle cx="564" cy="353" r="6" fill="#fff"/><ellipse cx="500" cy="416" rx="24" ry="17" fill="#4a3028"/><path d="M500 432 v24 q-24 26 -44 4 M500 456 q24 26 44 4" fill="none" stroke="#4a3028" stroke-width="6" stroke-linecap="round"/><path d="M420 560 q80 40 160 0 l-60 30 l20 50 l-40 -30 l-40 30 l20 -50Z" fill="#d8503a"/>'


@draws("doll")
def doll(subject: Subject) -> str:
    """A rag doll with plaits and a satchel."""
    return '<g filter="url(#cloth)"><path d="M420 700 L400 850 M580 700 L600 850" stroke="#f3d9bd" stroke-width="54" stroke-linecap="round"/><path d="M370 850 h70 v24 h-80Z M560 850 h70 l10 24 h-80Z" fill="#8a5a34"/><path d="M360 520 L250 640 M640 520 L750 640" stroke="#f3d9bd" stroke-width="46" stroke-linecap="round"/><path d="M400 440 H600 L690 740 Q500 790 310 740Z" fill="#3f6ea8"/><path d="M330 690 Q500 740 670 690 L680 730 Q500 780 320 730Z" fill="#f0b83c"/></g><circle cx="500" cy="300" r="150" fill="#f3d9bd"/><path d="M346 300 C340 130 660 130 654 300 C600 210 560 230 500 226 C440 230 400 210 346 300Z" fill="#3a2a22"/><path d="M356 330 q-40 60 -10 120 q-30 50 0 110 M644 330 q40 60 10 120 q30 50 0 110" fill="none" stroke="#3a2a22" stroke-width="40" stroke-linecap="round"/><path d="M330 560 l34 0 M636 560 l34 0" stroke="#d8503a" stroke-width="18" stroke-linecap="round"/><circle cx="446" cy="310" r="13" fill="#222"/><circle cx="554" cy="310" r="13" fill="#222"/><circle cx="410" cy="350" r="24" fill="#e9a1a8" opacity=".7"/><circle cx="590" cy="350" r="24" fill="#e9a1a8" opacity=".7"/><path d="M470 370 q30 26 60 0" fill="none" stroke="#a8402f" stroke-width="8" stroke-linecap="round"/><path d="M420 450 L640 640" stroke="#8a5a34" stroke-width="12"/><rect x="590" y="620" width="110" height="86" rx="14" fill="#a9703c"/><path d="M590 650 h110" stroke="#7d5231" stroke-width="6"/>'


@draws("blocks")
def blocks(subject: Subject) -> str:
    """A wooden town, magnet tiles or a marble run."""
    details = subject.details
    if details.get("tiles"):
        return "".join(
            f'<g transform="translate({x} {y})"><path d="{shape}" fill="{BRIGHT[i % 6]}" fill-opacity=".62" stroke="{shade(BRIGHT[i % 6], -0.25)}" stroke-width="9" stroke-linejoin="round"/></g>'
            for i, (x, y, shape) in enumerate(
                [(220 + 190 * i, 690, "M0 0 H180 V180 H0Z") for i in range(3)]
                + [(220 + 190 * i, 500, "M0 0 H180 V180 H0Z") for i in range(3)]
                + [
                    (220, 330, "M0 160 L90 0 L180 160Z"),
                    (600, 330, "M0 160 L90 0 L180 160Z"),
                    (410, 310, "M0 0 H180 V180 H0Z"),
                    (410, 140, "M0 160 L90 0 L180 160Z"),
                ]
            )
        )
    if details.get("marbles"):
        runs = "".join(
            f'<path d="M{180 + 60 * (i % 2)} {300 + 130 * i} L{760 + 60 * (i % 2)} {(360 if i % 2 == 0 else 240) + 130 * i}" stroke="{WOOD}" stroke-width="44" stroke-linecap="round"/><path d="M{190 + 60 * (i % 2)} {294 + 130 * i} L{750 + 60 * (i % 2)} {(354 if i % 2 == 0 else 234) + 130 * i}" stroke="{shade(WOOD, -0.25)}" stroke-width="14" stroke-linecap="round"/>'
            for i in range(4)
        )
        marbles = "".join(
            f'<circle cx="{x}" cy="{y}" r="30" fill="{BRIGHT[i]}"/><circle cx="{x - 10}" cy="{y - 10}" r="9" fill="#fff" opacity=".8"/>'
            for i, (x, y) in enumerate(((300, 276), (560, 304), (700, 420), (340, 540), (620, 690)))
        )
        posts = "".join(
            f'<rect x="{x}" y="220" width="40" height="650" rx="10" fill="{shade(WOOD, -0.12)}"/>' for x in (230, 740)
        )
        return posts + runs + marbles
    houses = "".join(
        f'<rect x="{x}" y="{y}" width="{w}" height="{870 - y}" fill="{WOOD if i % 2 else shade(WOOD, 0.3)}"/><path d="M{x - 12} {y} L{x + w / 2} {y - 110} L{x + w + 12} {y}Z" fill="{BRIGHT[i % 6]}"/><rect x="{x + w / 2 - 24}" y="800" width="48" height="70" rx="22" fill="#6b4328"/><rect x="{x + w / 2 - 18}" y="{y + 40}" width="36" height="40" fill="#cfe6ef"/>'
        for i, (x, y, w) in enumerate(((130, 620, 150), (290, 540, 150), (640, 580, 160), (800, 660, 120)))
    )
    light = '<path d="M470 300 H590 L630 870 H430Z" fill="#fbf7ec"/><path d="M462 400 H598 L606 500 H454Z M446 620 H614 L622 720 H438Z" fill="#d8503a"/><rect x="476" y="210" width="108" height="96" fill="#f0c33f"/><path d="M460 214 L530 130 L600 214Z" fill="#3f6ea8"/>'
    return houses + light


@draws("train set")
def train_set(subject: Subject) -> str:
    """A wooden engine with a lantern and two wagons on rails."""
    wheels = "".join(
        f'<circle cx="{x}" cy="780" r="46" fill="#8a5a34"/><circle cx="{x}" cy="780" r="18" fill="{WOOD}"/>'
        for x in (190, 320, 460, 590, 720, 830)
    )
    ties = "".join(f'<rect x="{90 + 70 * i}" y="826" width="26" height="44" fill="#8a6239"/>' for i in range(12))
    return f'{ties}<rect x="70" y="822" width="860" height="18" fill="{WOOD}"/><rect x="640" y="560" width="260" height="190" rx="30" fill="#3f5f8a"/><rect x="640" y="440" width="120" height="200" rx="14" fill="#d8503a"/><rect x="664" y="470" width="70" height="70" rx="8" fill="#cfe6ef"/><path d="M820 560 L806 440 H874 L860 560Z" fill="{DARK}"/><circle cx="906" cy="630" r="30" fill="#ffe39a"/><circle cx="906" cy="630" r="60" fill="#ffe39a" opacity=".35"/><rect x="390" y="600" width="230" height="150" rx="16" fill="#5b9a5f"/><circle cx="450" cy="590" r="44" fill="#f0b83c"/><circle cx="520" cy="580" r="50" fill="#e58a4a"/><circle cx="580" cy="596" r="36" fill="#f0b83c"/><rect x="384" y="596" width="242" height="40" rx="8" fill="#4f8a54"/><rect x="120" y="600" width="240" height="150" rx="16" fill="#f0b83c"/><rect x="150" y="560" width="180" height="50" rx="10" fill="{WOOD}"/><path d="M360 720 h36 M620 720 h30" stroke="{DARK}" stroke-width="12"/>{wheels}<path d="M840 420 q-50 -50 0 -90 q-40 -50 20 -90" fill="none" stroke="#fff" stroke-width="30" stroke-linecap="round" opacity=".9"/>'


@draws("toy car")
def toy_car(subject: Subject) -> str:
    """A remote-control buggy, or a row of wooden cars."""
    if subject.details.get("buggy"):
        paint = subject.paint
        wheels = "".join(
            f'<circle cx="{x}" cy="720" r="140" fill="{DARK}"/><circle cx="{x}" cy="720" r="132" fill="none" stroke="#4b4844" stroke-width="16" stroke-dasharray="30 16"/><circle cx="{x}" cy="720" r="58" fill="#c3c9cf"/><circle cx="{x}" cy="720" r="22" fill="{paint}"/>'
            for x in (260, 740)
        )
        return f'<defs>{flat_body("shell", paint)}</defs><path d="M700 470 L800 180" stroke="{DARK}" stroke-width="9"/><circle cx="802" cy="176" r="13" fill="{paint}"/><path d="M330 520 L400 360 H600 L690 520" fill="none" stroke="{DARK}" stroke-width="26" stroke-linejoin="round"/><path d="M120 560 C200 480 320 500 400 500 H640 C760 500 860 540 900 640 L840 700 H180Z" fill="url(#shell)" stroke="{shade(paint, -0.35)}" stroke-width="5"/><path d="M420 600 l60 -60 l-10 46 l70 -10 l-80 74 l20 -56Z" fill="#fbf7ec"/>{wheels}'

    def car(x: float, y: float, paint: str, form: str) -> str:
        return f'<g transform="translate({x} {y})"><path d="{form}" fill="{paint}" stroke="{shade(paint, -0.3)}" stroke-width="4"/><rect x="-60" y="-74" width="46" height="40" rx="8" fill="#f2e7cf"/><rect x="0" y="-74" width="46" height="40" rx="8" fill="#f2e7cf"/><circle cx="-64" cy="34" r="34" fill="#8a5a34"/><circle cx="64" cy="34" r="34" fill="#8a5a34"/><circle cx="-64" cy="34" r="12" fill="{WOOD}"/><circle cx="64" cy="34" r="12" fill="{WOOD}"/></g>'

    sedan, bus, van = (
        "M-120 34 Q-124 -20 -80 -24 L-60 -90 H50 L84 -24 Q124 -20 120 34Z",
        "M-120 34 V-70 Q-120 -100 -90 -100 H90 Q120 -100 120 -70 V34Z",
        "M-120 34 V-90 H40 Q90 -80 120 -20 V34Z",
    )
    return "".join(
        car(x, y, BRIGHT[i], form)
        for i, (x, y, form) in enumerate(
            ((280, 480, sedan), (640, 470, bus), (260, 660, van), (700, 650, sedan), (330, 836, bus), (680, 836, van))
        )
    )


@draws("ride-on")
def balance_bike(subject: Subject) -> str:
    """A balance bike."""
    paint = subject.paint
    wheels = "".join(
        f'<circle cx="{x}" cy="690" r="176" fill="none" stroke="{DARK}" stroke-width="36"/><circle cx="{x}" cy="690" r="152" fill="none" stroke="#e9e6df" stroke-width="14"/>{"".join(f"<path d=M{x},690v-150 stroke=#c3c9cf stroke-width=5 transform=rotate({turn},{x},690) />" for turn in range(0, 360, 30))}<circle cx="{x}" cy="690" r="26" fill="{paint}"/>'
        for x in (260, 750)
    )
    return f'{wheels}<path d="M260 690 C300 480 480 520 560 560 C620 580 660 500 660 420 M750 690 L640 300" fill="none" stroke="{paint}" stroke-width="46" stroke-linecap="round"/><path d="M360 540 L330 440" stroke="#c3c9cf" stroke-width="26"/><path d="M230 430 Q340 390 430 430 Q400 470 320 464 Q240 470 230 430Z" fill="{DARK}"/><path d="M560 290 Q640 250 700 300" fill="none" stroke="{DARK}" stroke-width="30" stroke-linecap="round"/><circle cx="560" cy="292" r="24" fill="{paint}"/><circle cx="700" cy="304" r="24" fill="{paint}"/><path d="M600 420 a60 50 0 1 1 -10 -60 a36 30 0 1 0 -40 50" fill="none" stroke="#fff" stroke-width="9" opacity=".8"/>'


@draws("kite")
def kite(subject: Subject) -> str:
    """A delta kite with a long tail."""
    paint = subject.paint
    bows = "".join(
        f'<g transform="translate({500 + 60 * (-1 if i % 2 else 1)} {640 + 56 * i}) rotate({30 if i % 2 else -30})"><path d="M0 0 l-40 -24 v48Z M0 0 l40 -24 v48Z" fill="{BRIGHT[i % 6]}"/></g>'
        for i in range(4)
    )
    return f'<path d="M500 130 L110 600 L500 500Z" fill="{paint}"/><path d="M500 130 L890 600 L500 500Z" fill="{shade(paint, -0.2)}"/><path d="M500 130 L300 372 L500 500Z" fill="#f0b83c"/><path d="M500 130 L700 372 L500 500Z" fill="#e09a2b"/><path d="M500 130 V520 M300 372 H700" stroke="{DARK}" stroke-width="7"/><path d="M500 510 C600 620 400 700 500 780 C560 830 460 860 500 880" fill="none" stroke="#8a5a34" stroke-width="7"/>{bows}'


@draws("ball")
def ball(subject: Subject) -> str:
    """A playground ball."""
    paint = subject.paint
    return f'<defs>{radial("rubber", (0, shade(paint, 0.45)), (0.5, paint), (1, shade(paint, -0.4)))}</defs><circle cx="500" cy="570" r="300" fill="url(#rubber)"/><path d="M206 520 Q500 640 794 520 M206 620 Q500 740 794 620" fill="none" stroke="#fff" stroke-width="20" opacity=".65"/><circle cx="390" cy="440" r="46" fill="#fff" opacity=".35"/>'


@draws("puzzle")
def puzzle(subject: Subject) -> str:
    """A boxed jigsaw, or a wooden puzzle of animals."""
    knob = "M0 0 H80 q-10 30 14 34 q34 -4 26 -34 H200 V80 q30 -10 34 14 q-4 34 -34 26 V200 H0Z"
    if subject.details.get("wooden"):
        animals = "".join(
            f'<g transform="translate({290 + 150 * (i % 4)} {430 + 150 * (i // 4)})"><circle r="58" fill="{shade(BRIGHT[i % 6], 0.15)}"/><circle cx="-34" cy="-46" r="20" fill="{BRIGHT[i % 6]}"/><circle cx="34" cy="-46" r="20" fill="{BRIGHT[i % 6]}"/><circle cx="-18" cy="-8" r="7" fill="#222"/><circle cx="18" cy="-8" r="7" fill="#222"/><path d="M-12 16 q12 12 24 0" fill="none" stroke="#222" stroke-width="5"/><circle cy="44" r="10" fill="{WOOD}"/></g>'
            for i in range(12)
        )
        return f'<rect x="180" y="300" width="650" height="560" rx="40" fill="{WOOD}"/><rect x="196" y="316" width="618" height="528" rx="30" fill="{shade(WOOD, 0.3)}"/>{animals}'
    lanterns = "".join(
        prints.motif("lantern", "#ffffff", x=x, y=y, size=s)
        for x, y, s in ((330, 380, 0.5), (500, 330, 0.62), (680, 390, 0.46), (420, 560, 0.4), (610, 560, 0.44))
    )
    return f'<rect x="180" y="200" width="640" height="520" rx="14" fill="#263056"/><rect x="180" y="620" width="640" height="100" fill="#3a2d4f"/>{lanterns}<path d="M180 380 H820 M180 550 H820 M340 200 V720 M500 200 V720 M660 200 V720" stroke="#fff" stroke-width="3" opacity=".25"/><g transform="translate(250 700) rotate(-14) scale(.8)"><path d="{knob}" fill="#d8503a"/></g><g transform="translate(620 730) rotate(20) scale(.7)"><path d="{knob}" fill="#f0b83c"/></g>'


@draws("board game", "card game")
def games(subject: Subject) -> str:
    """A board with pieces and dice, or a fan of cards."""
    if subject.kind == "card game":
        return "".join(
            f'<g transform="rotate({turn} 500 900)"><rect x="390" y="330" width="230" height="340" rx="22" fill="#fbf7ec" stroke="#d5cbb4" stroke-width="4"/><circle cx="505" cy="500" r="74" fill="{BRIGHT[i]}"/><path d="M470 486 q14 -18 28 0 M512 486 q14 -18 28 0 M470 520 q36 {40 if i % 2 else -6} 70 0" fill="none" stroke="#fff" stroke-width="9" stroke-linecap="round"/><text x="416" y="392" font-family="Georgia,serif" font-size="54" fill="{BRIGHT[i]}" font-weight="700">{i + 3}</text></g>'
            for i, turn in enumerate((-36, -18, 0, 18, 36))
        )
    frog = subject.details.get("frog")
    base, path_ = ("#7fb89a", "#cfe6b9") if frog else ("#7d5231", "#e8d2a6")
    spots = "".join(
        f'<circle cx="{x}" cy="{y}" r="40" fill="{path_}" stroke="{shade(path_, -0.3)}" stroke-width="4"/>'
        for x, y in (
            (250, 380),
            (350, 330),
            (460, 320),
            (570, 340),
            (670, 400),
            (740, 490),
            (720, 600),
            (630, 670),
            (510, 690),
            (390, 670),
            (290, 600),
        )
    )
    pawn = '<g transform="translate({x} {y})"><path d="M-40 60 Q-34 0 0 -10 Q34 0 40 60Z" fill="{p}"/><circle cy="-34" r="34" fill="{p}"/></g>'
    frogs = '<g transform="translate({x} {y})"><ellipse cy="20" rx="56" ry="40" fill="{p}"/><circle cx="-28" cy="-24" r="20" fill="{p}"/><circle cx="28" cy="-24" r="20" fill="{p}"/><circle cx="-28" cy="-26" r="8" fill="#222"/><circle cx="28" cy="-26" r="8" fill="#222"/><path d="M-26 24 q26 20 52 0" fill="none" stroke="#fff" stroke-width="6"/></g>'
    pieces = "".join(
        (frogs if frog else pawn).format(x=x, y=y, p=p)
        for x, y, p in ((350, 290, "#5b9a5f" if frog else "#d8503a"), (700, 450, "#3f6ea8"), (430, 620, "#f0b83c"))
    )
    centre = (
        '<path d="M420 560 V480 L500 410 L580 480 V560Z" fill="#fbf7ec"/><path d="M400 490 L500 396 L600 490" fill="none" stroke="#d8503a" stroke-width="24"/>'
        if not frog
        else '<circle cx="500" cy="500" r="80" fill="#5f9aa3"/>'
    )
    dice = '<g transform="rotate(14 760 780)"><rect x="700" y="720" width="120" height="120" rx="22" fill="#fbf7ec" stroke="#d5cbb4" stroke-width="4"/><circle cx="735" cy="755" r="11" fill="#222"/><circle cx="785" cy="805" r="11" fill="#222"/><circle cx="760" cy="780" r="11" fill="#222"/></g>'
    return f'<defs>{flat_body("board", base)}</defs><path d="M150 250 H850 V770 H150Z" fill="url(#board)"/><rect x="174" y="274" width="652" height="472" fill="none" stroke="#f2e7cf" stroke-width="6"/>{spots}{centre}{pieces}{dice}'


@draws("craft kit")
def craft_kit(subject: Subject) -> str:
    """A small loom with a bag on it, or lanterns to make."""
    if subject.details.get("lantern"):
        return (
            "".join(
                prints.motif("lantern", "#ffffff", x=x, y=y, size=s)
                for x, y, s in ((300, 420, 0.9), (700, 440, 0.8), (500, 640, 1.1))
            )
            + '<g transform="translate(780 780) rotate(-30)"><circle cx="-50" cy="60" r="36" fill="none" stroke="#d8503a" stroke-width="16"/><circle cx="50" cy="60" r="36" fill="none" stroke="#d8503a" stroke-width="16"/><path d="M-26 34 L40 -150 M26 34 L-40 -150" stroke="#c3c9cf" stroke-width="20" stroke-linecap="round"/></g>'
        )
    rows = "".join(
        f'<path d="M300 {700 - 30 * i} {"".join(f"q14 {16 if (i + j) % 2 else -16} 28 0" for j in range(14))}" fill="none" stroke="{BRIGHT[i % 6]}" stroke-width="24"/>'
        for i in range(10)
    )
    warp = "".join(f'<path d="M{308 + 28 * i} 230 V800" stroke="#f2e7cf" stroke-width="5"/>' for i in range(14))
    balls = "".join(
        f'<circle cx="{x}" cy="826" r="54" fill="{p}"/><path d="M{x - 40} 806 q40 -30 80 10 M{x - 46} 836 q46 -26 92 4" fill="none" stroke="{shade(p, -0.3)}" stroke-width="6"/>'
        for x, p in ((150, BRIGHT[0]), (850, BRIGHT[3]))
    )
    return f'<rect x="240" y="180" width="520" height="670" rx="20" fill="none" stroke="{WOOD}" stroke-width="50"/>{warp}{rows}{balls}'


@draws("paints", "crayons")
def colours(subject: Subject) -> str:
    """Watercolours in their tin, or fat crayons."""
    if subject.kind == "crayons":
        sticks = "".join(
            f'<g transform="translate({255 + 70 * i} {320 - (i % 3) * 26})"><path d="M-26 0 L-12 -60 H12 L26 0Z" fill="{p}"/><rect x="-28" y="0" width="56" height="300" fill="{p}"/><rect x="-28" y="60" width="56" height="300" fill="{shade(p, -0.22)}"/></g>'
            for i, p in enumerate((*BRIGHT, "#e9a1a8", "#6b4328"))
        )
        return f'{sticks}<rect x="190" y="500" width="620" height="370" rx="20" fill="#f0c33f"/><path d="M190 560 Q500 640 810 560" fill="none" stroke="#fff" stroke-width="9" opacity=".7"/>{leaf(500, 730, "#7d5231", 1.5)}'
    pans = "".join(
        f'<rect x="{216 + 98 * (i % 6)}" y="{600 + 110 * (i // 6)}" width="80" height="86" rx="12" fill="{p}"/><ellipse cx="{250 + 98 * (i % 6)}" cy="{628 + 110 * (i // 6)}" rx="18" ry="9" fill="#fff" opacity=".4"/>'
        for i, p in enumerate((*BRIGHT, "#e9a1a8", "#6b4328", "#2a8a8a", "#27375c", "#9cc3e0", "#f4f2ec"))
    )
    return f'<rect x="170" y="200" width="660" height="340" rx="30" fill="#e9e6df" stroke="#b9b3a6" stroke-width="6"/><circle cx="330" cy="370" r="70" fill="#9cc3e0" opacity=".8"/><circle cx="500" cy="350" r="60" fill="#e9a1a8" opacity=".8"/><circle cx="660" cy="390" r="74" fill="#f0c33f" opacity=".7"/><rect x="170" y="560" width="660" height="300" rx="30" fill="#3a3733"/>{pans}<g transform="rotate(-24 760 430)"><rect x="740" y="180" width="34" height="380" rx="16" fill="#d8503a"/><rect x="738" y="540" width="38" height="70" fill="#c3c9cf"/><path d="M738 610 h38 q0 70 -19 110 q-19 -40 -19 -110Z" fill="#5a3a28"/></g>'


@draws("science kit")
def science_kit(subject: Subject) -> str:
    """Flasks and test tubes, or the planets on their orbits."""
    if subject.details.get("planets"):
        worlds = (
            (250, 0.0, 22, "#b9a27a"),
            (250, 2.2, 30, "#e0a06a"),
            (340, 4.0, 34, "#5f9aa3"),
            (340, 0.9, 26, "#c4593a"),
            (420, 5.4, 62, "#d9b07a"),
            (420, 2.8, 50, "#e8cf9a"),
        )
        from math import cos, sin

        orbits = "".join(
            f'<ellipse cx="500" cy="520" rx="{r}" ry="{r * 0.62}" fill="none" stroke="#8d86a8" stroke-width="4"/>'
            for r in (160, 250, 340, 420)
        )
        balls = "".join(
            f'<circle cx="{500 + r * cos(a):.0f}" cy="{520 + r * 0.62 * sin(a):.0f}" r="{size}" fill="{p}"/><circle cx="{500 + r * cos(a) - size * 0.3:.0f}" cy="{520 + r * 0.62 * sin(a) - size * 0.3:.0f}" r="{size * 0.25}" fill="#fff" opacity=".5"/>'
            for r, a, size, p in worlds
        )
        return f'<defs>{radial("sun", (0, "#fff3c4"), (0.6, "#f6c044"), (1, "#e08a24"), cx=0.45, cy=0.45)}</defs>{orbits}<circle cx="500" cy="520" r="96" fill="url(#sun)"/>{balls}'
    tubes = "".join(
        f'<g transform="translate({610 + 90 * i} 560)"><path d="M-30 -190 H30 V130 Q30 170 0 170 Q-30 170 -30 130Z" fill="#e8f1f3" opacity=".85" stroke="#b8c9ce" stroke-width="5"/><path d="M-25 {-40 - 40 * i} H25 V130 Q25 164 0 164 Q-25 164 -25 130Z" fill="{p}"/></g>'
        for i, p in enumerate(("#d8503a", "#f0b83c", "#5b9a5f"))
    )
    return f'<path d="M300 220 H420 V420 L560 780 Q590 868 510 868 H210 Q130 868 160 780 L300 420Z" fill="#e8f1f3" opacity=".85" stroke="#b8c9ce" stroke-width="6"/><path d="M232 620 H488 L546 780 Q570 850 510 850 H210 Q150 850 174 780Z" fill="#8a6ab0"/><circle cx="300" cy="720" r="20" fill="#fff" opacity=".6"/><circle cx="390" cy="680" r="14" fill="#fff" opacity=".6"/><circle cx="350" cy="520" r="16" fill="#cdbbe2"/><circle cx="376" cy="450" r="11" fill="#cdbbe2"/><circle cx="356" cy="160" r="20" fill="#cdbbe2"/><rect x="286" y="200" width="148" height="34" rx="14" fill="#b8c9ce"/>{tubes}<rect x="550" y="620" width="300" height="40" rx="10" fill="{WOOD}"/><rect x="550" y="830" width="300" height="40" rx="10" fill="{WOOD}"/><path d="M566 640 V850 M834 640 V850" stroke="{WOOD}" stroke-width="24"/>'


@draws("microscope")
def microscope(subject: Subject) -> str:
    """A child's microscope."""
    return f'<defs>{round_body("tube", "#f4f2ee")}{flat_body("arm", "#3f6ea8")}</defs><path d="M620 330 C840 420 840 700 640 800" fill="none" stroke="url(#arm)" stroke-width="70"/><rect x="250" y="800" width="520" height="70" rx="30" fill="#2f5080"/><rect x="320" y="650" width="330" height="36" rx="10" fill="{DARK}"/><rect x="390" y="640" width="190" height="14" fill="#cfe6ef"/><g transform="rotate(20 500 400)"><rect x="440" y="220" width="130" height="300" rx="20" fill="url(#tube)"/><rect x="462" y="130" width="86" height="110" rx="14" fill="{DARK}"/><rect x="450" y="510" width="110" height="50" rx="10" fill="#f0b83c"/><rect x="476" y="556" width="58" height="70" rx="8" fill="#c3c9cf"/></g><circle cx="700" cy="560" r="52" fill="#f0b83c"/><circle cx="700" cy="560" r="26" fill="#c9902a"/><circle cx="486" cy="760" r="34" fill="#fff3c4"/>'


@draws("robot")
def robot(subject: Subject) -> str:
    """A round little robot on wheels."""
    paint = subject.paint
    return f'<defs>{radial("head", (0, shade(paint, 0.5)), (0.6, paint), (1, shade(paint, -0.25)))}</defs><path d="M500 260 V160" stroke="{DARK}" stroke-width="14"/><circle cx="500" cy="146" r="30" fill="#d8503a"/><rect x="230" y="250" width="540" height="330" rx="150" fill="url(#head)" stroke="{shade(paint, -0.3)}" stroke-width="5"/><rect x="300" y="320" width="400" height="190" rx="90" fill="#1f2630"/><circle cx="410" cy="410" r="36" fill="#7fe0d0"/><circle cx="590" cy="410" r="36" fill="#7fe0d0"/><path d="M460 462 q40 26 80 0" fill="none" stroke="#7fe0d0" stroke-width="10" stroke-linecap="round"/><rect x="290" y="590" width="420" height="200" rx="70" fill="{shade(paint, -0.1)}"/><path d="M400 690 h60 v-30 l50 50 l-50 50 v-30 h-60Z" fill="#3f6ea8"/><circle cx="600" cy="680" r="30" fill="#f0b83c"/><circle cx="330" cy="800" r="72" fill="{DARK}"/><circle cx="670" cy="800" r="72" fill="{DARK}"/><circle cx="330" cy="800" r="28" fill="#f0b83c"/><circle cx="670" cy="800" r="28" fill="#f0b83c"/>'


@draws("musical toy")
def glockenspiel(subject: Subject) -> str:
    """A rainbow glockenspiel with two beaters."""
    tones = ("#d8452f", "#e58a4a", "#f0c33f", "#8fbf5a", "#4f9a6a", "#4f9ac0", "#3f5f9a", "#8a6ab0")
    bars = "".join(
        f'<rect x="{190 + 80 * i}" y="{330 + 22 * i}" width="66" height="{480 - 44 * i}" rx="12" fill="{p}"/><circle cx="{223 + 80 * i}" cy="{366 + 22 * i}" r="9" fill="#fff"/><circle cx="{223 + 80 * i}" cy="{774 - 22 * i}" r="9" fill="#fff"/>'
        for i, p in enumerate(tones)
    )
    return f'<path d="M150 400 L850 490 V540 L150 450Z M150 700 L850 620 V670 L150 760Z" fill="{WOOD}"/>{bars}<path d="M300 230 L640 560 M820 260 L520 600" stroke="#c99660" stroke-width="16" stroke-linecap="round"/><circle cx="650" cy="570" r="34" fill="#d8503a"/><circle cx="510" cy="610" r="34" fill="#3f6ea8"/>'


@draws("baby toy")
def rattle(subject: Subject) -> str:
    """A wooden ring with a silicone acorn."""
    paint = subject.paint
    return f'<defs>{radial("nut", (0, shade(paint, 0.35)), (0.6, paint), (1, shade(paint, -0.25)))}</defs><circle cx="430" cy="640" r="190" fill="none" stroke="{WOOD}" stroke-width="62"/><circle cx="430" cy="640" r="206" fill="none" stroke="#fff" stroke-width="8" opacity=".4"/><g transform="rotate(28 620 400)"><path d="M480 400 C480 560 560 640 620 660 C680 640 760 560 760 400Z" fill="url(#nut)"/><path d="M450 400 C450 270 790 270 790 400 Q620 450 450 400Z" fill="#a9764a"/><path d="M480 372 l50 30 M560 330 l60 70 M660 326 l50 74 M740 360 l20 34" stroke="#8a5a34" stroke-width="7"/><rect x="604" y="240" width="32" height="70" rx="14" fill="#8a5a34"/></g>'


@draws("bath toy")
def boats(subject: Subject) -> str:
    """Three tub boats on a little water."""

    def boat(x: float, y: float, paint: str, top: str) -> str:
        return f'<g transform="translate({x} {y})"><path d="M-150 0 H150 Q130 110 60 110 H-60 Q-130 110 -150 0Z" fill="{paint}"/><rect x="-150" y="-14" width="300" height="28" rx="12" fill="#fbf7ec"/>{top}</g>'

    tug = '<rect x="-60" y="-100" width="120" height="90" rx="10" fill="#fbf7ec"/><rect x="-40" y="-84" width="36" height="36" rx="6" fill="#6fb7dc"/><rect x="20" y="-150" width="44" height="70" fill="#2c2926"/>'
    pirate = '<path d="M0 -14 V-230" stroke="#6b4328" stroke-width="14"/><path d="M10 -220 Q130 -150 10 -50Z" fill="#fbf7ec"/><path d="M0 -240 h70 l-14 20 l14 20 h-70Z" fill="#2c2926"/>'
    ferry = '<rect x="-110" y="-80" width="220" height="70" rx="12" fill="#f0b83c"/><rect x="-60" y="-140" width="120" height="62" rx="10" fill="#fbf7ec"/><circle cx="-60" cy="-46" r="16" fill="#6fb7dc"/><circle cx="0" cy="-46" r="16" fill="#6fb7dc"/><circle cx="60" cy="-46" r="16" fill="#6fb7dc"/>'
    return (
        boat(310, 470, "#d8503a", tug)
        + boat(680, 520, "#6b4328", pirate)
        + boat(490, 730, "#3f6ea8", ferry)
        + '<path d="M120 850 q50 -30 100 0 t100 0 t100 0 t100 0 t100 0 t100 0 t100 0" fill="none" stroke="#8fc4dc" stroke-width="22" stroke-linecap="round"/>'
    )


@draws("play kitchen")
def play_kitchen(subject: Subject) -> str:
    """A wooden play kitchen with a serving hatch."""
    return f'<rect x="220" y="130" width="560" height="330" rx="16" fill="{WOOD}"/><rect x="260" y="220" width="480" height="200" rx="10" fill="#f7eeda"/><path d="M240 130 H760 L790 210 H210Z" fill="#d8503a"/><path d="M310 130 L298 210 M430 130 L424 210 M560 130 L566 210 M690 130 L702 210" stroke="#fbf7ec" stroke-width="40"/><rect x="200" y="450" width="600" height="420" rx="20" fill="{shade(WOOD, 0.2)}"/><rect x="190" y="440" width="620" height="44" rx="14" fill="#8a5a34"/><ellipse cx="330" cy="446" rx="80" ry="16" fill="{DARK}"/><ellipse cx="520" cy="446" rx="80" ry="16" fill="{DARK}"/><path d="M270 380 H390 V436 H270Z" fill="#5f9aa3"/><path d="M390 400 h60" stroke="{DARK}" stroke-width="14"/><path d="M680 440 V360 q0 -40 40 -40 q30 0 30 34" fill="none" stroke="#c3c9cf" stroke-width="18"/><rect x="240" y="530" width="280" height="300" rx="20" fill="#fbf7ec" stroke="#d9c49a" stroke-width="6"/><rect x="280" y="600" width="200" height="150" rx="14" fill="#3a3733"/><path d="M300 560 h160" stroke="#c79a62" stroke-width="16" stroke-linecap="round"/><rect x="560" y="530" width="200" height="300" rx="20" fill="#7fa08a"/><circle cx="590" cy="690" r="14" fill="#fbf7ec"/>{"".join(f"<circle cx={280 + 66 * i} cy=510 r=15 fill={BRIGHT[i]} />" for i in range(4))}'


@draws("costume")
def costume(subject: Subject) -> str:
    """A hooded dragon cape."""
    paint = subject.paint
    spikes = "".join(
        f'<path d="M{500 - 26} {150 + 0 * i + 90 * i} L500 {100 + 90 * i} L526 {150 + 90 * i}Z" fill="#f0b83c"/>'
        for i in range(2)
    )
    scales = "".join(
        f'<path d="M{250 + 72 * i + (j % 2) * 36} {470 + 62 * j} q36 54 72 0" fill="none" stroke="{shade(paint, -0.3)}" stroke-width="7"/>'
        for j in range(6)
        for i in range(7)
    )
    return f'<defs>{flat_body("felt", paint)}<clipPath id="cape"><path d="M350 400 H650 L860 850 Q500 900 140 850Z"/></clipPath></defs><path d="M240 520 L60 420 L110 700 L200 640Z M760 520 L940 420 L890 700 L800 640Z" fill="{shade(paint, -0.25)}"/><g filter="url(#cloth)"><path d="M350 400 H650 L860 850 Q500 900 140 850Z" fill="url(#felt)"/></g><g clip-path="url(#cape)">{scales}</g><path d="M330 420 C300 150 700 150 670 420 Q500 520 330 420Z" fill="{shade(paint, 0.08)}" stroke="{shade(paint, -0.3)}" stroke-width="4"/><path d="M390 400 C380 250 620 250 610 400 Q500 460 390 400Z" fill="#3a2d22"/><path d="M370 230 L330 120 L420 190Z M630 230 L670 120 L580 190Z" fill="#f0b83c"/>{spikes}<circle cx="420" cy="230" r="20" fill="#fff"/><circle cx="580" cy="230" r="20" fill="#fff"/><circle cx="424" cy="232" r="9" fill="#222"/><circle cx="576" cy="232" r="9" fill="#222"/><circle cx="500" cy="460" r="20" fill="#f0b83c"/>'


@draws("puppet")
def puppets(subject: Subject) -> str:
    """Four hand puppets: fox, queen, moon, frog."""

    def puppet(x: float, paint: str, robe: str, extra: str) -> str:
        return f'<g transform="translate({x} 560)"><path d="M-90 40 H90 L110 300 H-110Z" fill="{robe}"/><path d="M-84 80 q-60 20 -50 90 M84 80 q60 20 50 90" fill="none" stroke="{robe}" stroke-width="44" stroke-linecap="round"/><circle cy="-60" r="104" fill="{paint}"/>{extra}<circle cx="-36" cy="-66" r="11" fill="#222"/><circle cx="36" cy="-66" r="11" fill="#222"/><path d="M-24 -14 q24 22 48 0" fill="none" stroke="#222" stroke-width="7" stroke-linecap="round"/></g>'

    fox = '<path d="M-96 -100 L-90 -200 L-30 -150Z M96 -100 L90 -200 L30 -150Z" fill="#e57b35"/><path d="M-90 -30 Q0 60 90 -30 Q40 30 0 30 Q-40 30 -90 -30Z" fill="#fbf7ec"/>'
    queen = '<path d="M-70 -130 L-80 -210 L-36 -170 L0 -226 L36 -170 L80 -210 L70 -130Z" fill="#f0c33f"/><path d="M-104 -60 q-20 90 20 130 M104 -60 q20 90 -20 130" stroke="#6b4328" stroke-width="34" fill="none" stroke-linecap="round"/>'
    frog = '<circle cx="-56" cy="-150" r="40" fill="#6f9a58"/><circle cx="56" cy="-150" r="40" fill="#6f9a58"/><circle cx="-56" cy="-154" r="17" fill="#222"/><circle cx="56" cy="-154" r="17" fill="#222"/>'
    moon = '<path d="M-60 -140 q60 -50 120 0" fill="none" stroke="#d9c07a" stroke-width="10"/><circle cx="60" cy="-20" r="14" fill="#e3cd8a"/><circle cx="-64" cy="-24" r="18" fill="#e3cd8a"/>'
    return (
        puppet(190, "#e57b35", "#5b9a5f", fox)
        + puppet(400, "#f3d9bd", "#8a6ab0", queen)
        + puppet(610, "#f6e6ae", "#3f5f9a", moon)
        + puppet(820, "#6f9a58", "#d8503a", frog)
    )
