"""Drawings of the electronics department."""

from __future__ import annotations

from knowledge_base.demo.draw.svg import Subject, draws, flat_body, linear, radial, round_body, shade

DARK = "#2c2a2b"
STEEL = "#c3c9cf"


def screen(x: float, y: float, width: float, height: float, radius: float = 20) -> str:
    """A lit display with a landscape on it; uses ids sky and land."""
    return (
        f'<defs>{linear("sky", (0, "#f7d9a8"), (0.5, "#e79a7a"), (1, "#6a6f9e"), angle=90)}<clipPath id="glass"><rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}"/></clipPath></defs>'
        f'<g clip-path="url(#glass)"><rect x="{x}" y="{y}" width="{width}" height="{height}" fill="url(#sky)"/><circle cx="{x + width * 0.66}" cy="{y + height * 0.36}" r="{min(width, height) * 0.11}" fill="#fff3d0"/>'
        f'<path d="M{x} {y + height * 0.72} L{x + width * 0.3} {y + height * 0.42} L{x + width * 0.52} {y + height * 0.66} L{x + width * 0.74} {y + height * 0.5} L{x + width} {y + height * 0.74} V{y + height} H{x}Z" fill="#3f4a70"/>'
        f'<path d="M{x} {y + height * 0.86} Q{x + width * 0.4} {y + height * 0.68} {x + width} {y + height * 0.88} V{y + height} H{x}Z" fill="#2a3350"/></g>'
    )


@draws("headphones")
def headphones(subject: Subject) -> str:
    """Over-ear headphones; wooden cups or a small pair for kids."""
    paint = "#8a5a34" if subject.details.get("wood") else subject.paint
    band = DARK if subject.details.get("wood") else shade(paint, -0.15)
    ears = (
        '<circle cx="330" cy="250" r="56" fill="{0}"/><circle cx="670" cy="250" r="56" fill="{0}"/>'.format(
            shade(paint, -0.1)
        )
        if subject.details.get("kid")
        else ""
    )

    def cup(x: float, turn: int) -> str:
        return f'<g transform="rotate({turn} {x} 640)"><rect x="{x - 70}" y="490" width="140" height="300" rx="66" fill="#3a3733"/><rect x="{x - 60 - 20 * (1 if turn > 0 else -1)}" y="480" width="120" height="320" rx="60" fill="url(#cup)"/></g>'

    return f'<defs>{round_body("cup", paint)}</defs>{ears}<path d="M250 600 C210 120 790 120 750 600" fill="none" stroke="{band}" stroke-width="46"/><path d="M282 470 C300 200 700 200 718 470" fill="none" stroke="{shade(paint, 0.35)}" stroke-width="14" opacity=".8"/><path d="M252 560 v80 M748 560 v80" stroke="{STEEL}" stroke-width="22"/>{cup(260, 6)}{cup(740, -6)}<circle cx="206" cy="640" r="26" fill="{shade(paint, 0.25)}" opacity=".7"/>'


@draws("earbuds")
def earbuds(subject: Subject) -> str:
    """Two earbuds above their open case; sport ones have hooks."""
    paint = subject.paint

    def bud(x: float, flip: int) -> str:
        hook = (
            f'<path d="M{-20 * flip} -60 C{-140 * flip} -190 {-230 * flip} -30 {-130 * flip} 70" fill="none" stroke="{DARK}" stroke-width="22" stroke-linecap="round"/>'
            if subject.details.get("hooks")
            else ""
        )
        return f'<g transform="translate({x} 330)">{hook}<path d="M{-24 * flip} 0 h{48 * flip} l{-8 * flip} 170 q{-16 * flip} 26 {-32 * flip} 0Z" fill="{shade(paint, -0.08)}"/><ellipse rx="84" ry="76" fill="url(#bud)"/><ellipse cx="{60 * flip}" cy="8" rx="44" ry="52" fill="#4b4844"/><circle cx="{-24 * flip}" cy="-20" r="18" fill="#fff" opacity=".35"/></g>'

    return f'<defs>{radial("bud", (0, shade(paint, 0.45)), (0.6, paint), (1, shade(paint, -0.3)))}{flat_body("case", paint)}</defs>{bud(370, 1)}{bud(630, -1)}<path d="M260 640 C260 540 740 540 740 640Z" fill="{shade(paint, -0.2)}"/><path d="M240 640 H760 V740 Q760 870 640 870 H360 Q240 870 240 740Z" fill="url(#case)" stroke="{shade(paint, -0.25)}" stroke-width="4"/><ellipse cx="400" cy="642" rx="70" ry="18" fill="{DARK}"/><ellipse cx="600" cy="642" rx="70" ry="18" fill="{DARK}"/><circle cx="500" cy="760" r="11" fill="#7ed08a"/>'


@draws("speaker")
def speaker(subject: Subject) -> str:
    """A pebble-shaped portable speaker or a walnut bookshelf one."""
    if subject.details.get("bookshelf"):
        cone = "".join(
            f'<circle cx="500" cy="{y}" r="{r}" fill="#2b2a2a"/><circle cx="500" cy="{y}" r="{r * 0.8}" fill="#3d3b3a"/><circle cx="500" cy="{y}" r="{r * 0.34}" fill="#1e1d1d"/><circle cx="{500 - r * 0.12}" cy="{y - r * 0.12}" r="{r * 0.1}" fill="#fff" opacity=".3"/>'
            for y, r in ((330, 92), (620, 178))
        )
        return f'<defs>{linear("walnut", (0, "#6b4328"), (0.3, "#8a5c3b"), (0.55, "#744a2d"), (1, "#5b3820"))}</defs><rect x="270" y="170" width="460" height="700" rx="26" fill="url(#walnut)"/><rect x="300" y="200" width="400" height="640" rx="16" fill="#e9e2d2"/>{cone}<circle cx="500" cy="812" r="9" fill="#7ed08a"/>'
    paint = subject.paint
    dots = "".join(
        f'<circle cx="{x + (y // 26 % 2) * 13}" cy="{y}" r="5" fill="{shade(paint, -0.4)}" opacity=".6"/>'
        for y in range(420, 800, 26)
        for x in range(220, 790, 26)
    )
    return f'<defs>{radial("stone", (0, shade(paint, 0.3)), (0.55, paint), (1, shade(paint, -0.32)))}<clipPath id="stone-form"><path d="M160 640 C160 400 360 340 500 340 C660 340 840 420 840 640 C840 800 700 868 500 868 C290 868 160 800 160 640Z"/></clipPath></defs><path d="M160 640 C160 400 360 340 500 340 C660 340 840 420 840 640 C840 800 700 868 500 868 C290 868 160 800 160 640Z" fill="url(#stone)"/><g clip-path="url(#stone-form)">{dots}</g><path d="M820 560 q70 20 60 90 q-20 60 -50 50" fill="none" stroke="#4a3728" stroke-width="18"/><rect x="430" y="356" width="140" height="34" rx="17" fill="{shade(paint, -0.3)}"/><path d="M456 373 h20 M490 373 h20 M500 363 v20 M528 373 h20" stroke="#fff" stroke-width="4"/>'


@draws("radio")
def radio(subject: Subject) -> str:
    """A kitchen radio with a handle."""
    paint = subject.paint
    bars = "".join(
        f'<rect x="{236 + 26 * i}" y="500" width="12" height="260" rx="6" fill="{shade(paint, -0.4)}" opacity=".7"/>'
        for i in range(11)
    )
    return f'<defs>{flat_body("case", paint)}</defs><path d="M280 420 C280 260 720 260 720 420" fill="none" stroke="#8a5a34" stroke-width="34"/><path d="M740 420 L860 170" stroke="{STEEL}" stroke-width="10"/><circle cx="862" cy="166" r="12" fill="{STEEL}"/><rect x="160" y="400" width="680" height="460" rx="80" fill="url(#case)" stroke="{shade(paint, -0.3)}" stroke-width="4"/>{bars}<rect x="560" y="480" width="230" height="120" rx="18" fill="#263038"/><text x="675" y="560" font-family="monospace" font-size="60" fill="#f4d58a" text-anchor="middle">07:30</text><circle cx="612" cy="710" r="50" fill="#f7f0e0" stroke="#c9ae7c" stroke-width="8"/><circle cx="746" cy="710" r="50" fill="#f7f0e0" stroke="#c9ae7c" stroke-width="8"/><path d="M612 710 v-40 M746 710 l28 -28" stroke="#8a5a34" stroke-width="8"/><rect x="220" y="850" width="70" height="24" rx="8" fill="{DARK}"/><rect x="710" y="850" width="70" height="24" rx="8" fill="{DARK}"/>'


@draws("turntable")
def turntable(subject: Subject) -> str:
    """A turntable from above with a record on it."""
    grooves = "".join(
        f'<circle cx="430" cy="540" r="{r}" fill="none" stroke="#3a3838" stroke-width="3"/>'
        for r in range(110, 250, 16)
    )
    return f'<defs>{flat_body("plinth", "#a9744a")}</defs><rect x="110" y="240" width="780" height="600" rx="30" fill="url(#plinth)"/><path d="M110 800 h780 v20 q0 40 -40 40 h-700 q-40 0 -40 -40Z" fill="#7d5231"/><circle cx="430" cy="540" r="272" fill="#d9d6d0"/><circle cx="430" cy="540" r="256" fill="#1f1e1e"/>{grooves}<path d="M430 540 L250 380 A240 240 0 0 1 330 320Z" fill="#fff" opacity=".1"/><circle cx="430" cy="540" r="86" fill="#d8503a"/><circle cx="430" cy="540" r="12" fill="#f4efe6"/><circle cx="780" cy="350" r="60" fill="#d9d6d0" stroke="#a7a29a" stroke-width="6"/><path d="M780 350 L770 600 L640 690" fill="none" stroke="{STEEL}" stroke-width="20" stroke-linejoin="round"/><rect x="590" y="668" width="76" height="44" rx="10" fill="{DARK}" transform="rotate(-36 628 690)"/><circle cx="790" cy="740" r="34" fill="{DARK}"/>'


@draws("smartwatch", "fitness band")
def watch(subject: Subject) -> str:
    """A round smartwatch or a slim band."""
    paint = subject.paint
    strap = shade(paint, -0.1)
    if subject.kind == "fitness band":
        return f'<defs>{round_body("strap", paint)}</defs><path d="M400 120 H600 Q620 120 618 150 L606 860 Q604 880 580 880 H420 Q396 880 394 860 L382 150 Q380 120 400 120Z" fill="url(#strap)"/>{"".join(f"<ellipse cx=500 cy={y} rx=12 ry=9 fill={shade(paint, -0.5)} />" for y in range(720, 860, 34))}<rect x="376" y="300" width="248" height="370" rx="90" fill="#1d1c1e"/><text x="500" y="440" font-family="sans-serif" font-size="76" font-weight="700" fill="#fff" text-anchor="middle">10:08</text><path d="M424 560 l26 0 l16 -50 l30 90 l22 -60 l12 20 h46" fill="none" stroke="#ff7a6b" stroke-width="9" stroke-linejoin="round"/><path d="M420 490 H580" stroke="#7ed0a0" stroke-width="10" stroke-linecap="round"/>'
    return f'<defs>{flat_body("strap", strap)}{radial("case", (0, shade(paint, 0.4)), (0.8, shade(paint, -0.1)), (1, shade(paint, -0.4)), cx=0.5, cy=0.5, r=0.5)}</defs><path d="M390 130 H610 L640 360 H360Z M360 640 H640 L610 870 H390Z" fill="url(#strap)"/><rect x="716" y="470" width="44" height="70" rx="14" fill="{shade(paint, -0.3)}"/><circle cx="500" cy="500" r="236" fill="url(#case)"/><circle cx="500" cy="500" r="204" fill="#17171a"/><circle cx="500" cy="500" r="170" fill="none" stroke="#3d4450" stroke-width="16"/><path d="M500 330 A170 170 0 1 1 344 568" fill="none" stroke="#4fc3a1" stroke-width="16" stroke-linecap="round"/><text x="500" y="520" font-family="sans-serif" font-size="96" font-weight="700" fill="#fff" text-anchor="middle">10:08</text><text x="500" y="590" font-family="sans-serif" font-size="40" fill="#9fb3c4" text-anchor="middle">8 412</text>'


@draws("phone", "phone case")
def phone(subject: Subject) -> str:
    """A phone, front and back; or its cork case."""
    paint = "#bb8d5f" if subject.kind == "phone case" else subject.paint
    speckles = (
        "".join(
            f'<circle cx="{330 + (i * 83) % 340}" cy="{170 + (i * 137) % 680}" r="{4 + i % 4}" fill="#8a6239" opacity=".6"/>'
            for i in range(60)
        )
        if subject.kind == "phone case"
        else ""
    )
    back = f'<rect x="{310 if speckles else 250}" y="130" width="380" height="740" rx="58" fill="url(#back)" stroke="{shade(paint, -0.35)}" stroke-width="6"/>{speckles}'
    lens = "".join(
        f'<circle cx="{(390 if speckles else 330) + dx}" cy="{220 + dy}" r="42" fill="#232326"/><circle cx="{(390 if speckles else 330) + dx - 10}" cy="{210 + dy}" r="12" fill="#7d93b5"/>'
        for dx, dy in ((0, 0), (0, 104))
    )
    front = (
        ""
        if speckles
        else f'<rect x="420" y="180" width="370" height="690" rx="54" fill="#17171a"/>{screen(436, 196, 338, 658, 42)}<circle cx="605" cy="228" r="12" fill="#0d0d0f"/>'
    )
    return f"<defs>{flat_body('back', paint)}</defs>{back}{lens}{front}"


@draws("tablet", "e-reader")
def tablet(subject: Subject) -> str:
    """A tablet with its pen, or an e-reader with text."""
    if subject.kind == "e-reader":
        text = "".join(
            f'<rect x="318" y="{260 + 38 * i}" width="{360 if i % 5 != 4 else 210}" height="12" rx="6" fill="#4a4a48"/>'
            for i in range(13)
        )
        return f'<rect x="250" y="130" width="500" height="740" rx="40" fill="#2f2e30"/><rect x="290" y="180" width="420" height="600" rx="10" fill="#eeece4"/><text x="500" y="236" font-family="Georgia, serif" font-size="34" text-anchor="middle" fill="#333">Chapter Seven</text>{text}<circle cx="500" cy="826" r="20" fill="none" stroke="#77757a" stroke-width="5"/>'
    return f'<rect x="130" y="260" width="700" height="520" rx="44" fill="#3f4146"/>{screen(160, 290, 640, 460, 20)}<path d="M870 240 L900 250 L780 830 L756 860 L752 822Z" fill="#f2f2f0" stroke="#a9adb2" stroke-width="4"/><path d="M756 860 L752 822 L780 830Z" fill="#3a3a3c"/>'


@draws("charger", "power bank", "smart plug")
def power(subject: Subject) -> str:
    """A wall charger, a power bank or a smart plug."""
    if subject.kind == "power bank":
        paint = subject.paint
        return f'<defs>{flat_body("case", paint)}</defs><rect x="310" y="170" width="380" height="700" rx="60" fill="url(#case)" stroke="{shade(paint, -0.3)}" stroke-width="5"/><rect x="420" y="250" width="160" height="90" rx="20" fill="#17171a"/><text x="500" y="316" font-family="monospace" font-size="62" fill="#8ff0b4" text-anchor="middle">87</text><rect x="400" y="156" width="70" height="24" rx="8" fill="{DARK}"/><rect x="520" y="156" width="80" height="24" rx="4" fill="{DARK}"/><path d="M520 540 L450 660 H496 L470 760 L560 620 H510Z" fill="{shade(paint, 0.5) if subject.colour == "black" else shade(paint, -0.3)}"/>'
    if subject.kind == "smart plug":
        return f'<defs>{radial("plug", (0, "#ffffff"), (0.7, "#eeebe4"), (1, "#cfcabf"))}</defs><rect x="260" y="280" width="480" height="560" rx="150" fill="url(#plug)" stroke="#bdb7aa" stroke-width="5"/><circle cx="500" cy="560" r="180" fill="#e2ded4" stroke="#bdb7aa" stroke-width="6"/><circle cx="430" cy="560" r="26" fill="{DARK}"/><circle cx="570" cy="560" r="26" fill="{DARK}"/><path d="M500 390 v30 M500 700 v30" stroke="#a7a193" stroke-width="16"/><circle cx="500" cy="330" r="12" fill="#4fc3a1"/><path d="M440 240 q60 -60 120 0 M400 200 q100 -96 200 0" fill="none" stroke="#4fc3a1" stroke-width="14" stroke-linecap="round"/>'
    ports = "".join(
        f'<rect x="440" y="{y}" width="120" height="{h}" rx="{r}" fill="{DARK}"/>'
        for y, h, r in ((430, 44, 22), (530, 44, 22), (630, 60, 8))
    )
    return f'<defs>{flat_body("cube", "#f4f2ee")}</defs><path d="M420 250 v-110 h34 v110 M546 250 v-110 h34 v110" fill="{STEEL}"/><rect x="310" y="250" width="380" height="600" rx="70" fill="url(#cube)" stroke="#c9c5bb" stroke-width="5"/>{ports}<text x="500" y="780" font-family="sans-serif" font-weight="700" font-size="54" fill="#b3aea2" text-anchor="middle">65 W</text>'


@draws("cable")
def cable(subject: Subject) -> str:
    """A coiled braided cable."""
    paint = subject.paint
    coils = "".join(
        f'<ellipse cx="500" cy="{560 + 8 * i}" rx="{270 - 18 * i}" ry="{210 - 16 * i}" fill="none" stroke="{shade(paint, 0.08 * (i % 2))}" stroke-width="30"/><ellipse cx="500" cy="{560 + 8 * i}" rx="{270 - 18 * i}" ry="{210 - 16 * i}" fill="none" stroke="{shade(paint, 0.4)}" stroke-width="30" stroke-dasharray="4 12" opacity=".5"/>'
        for i in range(3)
    )
    end = f'<rect x="-40" y="-130" width="80" height="130" rx="18" fill="{STEEL}"/><rect x="-26" y="-190" width="52" height="64" rx="22" fill="#e8ebee" stroke="#8d949a" stroke-width="4"/><rect x="-22" y="0" width="44" height="60" fill="{DARK}"/>'
    return f'{coils}<g transform="translate(250 330) rotate(-20)">{end}</g><g transform="translate(760 330) rotate(20)">{end}</g><rect x="440" y="738" width="120" height="60" rx="16" fill="#c08a4e"/>'


@draws("laptop")
def laptop(subject: Subject) -> str:
    """An open laptop."""
    paint = subject.paint
    return f'<defs>{flat_body("deck", paint)}</defs><rect x="190" y="220" width="620" height="430" rx="26" fill="{shade(paint, -0.35)}"/>{screen(212, 242, 576, 380, 10)}<path d="M170 650 H830 L930 810 Q936 836 900 838 H100 Q64 836 70 810Z" fill="url(#deck)" stroke="{shade(paint, -0.3)}" stroke-width="4"/><path d="M220 676 H780 L806 740 H194Z" fill="{shade(paint, -0.45)}"/><path d="M400 762 H600 L612 812 H388Z" fill="{shade(paint, -0.14)}"/>{"".join(f"<path d=M{214 - 8 * i},{690 + 16 * i}H{786 + 8 * i} stroke={shade(paint, -0.2)} stroke-width=3 />" for i in range(3))}'


@draws("laptop bag")
def sleeve_bag(subject: Subject) -> str:
    """A felt sleeve with a leather loop."""
    paint = subject.paint
    return f'<defs>{flat_body("felt", paint)}</defs><g filter="url(#cloth)"><rect x="150" y="300" width="700" height="520" rx="30" fill="url(#felt)"/><path d="M150 330 Q150 300 180 300 H820 Q850 300 850 330 V470 H150Z" fill="{shade(paint, -0.14)}"/></g><rect x="460" y="380" width="80" height="200" rx="30" fill="#a9703c"/><circle cx="500" cy="540" r="18" fill="#d3a94f"/><path d="M176 796 H824 M176 326 V796 M824 326 V796" stroke="{shade(paint, 0.5)}" stroke-width="4" stroke-dasharray="14 9" fill="none"/>'


@draws("monitor")
def monitor(subject: Subject) -> str:
    """A large monitor on its stand."""
    return f'<rect x="90" y="190" width="820" height="500" rx="22" fill="#2b2b2e"/>{screen(108, 208, 784, 446, 8)}<path d="M450 690 H550 L566 830 H434Z" fill="#a7acb2"/><rect x="330" y="826" width="340" height="40" rx="18" fill="#c3c9cf"/>'


@draws("keyboard")
def keyboard(subject: Subject) -> str:
    """A compact mechanical keyboard."""
    paint = subject.paint
    keys = "".join(
        f'<rect x="{140 + 56 * i + 12 * (j % 3)}" y="{430 + 62 * j}" width="48" height="52" rx="10" fill="{"#d8503a" if (i, j) == (0, 0) else "#7fae9c" if i == 12 and j in (1, 2) else shade(paint, 0.25 if 0 < j < 4 and 0 < i < 12 else -0.12)}"/><rect x="{146 + 56 * i + 12 * (j % 3)}" y="{433 + 62 * j}" width="36" height="36" rx="8" fill="#fff" opacity=".18"/>'
        for j in range(4)
        for i in range(13)
    )
    space = (
        f'<rect x="150" y="678" width="110" height="52" rx="10" fill="{shade(paint, -0.12)}"/><rect x="272" y="678" width="330" height="52" rx="10" fill="{shade(paint, 0.25)}"/>'
        + "".join(
            f'<rect x="{614 + 60 * i}" y="678" width="50" height="52" rx="10" fill="{shade(paint, -0.12)}"/>'
            for i in range(4)
        )
    )
    return f'<rect x="90" y="380" width="820" height="400" rx="40" fill="{shade(paint, -0.3)}"/><rect x="104" y="392" width="792" height="366" rx="32" fill="{shade(paint, -0.45)}"/>{keys}{space}'


@draws("mouse")
def mouse(subject: Subject) -> str:
    """A mouse from above."""
    paint = subject.paint
    return f'<defs>{radial("shell", (0, shade(paint, 0.35)), (0.6, paint), (1, shade(paint, -0.3)))}</defs><path d="M500 180 C680 180 730 330 730 520 C730 760 650 868 500 868 C350 868 270 760 270 520 C270 330 320 180 500 180Z" fill="url(#shell)" stroke="{shade(paint, -0.3)}" stroke-width="4"/><path d="M500 184 V440 M276 480 Q500 560 724 480" fill="none" stroke="{shade(paint, -0.4)}" stroke-width="5"/><rect x="474" y="270" width="52" height="120" rx="26" fill="{DARK}"/><path d="M482 300 h36 M482 330 h36 M482 360 h36" stroke="#77757a" stroke-width="6"/>'


@draws("webcam", "camera")
def camera(subject: Subject) -> str:
    """A webcam on its clip, or an instant camera with a print coming out."""
    lens = '<circle cx="500" cy="{y}" r="{r}" fill="#2b2b2e"/><circle cx="500" cy="{y}" r="{s}" fill="#3f4450"/><circle cx="500" cy="{y}" r="{t}" fill="#16181f"/><circle cx="480" cy="{u}" r="14" fill="#9fc0e8" opacity=".9"/>'
    if subject.kind == "webcam":
        return f'<defs>{round_body("tube", "#3a3b3f")}</defs><path d="M430 620 H570 V740 H660 L640 868 H360 L340 740 H430Z" fill="#55575c"/><rect x="200" y="330" width="600" height="300" rx="150" fill="url(#tube)"/>{lens.format(y=480, r=120, s=100, t=60, u=456)}<circle cx="680" cy="480" r="10" fill="#7ed08a"/><rect x="300" y="466" width="30" height="10" rx="5" fill="#888"/>'
    paint = subject.paint
    return f'<defs>{flat_body("case", paint)}</defs><rect x="330" y="640" width="340" height="230" fill="#fdfbf6" stroke="#d5cfc2" stroke-width="4"/><rect x="362" y="690" width="276" height="150" fill="#8fb8d6"/><circle cx="560" cy="750" r="28" fill="#fff3d0"/><path d="M362 840 V800 L450 740 L530 800 L590 770 L638 800 V840Z" fill="#4f7a55"/><rect x="200" y="230" width="600" height="450" rx="90" fill="url(#case)" stroke="{shade(paint, -0.3)}" stroke-width="5"/><rect x="200" y="560" width="600" height="24" fill="#e4572e"/><rect x="200" y="584" width="600" height="24" fill="#f0c33f"/>{lens.format(y=420, r=140, s=118, t=70, u=394)}<rect x="660" y="270" width="90" height="64" rx="14" fill="#fdfbf6"/><rect x="250" y="270" width="74" height="54" rx="12" fill="#263038"/><circle cx="260" cy="420" r="28" fill="#d8452f"/>'


@draws("storage", "thermometer")
def small_device(subject: Subject) -> str:
    """A portable drive with its loop, or a little smiling thermometer."""
    if subject.kind == "thermometer":
        return f'<defs>{flat_body("case", "#f4f2ee")}</defs><rect x="230" y="260" width="540" height="600" rx="100" fill="url(#case)" stroke="#c9c5bb" stroke-width="5"/><rect x="290" y="320" width="420" height="400" rx="40" fill="#e6e6de"/><text x="500" y="500" font-family="sans-serif" font-weight="700" font-size="150" fill="#333" text-anchor="middle">21.4°</text><text x="420" y="620" font-family="sans-serif" font-size="70" fill="#333" text-anchor="middle">46%</text><circle cx="610" cy="598" r="56" fill="none" stroke="#333" stroke-width="8"/><circle cx="592" cy="584" r="7" fill="#333"/><circle cx="628" cy="584" r="7" fill="#333"/><path d="M584 612 q26 26 52 0" fill="none" stroke="#333" stroke-width="7" stroke-linecap="round"/>'
    paint = subject.paint
    return f'<defs>{flat_body("case", paint)}</defs><path d="M640 250 q110 -40 90 60 q-30 50 -90 30" fill="none" stroke="#e4572e" stroke-width="24"/><rect x="320" y="220" width="360" height="620" rx="60" fill="#e4572e"/><rect x="344" y="244" width="312" height="572" rx="44" fill="url(#case)"/>{"".join(f"<path d=M380,{y}H620 stroke={shade(paint, -0.4)} stroke-width=8 stroke-linecap=round />" for y in range(400, 660, 34))}<text x="500" y="750" font-family="sans-serif" font-weight="700" font-size="50" fill="#e9e6df" text-anchor="middle">VAULT</text><circle cx="500" cy="310" r="12" fill="#7fd0ff"/>'


@draws("tripod")
def tripod(subject: Subject) -> str:
    """A tripod with a phone holder."""
    return f'<path d="M500 430 L300 872 M500 430 L700 872 M500 430 V860" stroke="#3a3b3f" stroke-width="26" stroke-linecap="round"/><path d="M452 540 L360 740 M548 540 L640 740 M500 560 V740" stroke="#6c6f75" stroke-width="16"/><path d="M430 600 H570" stroke="#55575c" stroke-width="12"/><rect x="470" y="330" width="60" height="140" rx="14" fill="#2b2b2e"/><circle cx="500" cy="320" r="36" fill="#e4572e"/><g transform="rotate(-8 500 210)"><rect x="340" y="120" width="320" height="170" rx="26" fill="#17171a"/>{screen(352, 132, 296, 146, 16)}</g><circle cx="548" cy="420" r="20" fill="#e4572e"/>'


@draws("smart bulb")
def smart_bulb(subject: Subject) -> str:
    """A bulb glowing from white to amber."""
    return f'<defs>{radial("glass", (0, "#fffdf2"), (0.5, "#ffe3a1"), (1, "#f2a65a"), cx=0.45, cy=0.45)}{round_body("cap", "#c3c9cf")}</defs><circle cx="500" cy="420" r="330" fill="#ffd98a" opacity=".3"/><path d="M500 160 C680 160 770 300 740 440 C716 560 620 600 610 700 H390 C380 600 284 560 260 440 C230 300 320 160 500 160Z" fill="url(#glass)" stroke="#e8c48a" stroke-width="4"/><path d="M380 690 H620 L600 760 H400Z" fill="#f4f2ee"/><rect x="410" y="756" width="180" height="90" rx="14" fill="url(#cap)"/><path d="M410 786 H590 M410 816 H590" stroke="#8d949a" stroke-width="6"/><path d="M450 846 H550 L530 872 H470Z" fill="#3a3733"/>'


@draws("game controller")
def game_controller(subject: Subject) -> str:
    """A wireless controller."""
    paint = subject.paint
    face = "".join(
        f'<circle cx="{690 + dx}" cy="{480 + dy}" r="26" fill="{c}"/>'
        for dx, dy, c in ((0, -56, "#f0c33f"), (56, 0, "#d8452f"), (0, 56, "#5b9a5f"), (-56, 0, "#3f6ea8"))
    )
    sticks = "".join(
        f'<circle cx="{x}" cy="{y}" r="64" fill="{DARK}"/><circle cx="{x}" cy="{y}" r="46" fill="#4b4a4d"/><circle cx="{x - 10}" cy="{y - 12}" r="14" fill="#fff" opacity=".18"/>'
        for x, y in ((310, 480), (590, 610))
    )
    return f'<defs>{radial("shell", (0, shade(paint, 0.35)), (0.6, paint), (1, shade(paint, -0.3)), cx=0.5, cy=0.2)}</defs><rect x="230" y="310" width="180" height="70" rx="30" fill="{shade(paint, -0.4)}"/><rect x="590" y="310" width="180" height="70" rx="30" fill="{shade(paint, -0.4)}"/><path d="M280 340 H720 C860 340 900 540 920 720 C930 840 840 880 760 800 C700 740 680 700 620 700 H380 C320 700 300 740 240 800 C160 880 70 840 80 720 C100 540 140 340 280 340Z" fill="url(#shell)" stroke="{shade(paint, -0.35)}" stroke-width="4"/>{sticks}{face}<path d="M390 560 h40 v40 h40 v40 h-40 v40 h-40 v-40 h-40 v-40 h40Z" fill="{DARK}"/><circle cx="500" cy="420" r="30" fill="#fff" opacity=".85"/><path d="M500 400 v24" stroke="{paint}" stroke-width="7"/>'
