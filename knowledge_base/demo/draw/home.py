"""Drawings of the home department."""

from __future__ import annotations

from knowledge_base.demo.draw.svg import Subject, draws, flat_body, linear, radial, round_body, shade


@draws("kettle")
def kettle(subject: Subject) -> str:
    """A stovetop kettle with a bent handle; the electric one has a swan's neck and a base."""
    paint = subject.paint
    defs = round_body("body", paint) + linear("spout", (0, shade(paint, -0.1)), (1, shade(paint, -0.35)))
    if subject.details.get("electric"):
        return f"""<defs>{defs}</defs>
<path d="M300 560 C210 540 190 420 150 330 C140 305 170 295 182 320 C225 410 250 470 330 480Z" fill="url(#spout)"/>
<path d="M690 420 C830 400 850 700 700 720" fill="none" stroke="#3a2d22" stroke-width="44" stroke-linecap="round"/>
<path d="M350 400 L650 400 L720 800 Q722 830 690 830 L310 830 Q278 830 280 800Z" fill="url(#body)"/>
<ellipse cx="500" cy="400" rx="150" ry="24" fill="{shade(paint, 0.25)}"/><circle cx="500" cy="368" r="24" fill="#3a2d22"/>
<rect x="260" y="836" width="480" height="44" rx="20" fill="#2f2a26"/><circle cx="500" cy="858" r="9" fill="#7fd0ff"/>"""
    return f"""<defs>{defs}</defs>
<path d="M720 640 L860 470 L905 500 L770 740Z" fill="url(#spout)"/>
<path d="M290 480 C290 210 710 210 710 480" fill="none" stroke="#4a3020" stroke-width="40" stroke-linecap="round"/>
<path d="M200 820 C180 560 330 450 500 450 C670 450 820 560 800 820 Q798 870 740 870 L260 870 Q202 870 200 820Z" fill="url(#body)"/>
<ellipse cx="500" cy="460" rx="130" ry="26" fill="{shade(paint, 0.3)}"/><circle cx="500" cy="425" r="28" fill="#4a3020"/>
<path d="M262 800 C262 660 330 560 420 530" fill="none" stroke="#fff" stroke-width="16" stroke-linecap="round" opacity=".5"/>"""


@draws("teapot")
def teapot(subject: Subject) -> str:
    """A round celadon teapot."""
    paint = "#8fb5a0"
    return f'<defs>{radial("pot", (0, shade(paint, 0.45)), (0.5, paint), (1, shade(paint, -0.35)))}</defs><path d="M300 620 C220 600 170 520 130 430 C120 404 150 396 164 418 C210 500 260 520 320 520Z" fill="{shade(paint, -0.12)}"/><path d="M700 480 C860 440 900 640 720 720" fill="none" stroke="{shade(paint, -0.15)}" stroke-width="44" stroke-linecap="round"/><ellipse cx="500" cy="640" rx="270" ry="226" fill="url(#pot)"/><path d="M360 452 Q500 400 640 452 Q500 490 360 452Z" fill="{shade(paint, 0.2)}" stroke="{shade(paint, -0.3)}" stroke-width="4"/><circle cx="500" cy="392" r="34" fill="{shade(paint, 0.1)}"/><path d="M380 860 H620 L600 880 H400Z" fill="{shade(paint, -0.4)}"/><path d="M430 640 q40 -90 110 -70 M470 690 q60 -60 110 -30" fill="none" stroke="{shade(paint, -0.3)}" stroke-width="8" stroke-linecap="round"/>'


@draws("mug")
def mug(subject: Subject) -> str:
    """A stoneware mug, or two double-walled glasses."""
    paint = subject.paint
    if subject.details.get("glass"):

        def cup(x: float, y: float) -> str:
            return f'<g transform="translate({x} {y})"><path d="M-130 -170 H130 L100 150 Q96 190 50 190 H-50 Q-96 190 -100 150Z" fill="#e8f1f3" opacity=".75" stroke="#b8c9ce" stroke-width="5"/><path d="M-100 -80 H100 L76 90 Q70 130 40 130 H-40 Q-70 130 -76 90Z" fill="#5b3620"/><path d="M-100 -80 H100 L97 -46 H-97Z" fill="#c99c6a"/><path d="M-104 -130 L-84 120" stroke="#fff" stroke-width="12" opacity=".8" stroke-linecap="round"/></g>'

        return cup(330, 670) + cup(650, 680)
    return f'<defs>{round_body("mug", paint)}</defs><path d="M690 480 C880 460 880 760 680 740" fill="none" stroke="{shade(paint, -0.12)}" stroke-width="48"/><path d="M270 380 H710 V760 Q704 866 600 868 H380 Q276 866 270 760Z" fill="url(#mug)"/><path d="M270 700 H710 V760 Q704 866 600 868 H380 Q276 866 270 760Z" fill="#cdb591"/><ellipse cx="490" cy="380" rx="220" ry="44" fill="{shade(paint, 0.25)}"/><ellipse cx="490" cy="388" rx="190" ry="32" fill="#54311c"/><path d="M420 300 q-20 -40 10 -80 M510 300 q-20 -40 10 -90 M590 300 q-20 -40 10 -76" fill="none" stroke="#fff" stroke-width="10" opacity=".7" stroke-linecap="round"/>'


@draws("coffee maker")
def coffee_maker(subject: Subject) -> str:
    """A pour-over carafe or an espresso machine."""
    paint = subject.paint
    if subject.details.get("espresso"):
        return f'<defs>{flat_body("case", paint)}{round_body("steel", "#c3c9cf")}</defs><path d="M250 200 H750 Q780 200 780 230 V440 H220 V230 Q220 200 250 200Z" fill="url(#case)"/><rect x="220" y="430" width="190" height="400" fill="{shade(paint, -0.25)}"/><path d="M200 800 H800 V850 Q800 872 776 872 H224 Q200 872 200 850Z" fill="#3a3733"/><rect x="420" y="776" width="360" height="30" rx="8" fill="url(#steel)"/><rect x="500" y="440" width="170" height="56" rx="12" fill="url(#steel)"/><path d="M660 470 H830" stroke="#3a2d22" stroke-width="34" stroke-linecap="round"/><path d="M560 496 v40 M610 496 v40" stroke="#6e4526" stroke-width="10"/><path d="M510 640 H660 V720 Q656 776 620 776 H550 Q514 776 510 720Z" fill="#fbf7ec"/><path d="M660 660 q44 0 40 40 q-6 34 -44 34" fill="none" stroke="#fbf7ec" stroke-width="16"/><circle cx="320" cy="310" r="46" fill="#fbf7ec" stroke="#3a3733" stroke-width="8"/><path d="M320 310 L344 282" stroke="#d8452f" stroke-width="7"/><circle cx="470" cy="310" r="22" fill="#3a3733"/><circle cx="550" cy="310" r="22" fill="#3a3733"/><path d="M740 440 C760 560 740 620 716 690" fill="none" stroke="#c3c9cf" stroke-width="16"/>'
    return '<path d="M330 200 H670 L540 470 H460Z" fill="#e8f1f3" opacity=".8" stroke="#b8c9ce" stroke-width="5"/><path d="M352 230 H648 L540 450 H460Z" fill="#8a8f95"/><path d="M380 260 H620 L536 420 H464Z" fill="#4a2c18"/><path d="M440 470 H560 C600 560 740 640 730 780 Q724 868 640 868 H360 Q276 868 270 780 C260 640 400 560 440 470Z" fill="#e8f1f3" opacity=".8" stroke="#b8c9ce" stroke-width="5"/><path d="M296 730 C300 700 700 700 704 730 Q728 850 640 850 H360 Q272 850 296 730Z" fill="#5b3620"/><rect x="410" y="446" width="180" height="64" rx="16" fill="#8a5a34"/><path d="M500 446 v64" stroke="#6b4325" stroke-width="5"/><path d="M340 640 C320 680 310 720 312 780" fill="none" stroke="#fff" stroke-width="14" stroke-linecap="round" opacity=".8"/>'


@draws("pan")
def pan(subject: Subject) -> str:
    """A cast-iron skillet or a wok, from above and aside."""
    iron = "#3d3b3a"
    if subject.details.get("wok"):
        return f'<defs>{radial("iron", (0, "#7c7a78"), (0.6, iron), (1, "#232120"), cx=0.5, cy=0.2)}</defs><path d="M760 560 L940 470 l16 34 L780 610Z" fill="#b07a45"/><path d="M120 520 H820 C800 760 660 860 470 860 C280 860 140 760 120 520Z" fill="url(#iron)"/><ellipse cx="470" cy="520" rx="350" ry="84" fill="#54514f"/><ellipse cx="470" cy="534" rx="300" ry="60" fill="#2c2a29"/><path d="M126 520 q-60 0 -50 40 q30 20 60 10" fill="none" stroke="{iron}" stroke-width="20"/>'
    return f'<defs>{radial("iron", (0, "#5c5957"), (0.7, iron), (1, "#232120"), cx=0.4, cy=0.35)}</defs><path d="M640 360 L860 140 q34 -26 60 2 q24 30 -4 58 L700 430Z" fill="{iron}"/><circle cx="876" cy="178" r="18" fill="#f5f2ec"/><circle cx="430" cy="580" r="310" fill="url(#iron)"/><circle cx="430" cy="580" r="256" fill="#2b2928"/><circle cx="430" cy="580" r="256" fill="none" stroke="#191817" stroke-width="8"/><path d="M370 560 C330 640 420 700 500 660 C580 640 560 540 490 520 C440 500 390 510 370 560Z" fill="#fffaf0"/><circle cx="452" cy="598" r="50" fill="#f4b832"/><circle cx="436" cy="580" r="14" fill="#fff" opacity=".7"/>'


@draws("knife")
def knife(subject: Subject) -> str:
    """A nakiri with a patterned blade."""
    waves = "".join(
        f'<path d="M150 {y} q60 -26 120 0 t120 0 t120 0 t80 0" fill="none" stroke="#8f979e" stroke-width="4" opacity=".6"/>'
        for y in range(440, 600, 24)
    )
    return f'<defs>{flat_body("blade", "#d3d8dc")}{flat_body("wood", "#b98555")}</defs><g transform="rotate(-14 500 520)"><path d="M130 400 H620 V630 H180 Q130 630 126 580Z" fill="url(#blade)" stroke="#a3abb1" stroke-width="4"/>{waves}<path d="M126 600 Q140 632 180 632 H620" fill="none" stroke="#f7fafb" stroke-width="12"/><rect x="612" y="420" width="54" height="110" rx="8" fill="#2c2926"/><rect x="660" y="424" width="260" height="102" rx="40" fill="url(#wood)"/></g>'


@draws("cutting board")
def cutting_board(subject: Subject) -> str:
    """An end-grain board with its groove."""
    tones = ("#6b4328", "#7d5133", "#5d3820", "#8a5c3b")
    blocks = "".join(
        f'<rect x="{180 + 80 * i}" y="{300 + 70 * j}" width="80" height="70" fill="{tones[(i * 3 + j * 5) % 4]}" stroke="#4a2c18" stroke-width="2"/>'
        for i in range(8)
        for j in range(6)
    )
    return f'<path d="M180 720 H820 V780 Q820 800 800 800 H200 Q180 800 180 780Z" fill="#4a2c18"/>{blocks}<rect x="212" y="332" width="576" height="356" rx="26" fill="none" stroke="#3d2413" stroke-width="12" opacity=".8"/><g transform="translate(560 520)"><path d="M0 40 q-60 -70 0 -120 q60 50 0 120Z" fill="#e0702c"/><path d="M0 -76 q-20 -60 -46 -66 M0 -76 v-74 M0 -76 q20 -60 46 -66" stroke="#5b9a5f" stroke-width="12" fill="none" stroke-linecap="round"/></g>'


@draws("bowls")
def bowls(subject: Subject) -> str:
    """Four stacked bowls in different blues."""
    blues = ("#4f6f9c", "#6f93b8", "#8fb0c9", "#b4cbd9")
    return (
        "".join(
            f'<path d="M230 {720 - 92 * i} H770 C760 {830 - 92 * i} 680 {868 - 92 * i} 500 {868 - 92 * i} C320 {868 - 92 * i} 240 {830 - 92 * i} 230 {720 - 92 * i}Z" fill="{paint}"/><path d="M270 {760 - 92 * i} q120 30 460 0" fill="none" stroke="#fff" stroke-width="6" opacity=".4"/>'
            for i, paint in enumerate(blues)
        )
        + f'<ellipse cx="500" cy="444" rx="270" ry="52" fill="{shade(blues[3], 0.5)}"/><ellipse cx="500" cy="452" rx="226" ry="38" fill="{shade(blues[3], 0.1)}"/><path d="M300 380 L840 300 M310 400 L850 330" stroke="#8a5a34" stroke-width="13" stroke-linecap="round"/>'
    )


@draws("plates")
def plates(subject: Subject) -> str:
    """A stack of plates with one leaning behind."""
    paint = subject.paint
    stack = "".join(
        f'<ellipse cx="500" cy="{840 - 30 * i}" rx="330" ry="52" fill="{shade(paint, -0.12 if i % 2 else -0.04)}" stroke="{shade(paint, -0.3)}" stroke-width="3"/>'
        for i in range(5)
    )
    return f'<defs>{radial("plate", (0, shade(paint, 0.3)), (0.62, paint), (0.66, shade(paint, -0.16)), (0.7, shade(paint, 0.1)), (1, shade(paint, -0.12)), cx=0.5, cy=0.5, r=0.5)}</defs><circle cx="500" cy="440" r="290" fill="url(#plate)" stroke="{shade(paint, -0.25)}" stroke-width="4"/>{stack}'


@draws("glasses")
def glasses(subject: Subject) -> str:
    """Rippled tumblers."""
    paint = subject.paint

    def glass(x: float, y: float, opacity: float) -> str:
        ripples = "".join(
            f'<path d="M{-118 + 9 * i} {-160 + 74 * i} q60 26 {118 - 9 * i} 0 t{118 - 9 * i} 0" fill="none" stroke="#fff" stroke-width="7" opacity=".65"/>'
            for i in range(5)
        )
        return f'<g transform="translate({x} {y})" opacity="{opacity}"><path d="M-130 -220 H130 L96 190 Q92 214 60 214 H-60 Q-92 214 -96 190Z" fill="{paint}" fill-opacity=".62" stroke="{shade(paint, -0.2)}" stroke-width="4"/>{ripples}<ellipse cy="-220" rx="130" ry="24" fill="{shade(paint, 0.5)}" fill-opacity=".8" stroke="{shade(paint, -0.2)}" stroke-width="4"/></g>'

    return glass(360, 600, 0.85) + glass(660, 600, 0.85) + glass(510, 660, 1)


@draws("bedding", "duvet")
def bedding(subject: Subject) -> str:
    """A made bed seen from its foot; sheets lie folded, a duvet is quilted."""
    paint = "#f1ece0" if subject.kind == "duvet" else subject.paint
    if subject.details.get("sheet"):
        return (
            "".join(
                f'<path d="M220 {800 - 96 * i} Q220 {740 - 96 * i} 280 {740 - 96 * i} H740 Q780 {740 - 96 * i} 780 {790 - 96 * i} Q780 {836 - 96 * i} 740 {836 - 96 * i} H260 Q220 {836 - 96 * i} 220 {800 - 96 * i}Z" fill="{shade(paint, 0.1 - 0.05 * i)}" stroke="{shade(paint, -0.25)}" stroke-width="4"/><path d="M250 {788 - 96 * i} H770" stroke="{shade(paint, -0.2)}" stroke-width="4" opacity=".6"/>'
                for i in range(4)
            )
            + '<path d="M500 450 V838" stroke="#b58a5a" stroke-width="16"/><path d="M500 452 q-70 -60 -90 0 q30 30 90 0 q70 -60 90 0 q-30 30 -90 0Z" fill="#b58a5a"/>'
        )
    quilt = (
        "".join(
            f'<path d="M{x} 560 L{x - 30 + (x - 500) * 0.12} 846" stroke="{shade(paint, -0.2)}" stroke-width="4"/>'
            for x in range(240, 800, 90)
        )
        + "".join(f'<path d="M180 {y} H820" stroke="{shade(paint, -0.2)}" stroke-width="4"/>' for y in (640, 740))
        if subject.kind == "duvet"
        else f'<path d="M330 600 q30 120 -10 240 M560 590 q-20 130 20 250 M710 610 q10 100 -14 210" fill="none" stroke="{shade(paint, -0.2)}" stroke-width="9" opacity=".5"/>'
    )
    return f'<defs>{flat_body("linen", paint)}</defs><rect x="150" y="240" width="700" height="330" rx="40" fill="#a77b50"/><rect x="180" y="270" width="640" height="280" rx="28" fill="#bb8d5f"/><rect x="220" y="380" width="260" height="170" rx="60" fill="{shade(paint, 0.35)}" stroke="{shade(paint, -0.2)}" stroke-width="4"/><rect x="520" y="380" width="260" height="170" rx="60" fill="{shade(paint, 0.35)}" stroke="{shade(paint, -0.2)}" stroke-width="4"/><path d="M190 540 H810 L860 840 Q860 866 830 866 H170 Q140 866 140 840Z" fill="url(#linen)"/>{quilt}<path d="M190 540 H810 L818 596 Q500 640 182 596Z" fill="{shade(paint, 0.4)}"/><rect x="160" y="850" width="36" height="30" fill="#8a6239"/><rect x="804" y="850" width="36" height="30" fill="#8a6239"/>'


@draws("pillow", "cushion")
def cushion(subject: Subject) -> str:
    """A pillow or a printed cushion."""
    pillow = subject.kind == "pillow"
    paint = "#e6dcc6" if pillow else subject.paint
    print_ = (
        ""
        if pillow
        else "".join(
            f'<g transform="translate({x} {y}) rotate({turn})"><path d="M0 60 V-40" stroke="{shade(paint, -0.5)}" stroke-width="6"/><path d="M0 10 q40 -10 46 -50 q-44 4 -46 50 M0 30 q-40 -10 -46 -50 q44 4 46 50" fill="{shade(paint, -0.42)}"/><circle cy="-52" r="20" fill="#e0a63a"/></g>'
            for x, y, turn in ((380, 480, -12), (560, 420, 10), (480, 650, 4), (650, 610, 16), (320, 660, -20))
        )
    )
    grain = (
        "".join(
            f'<ellipse cx="{300 + (i * 97) % 420}" cy="{820 + (i * 31) % 50}" rx="16" ry="9" fill="#7a5535" transform="rotate({i * 40} {300 + (i * 97) % 420} {820 + (i * 31) % 50})"/>'
            for i in range(14)
        )
        if pillow
        else ""
    )
    outline = (
        "M190 400 Q500 320 810 400 Q860 580 810 760 Q500 840 190 760 Q140 580 190 400Z"
        if pillow
        else "M230 270 Q500 310 770 270 Q740 540 780 840 Q500 800 220 840 Q260 540 230 270Z"
    )
    return f'<defs>{radial("pad", (0, shade(paint, 0.3)), (0.6, paint), (1, shade(paint, -0.2)))}</defs><g filter="url(#cloth)"><path d="{outline}" fill="url(#pad)" stroke="{shade(paint, -0.3)}" stroke-width="5"/></g>{print_}{grain}'


@draws("blanket", "towel")
def folded(subject: Subject) -> str:
    """A folded throw with fringes, or a rolled towel on a folded one."""
    paint = subject.paint
    weave = (
        f'<pattern id="weave" width="28" height="28" patternUnits="userSpaceOnUse"><path d="M0 14 L14 0 L28 14 M0 28 L14 14 L28 28" fill="none" stroke="{shade(paint, -0.25)}" stroke-width="4" opacity=".55"/></pattern>'
        if subject.kind == "blanket"
        else f'<pattern id="weave" width="26" height="26" patternUnits="userSpaceOnUse"><rect x="3" y="3" width="20" height="20" fill="none" stroke="{shade(paint, -0.22)}" stroke-width="3" opacity=".6"/></pattern>'
    )
    layers = "".join(
        f'<rect x="{200 + 6 * i}" y="{740 - 110 * i}" width="{600 - 12 * i}" height="122" rx="56" fill="url(#fold)"/><rect x="{200 + 6 * i}" y="{740 - 110 * i}" width="{600 - 12 * i}" height="122" rx="56" fill="url(#weave)"/>'
        for i in range(3)
    )
    extra = (
        "".join(
            f'<path d="M{250 + 24 * i} 860 v{44 + (i % 3) * 8}" stroke="{shade(paint, -0.15)}" stroke-width="8" stroke-linecap="round"/>'
            for i in range(22)
        )
        if subject.kind == "blanket"
        else f'<rect x="260" y="390" width="440" height="140" rx="70" fill="url(#fold)"/><rect x="260" y="390" width="440" height="140" rx="70" fill="url(#weave)"/><circle cx="668" cy="460" r="66" fill="{shade(paint, -0.1)}"/><path d="M668 420 a40 40 0 1 1 -34 62 a26 26 0 1 1 40 6" fill="none" stroke="{shade(paint, -0.35)}" stroke-width="7"/>'
    )
    return f"<defs>{linear('fold', (0, shade(paint, 0.18)), (0.5, paint), (1, shade(paint, -0.26)), angle=90)}{weave}</defs>{extra}{layers}"


@draws("lamp", "floor lamp")
def lamp(subject: Subject) -> str:
    """A paper moon, a desk lamp, or an arc lamp."""
    paint = subject.paint
    if subject.kind == "floor lamp":
        return f'<path d="M320 850 V420 C320 160 760 120 800 380" fill="none" stroke="{paint}" stroke-width="22"/><rect x="220" y="820" width="200" height="50" rx="16" fill="#e9e5df" stroke="#bdb6ab" stroke-width="4"/><path d="M240 840 q40 -14 80 6 t90 -6" stroke="#a9a297" stroke-width="4" fill="none"/><path d="M690 380 H910 L960 560 H640Z" fill="#f4e8cd" stroke="#cdb98e" stroke-width="4"/><ellipse cx="800" cy="560" rx="160" ry="24" fill="#fff6d8"/>'
    if subject.details.get("desk"):
        return f'<defs>{flat_body("arm", paint)}</defs><path d="M640 300 L860 720 L360 720Z" fill="#fff3c4" opacity=".5"/><ellipse cx="400" cy="850" rx="170" ry="34" fill="url(#arm)"/><path d="M400 840 L330 520 L600 280" fill="none" stroke="{shade(paint, -0.1)}" stroke-width="30" stroke-linejoin="round" stroke-linecap="round"/><circle cx="330" cy="520" r="28" fill="{shade(paint, -0.35)}"/><g transform="rotate(24 640 280)"><rect x="520" y="240" width="300" height="60" rx="30" fill="url(#arm)" stroke="{shade(paint, -0.35)}" stroke-width="3"/><rect x="544" y="290" width="252" height="16" rx="8" fill="#fff3c4"/></g><circle cx="460" cy="846" r="12" fill="#7fd0ff"/>'
    return f'<defs>{radial("moon", (0, "#fffbe8"), (0.6, "#fbe8b8"), (1, "#e5c98c"), cx=0.45, cy=0.45)}</defs><circle cx="500" cy="430" r="330" fill="#ffeebc" opacity=".35"/><circle cx="500" cy="430" r="270" fill="url(#moon)"/><path d="M300 330 q90 40 60 130 q-60 60 -110 30 M640 260 q-40 60 30 100 M560 560 q70 -20 110 40" fill="none" stroke="#d8bd80" stroke-width="10" opacity=".6"/><path d="M420 690 H580 L600 850 Q600 872 576 872 H424 Q400 872 400 850Z" fill="#b98555"/><path d="M430 730 H570 M424 780 H576" stroke="#9a6b40" stroke-width="5"/>'


@draws("candle")
def candle(subject: Subject) -> str:
    """A candle in an amber jar."""
    return f'<defs>{round_body("amber", "#a65f22")}{radial("flame", (0, "#fff8d8"), (0.5, "#ffd25e"), (1, "#f08a24"), cx=0.5, cy=0.7)}</defs><path d="M500 200 C560 300 560 370 500 380 C440 370 440 300 500 200Z" fill="url(#flame)"/><path d="M500 370 v60" stroke="#3a2d22" stroke-width="10"/><path d="M300 400 H700 V800 Q700 870 630 870 H370 Q300 870 300 800Z" fill="url(#amber)"/><ellipse cx="500" cy="400" rx="200" ry="36" fill="#c98a4a"/><ellipse cx="500" cy="420" rx="170" ry="26" fill="#f3e3c0"/><rect x="350" y="540" width="300" height="220" rx="8" fill="#f7f0e0"/><path d="M500 580 q50 50 0 110 q-50 -60 0 -110Z" fill="#a65f22"/><path d="M410 724 H590" stroke="#5a4636" stroke-width="8"/>'


@draws("vase")
def vase(subject: Subject) -> str:
    """A pebble-shaped vase with one stem."""
    paint = subject.paint
    return f'<defs>{radial("stone", (0, shade(paint, 0.35)), (0.5, paint), (1, shade(paint, -0.3)))}</defs><path d="M505 560 C500 420 520 300 560 180" fill="none" stroke="#5d7d4a" stroke-width="14"/><path d="M515 420 C420 400 400 320 400 300 C470 310 520 350 515 420 M525 340 C600 340 640 280 646 250 C580 250 530 280 525 340" fill="#6f9358"/><g transform="translate(562 170)">{"".join(f"<ellipse cy=-46 rx=24 ry=40 fill=#e9a1a8 transform=rotate({turn}) />" for turn in range(0, 360, 60))}<circle r="22" fill="#f0c33f"/></g><path d="M450 560 C450 540 560 540 560 560 C760 600 800 860 620 868 H390 C210 860 250 600 450 560Z" fill="url(#stone)"/><ellipse cx="505" cy="558" rx="56" ry="14" fill="{shade(paint, -0.5)}"/>'


@draws("rug")
def rug(subject: Subject) -> str:
    """A flat-woven rug with a tile pattern."""
    paint = subject.paint
    tiles = "".join(
        f'<g transform="translate({250 + 125 * i} {290 + 120 * j})"><path d="M0 -52 L52 0 L0 52 L-52 0Z" fill="{shade(paint, 0.5 if (i + j) % 2 else 0.1)}"/><path d="M0 -26 L26 0 L0 26 L-26 0Z" fill="{shade(paint, -0.3 if (i + j) % 2 else 0.55)}"/></g>'
        for i in range(5)
        for j in range(5)
    )
    fringe = "".join(
        f'<path d="M{170 + 22 * i} 180 v-44 M{170 + 22 * i} 860 v44" stroke="#e9dcc0" stroke-width="9" stroke-linecap="round"/>'
        for i in range(31)
    )
    return f'{fringe}<g filter="url(#cloth)"><rect x="150" y="176" width="700" height="688" fill="{paint}"/></g><rect x="180" y="206" width="640" height="628" fill="none" stroke="{shade(paint, 0.55)}" stroke-width="10"/>{tiles}'


@draws("basket")
def basket(subject: Subject) -> str:
    """A woven seagrass basket."""
    rows = "".join(
        f'<path d="M{230 + 6 * j} {480 + 44 * j} {"".join(f"q20 {26 if (i + j) % 2 else -26} 40 0" for i in range(13))}" fill="none" stroke="{"#8f6f3e" if j % 2 else "#a98850"}" stroke-width="22"/>'
        for j in range(9)
    )
    return f'<defs>{round_body("grass", "#c2a165")}<clipPath id="form"><path d="M220 450 H780 L730 850 Q724 870 700 870 H300 Q276 870 270 850Z"/></clipPath></defs><path d="M260 460 C250 300 400 300 400 450 M600 450 C600 300 750 300 740 460" fill="none" stroke="#8f6f3e" stroke-width="26"/><path d="M220 450 H780 L730 850 Q724 870 700 870 H300 Q276 870 270 850Z" fill="url(#grass)"/><g clip-path="url(#form)">{rows}</g><rect x="206" y="430" width="588" height="44" rx="22" fill="#a98850"/>'


@draws("clock")
def clock(subject: Subject) -> str:
    """A wall clock at ten past ten."""
    paint = subject.paint
    ink = "#f4f2ec" if subject.colour == "black" else "#2c2926"
    numerals = "".join(
        f'<text x="500" y="262" font-family="Georgia, serif" font-size="60" text-anchor="middle" fill="{ink}" transform="rotate({30 * hour} 500 520) rotate({-30 * hour} 500 242)">{hour}</text>'
        for hour in range(1, 13)
    )
    return f'<circle cx="500" cy="520" r="372" fill="#c99a63"/><circle cx="500" cy="520" r="338" fill="{paint}"/><circle cx="500" cy="520" r="338" fill="none" stroke="#0002" stroke-width="10"/>{numerals}<path d="M500 520 L370 410" stroke="{ink}" stroke-width="20" stroke-linecap="round"/><path d="M500 520 L690 400" stroke="{ink}" stroke-width="13" stroke-linecap="round"/><path d="M500 580 L500 300" stroke="#d8452f" stroke-width="6"/><circle cx="500" cy="520" r="18" fill="#d8452f"/>'


@draws("chair", "side table")
def furniture(subject: Subject) -> str:
    """A spindle-backed oak chair, or a tray-topped table."""
    if subject.kind == "side table":
        paint = subject.paint
        return f'<defs>{flat_body("tray", paint)}</defs><path d="M320 470 L270 860 M680 470 L730 860 M500 480 V870" stroke="{shade(paint, -0.25)}" stroke-width="22" stroke-linecap="round"/><path d="M200 380 H800 V430 Q800 480 500 486 Q200 480 200 430Z" fill="url(#tray)"/><ellipse cx="500" cy="380" rx="300" ry="64" fill="{shade(paint, 0.2)}" stroke="{shade(paint, -0.3)}" stroke-width="5"/><ellipse cx="500" cy="392" rx="268" ry="46" fill="{shade(paint, -0.06)}"/><path d="M470 350 h90 v30 q-6 24 -45 24 q-40 0 -45 -24Z" fill="#fbf7ec"/>'
    oak = "#c1905a"
    spindles = "".join(
        f'<path d="M{x} 230 L{360 + (x - 320) * 0.78} 560" stroke="{shade(oak, -0.06)}" stroke-width="14"/>'
        for x in range(350, 660, 50)
    )
    return f'<defs>{flat_body("oak", oak)}</defs><path d="M340 590 L280 870 M660 590 L720 870 M400 600 L380 850 M600 600 L620 850" stroke="{shade(oak, -0.2)}" stroke-width="26" stroke-linecap="round"/><path d="M310 740 H690" stroke="{shade(oak, -0.25)}" stroke-width="14"/><path d="M300 250 L350 570 M700 250 L650 570" stroke="{oak}" stroke-width="24" stroke-linecap="round"/>{spindles}<path d="M270 250 C330 170 670 170 730 250 Q720 290 680 270 C620 230 380 230 320 270 Q280 290 270 250Z" fill="url(#oak)"/><path d="M290 560 H710 Q760 600 720 630 H280 Q240 600 290 560Z" fill="url(#oak)" stroke="{shade(oak, -0.3)}" stroke-width="4"/>'


@draws("plant pot")
def plant_pot(subject: Subject) -> str:
    """A self-watering pot with a fern in it."""
    paint = subject.paint
    fronds = "".join(
        f'<g transform="rotate({turn} 500 520)"><path d="M500 520 Q{500 + turn} 360 500 210" fill="none" stroke="#4c7a45" stroke-width="10"/>{"".join(f"<ellipse cx={500 - 26} cy={500 - 34 * i} rx=30 ry=11 fill=#5f9455 transform=rotate(24,{500 - 26},{500 - 34 * i}) /><ellipse cx={500 + 26} cy={500 - 34 * i} rx=30 ry=11 fill=#71a864 transform=rotate(-24,{500 + 26},{500 - 34 * i}) />" for i in range(9))}</g>'
        for turn in (-58, 58, -34, 34, -12, 12)
    )
    return f'<defs>{round_body("pot", paint)}</defs>{fronds}<path d="M290 520 H710 L670 840 Q664 870 630 870 H370 Q336 870 330 840Z" fill="url(#pot)"/><rect x="270" y="500" width="460" height="60" rx="20" fill="{shade(paint, 0.1)}"/><rect x="476" y="740" width="48" height="90" rx="22" fill="#dff0f6" stroke="{shade(paint, -0.3)}" stroke-width="4"/><rect x="480" y="780" width="40" height="46" rx="18" fill="#6fb7dc"/>'
