"""Drawings of the shoes department: one shoe from the side, toe to the right."""

from __future__ import annotations

from knowledge_base.demo.draw import prints
from knowledge_base.demo.draw.svg import Subject, draws, linear, shade

LOW = (
    "M150 770 C130 660 140 560 160 480 C180 455 215 455 235 480 C270 530 330 540 380 500 C400 470 420 430 450 415 "
    "C480 405 505 420 520 450 C560 540 640 600 740 630 C830 655 890 690 892 770Z"
)
HIGH = (
    "M150 770 C135 640 150 470 170 290 C230 270 330 270 400 292 C420 380 450 470 520 520 C580 565 660 600 740 630 "
    "C830 655 890 690 892 770Z"
)
ANKLE = (
    "M160 770 C140 650 165 480 175 330 C240 312 340 312 408 330 C412 430 440 510 520 560 C600 600 690 620 760 640 "
    "C840 665 888 700 888 770Z"
)
PUMP = "M140 560 C150 530 185 520 205 545 C270 640 420 700 560 690 C680 680 740 690 900 790 C840 800 760 800 690 800 C480 800 300 760 215 690 C170 650 150 610 140 560Z"


def light(paint: str, name: str = "upper") -> str:
    """The gradient of an upper lit from above."""
    return linear(name, (0, shade(paint, 0.22)), (0.45, paint), (1, shade(paint, -0.24)), angle=78)


def upper(outline: str, paint: str) -> str:
    """The upper with its edge."""
    return f'<path d="{outline}" fill="url(#upper)" stroke="{shade(paint, -0.4)}" stroke-width="4" stroke-linejoin="round"/>'


def laces(points: list[tuple[int, int]], paint: str = "#f6f2ea") -> str:
    """Short crossing laces at these points."""
    return "".join(
        f'<path d="M{x - 40} {y + 18} L{x + 26} {y - 22}" stroke="{paint}" stroke-width="15" stroke-linecap="round"/>'
        f'<circle cx="{x - 44}" cy="{y + 22}" r="7" fill="#0005"/>'
        for x, y in points
    )


INSTEP = [(470, 480), (508, 524), (552, 562), (602, 592), (654, 614)]
SHAFT = [(404, 350), (412, 400), (428, 450), (456, 500)]


def sole(kind: str, paint: str) -> str:
    """What the shoe stands on: cup, foam, thick, flat, lug, heel, gum, crepe."""
    cream = "#f3eee2"
    paths = {
        "cup": (
            f'<path d="M136 762 H902 Q908 836 880 846 H160 Q132 838 136 762Z" fill="{cream}"/>'
            f'<path d="M142 806 H898" stroke="{shade(cream, -0.2)}" stroke-width="5"/>'
        ),
        "gum": '<path d="M136 762 H902 Q908 836 880 846 H160 Q132 838 136 762Z" fill="#c08a4e"/>',
        "foam": (
            f'<path d="M112 760 C140 740 300 760 420 768 C600 780 760 760 908 750 Q940 800 884 842 Q500 866 150 846 Q96 820 112 760Z" fill="{cream}"/>'
            f'<path d="M124 806 C300 830 700 828 912 792" fill="none" stroke="{shade(paint, 0.2)}" stroke-width="12"/>'
        ),
        "thick": (
            f'<path d="M96 730 C140 700 300 740 420 752 C600 772 760 752 914 726 Q958 790 890 836 Q500 872 140 846 Q76 812 96 730Z" fill="{cream}"/>'
            f'<path d="M110 790 C300 826 700 824 922 776" fill="none" stroke="#e4572e" stroke-width="14"/>'
        ),
        "flat": '<path d="M136 764 H900 Q904 826 880 832 H160 Q134 826 136 764Z" fill="#d8d2c6"/>',
        "lug": (
            '<path d="M128 760 H904 Q914 812 890 826 H142 Q120 812 128 760Z" fill="#3b3530"/>'
            + "".join(f'<path d="M{x} 824 h46 l-8 32 h-32Z" fill="#2a2521"/>' for x in range(146, 860, 64))
        ),
        "leather": '<path d="M150 764 H896 Q906 800 880 808 H330 V852 H156 Q144 852 146 764Z" fill="#4a3527"/>',
    }
    return paths[kind]


@draws("sneaker", "running shoe", "trainer")
def sneaker(subject: Subject) -> str:
    """Sneakers, running and training shoes."""
    details, paint = subject.details, subject.paint
    high = bool(details.get("high"))
    outline = HIGH if high else LOW
    under = (
        "gum"
        if details.get("gum")
        else "flat"
        if details.get("flatsole")
        else "lug"
        if details.get("lugs")
        else "thick"
        if details.get("thick")
        else "foam"
        if subject.kind == "running shoe"
        else "cup"
    )
    art = f'<path d="M740 632 C830 655 890 690 892 770 H690 C690 700 700 660 740 632Z" fill="{shade(paint, -0.14) if not details.get("canvas") else "#f3eee2"}"/>'
    art += f'<path d="M150 770 C138 690 140 600 152 520 C200 560 260 600 270 770Z" fill="{shade(paint, -0.2)}"/>'
    if details.get("swoop"):
        art += f'<path d="M300 720 C420 740 560 690 640 610 C600 720 480 770 330 764Z" fill="{shade(paint, 0.55)}" opacity=".92"/>'
    if details.get("velcro"):
        art += "".join(
            f'<path d="M{400 + 70 * i} {560 + 44 * i} L{520 + 76 * i} {488 + 66 * i} l26 40 L{424 + 70 * i} {612 + 40 * i}Z" fill="{shade(paint, 0.42)}" stroke="{shade(paint, -0.3)}" stroke-width="3"/>'
            for i in range(2)
        )
    else:
        art += laces(([*SHAFT, *INSTEP[1:]]) if high else INSTEP)
    if details.get("lugs"):
        art += f'<path d="M300 640 l60 -40 l50 50 l60 -50 l50 50" fill="none" stroke="{shade(paint, -0.35)}" stroke-width="8"/>'
    collar = (
        ""
        if high
        else f'<path d="M166 482 C186 462 214 462 232 486 C270 536 334 546 384 504" fill="none" stroke="{shade(paint, -0.3)}" stroke-width="20" stroke-linecap="round"/>'
    )
    return f"<defs>{light(paint)}</defs>{upper(outline, paint)}{art}{collar}{sole(under, paint)}"


@draws("hiking boot", "boot")
def boot(subject: Subject) -> str:
    """Hiking boots, Chelsea boots, lace-up boots and heeled ankle boots."""
    details, paint = subject.details, subject.paint
    hiking = subject.kind == "hiking boot"
    art = f'<path d="M152 700 C300 730 600 690 890 730 L888 770 H156Z" fill="{shade(paint, -0.3)}"/>' if hiking else ""
    if details.get("chelsea"):
        art += '<path d="M258 318 L330 318 L352 560 Q300 580 262 556Z" fill="#2b2926"/>'
        art += "".join(
            f'<path d="M{266 + 12 * i} 322 L{272 + 12 * i} 560" stroke="#55504a" stroke-width="3"/>' for i in range(6)
        )
        art += f'<path d="M176 332 q-10 -52 26 -52 v54" fill="none" stroke="{shade(paint, -0.35)}" stroke-width="14"/>'
    elif details.get("blockheel"):
        art += f'<path d="M330 330 V690" stroke="{shade(paint, -0.35)}" stroke-width="7"/><rect x="322" y="346" width="16" height="40" rx="5" fill="#d3a94f"/>'
    else:
        art += laces([*SHAFT, (504, 544), (556, 578), (612, 602)], "#d9a441" if hiking else "#3a2d22")
        art += f'<path d="M176 440 C250 470 340 470 420 440" fill="none" stroke="{shade(paint, -0.25)}" stroke-width="12"/>'
    if details.get("fur"):
        art += "".join(
            f'<circle cx="{180 + 26 * i}" cy="{322 + (i % 2) * 10}" r="26" fill="#f3ead9"/>' for i in range(9)
        )
    if details.get("light"):
        art += (
            f'<path d="M250 660 C360 690 480 660 560 600" fill="none" stroke="{shade(paint, 0.5)}" stroke-width="16"/>'
        )
    if details.get("blockheel"):
        under = f'<path d="M150 764 H890 Q900 796 870 800 H300 L290 870 H170Z" fill="{shade(paint, -0.45)}"/>'
    else:
        under = sole("lug" if hiking else "leather", paint)
    return f"<defs>{light(paint)}</defs>{upper(ANKLE, paint)}{art}{under}"


@draws("rain boot")
def rain_boot(subject: Subject) -> str:
    """Rubber boots, tall or short."""
    paint, short = subject.paint, bool(subject.details.get("short"))
    high = 330 if short else 170
    outline = f"M190 770 C170 600 190 400 196 {high} H450 C446 420 440 520 520 580 C590 625 690 620 770 648 C850 676 884 720 884 770Z"
    shine = f'<path d="M236 {high + 60} C226 420 226 560 240 680" fill="none" stroke="#fff" stroke-width="20" stroke-linecap="round" opacity=".45"/>'
    band = f'<rect x="190" y="{high}" width="266" height="44" rx="12" fill="{shade(paint, -0.22)}"/>'
    loop = f'<path d="M300 {high + 4} q24 -70 48 0" fill="none" stroke="{shade(paint, -0.3)}" stroke-width="14"/>'
    art = prints.motif(str(subject.details.get("print", "")), paint, x=340, y=530, size=0.62)
    under = f'<path d="M176 758 H896 Q904 826 876 836 H196 Q170 830 176 758Z" fill="{shade(paint, -0.42)}"/>'
    return f"<defs>{light(paint)}</defs>{loop}{upper(outline, paint)}{shine}{band}{art}{under}"


@draws("dress shoe", "loafer")
def leather_shoe(subject: Subject) -> str:
    """Oxfords, brogues, loafers and driving shoes."""
    details, paint = subject.details, subject.paint
    outline = (
        "M156 770 C140 680 146 600 166 530 C190 508 220 512 240 536 C300 590 380 590 440 540 C470 516 500 520 524 552 "
        "C590 630 690 640 780 664 C860 688 900 720 900 770Z"
    )
    dark = shade(paint, -0.38)
    art = (
        f'<path d="M700 648 C690 700 690 740 694 770" fill="none" stroke="{dark}" stroke-width="6"/>'
        if details.get("cap")
        else ""
    )
    if subject.kind == "loafer":
        art += f'<path d="M440 560 C520 540 560 600 600 640 L520 690 C480 650 450 610 440 560Z" fill="{shade(paint, 0.1)}" stroke="{dark}" stroke-width="5"/>'
        art += (
            f'<path d="M486 600 l70 44" stroke="{dark}" stroke-width="12"/>'
            if not details.get("moc")
            else '<path d="M470 590 q40 60 90 70" fill="none" stroke="#f3ead9" stroke-width="9"/>'
        )
        art += f'<path d="M600 640 C700 650 800 680 850 720" fill="none" stroke="{dark}" stroke-width="5" stroke-dasharray="10 7"/>'
    else:
        art += laces([(490, 570), (532, 604), (578, 630)], "#2b2622")
    if details.get("brogue"):
        art += f'<path d="M660 770 C650 710 690 700 720 690 C700 670 700 660 690 646" fill="none" stroke="{dark}" stroke-width="5"/>'
        dots = [
            (690, 700),
            (720, 706),
            (750, 714),
            (780, 726),
            (810, 740),
            (250, 700),
            (280, 716),
            (310, 728),
            (340, 736),
            (730, 738),
            (760, 744),
        ]
        art += "".join(f'<circle cx="{x}" cy="{y}" r="6" fill="{dark}"/>' for x, y in dots)
    art += f'<path d="M160 700 C240 690 300 720 330 770" fill="none" stroke="{dark}" stroke-width="5"/>'
    art += '<path d="M780 684 C830 700 860 722 870 742" fill="none" stroke="#fff" stroke-width="12" stroke-linecap="round" opacity=".3"/>'
    under = (
        "".join(f'<circle cx="{x}" cy="790" r="16" fill="#4a3527"/>' for x in range(190, 880, 60))
        if details.get("moc")
        else sole("leather", paint)
    )
    return f"<defs>{light(paint)}</defs>{upper(outline, paint)}{art}{under}"


@draws("heel", "flat")
def pump(subject: Subject) -> str:
    """Pumps, slingbacks and ballet flats."""
    details, paint = subject.details, subject.paint
    if subject.kind == "flat":
        outline = "M140 770 C130 720 150 680 176 676 C210 674 230 720 300 736 C420 760 520 740 600 690 C680 650 800 680 880 740 Q896 760 884 780 H150Z"
        bow = (
            f'<path d="M640 690 q-60 -60 -80 -10 q10 40 80 10 q60 -60 80 -10 q-10 44 -80 10Z" fill="{shade(paint, -0.2)}" stroke="{shade(paint, -0.42)}" stroke-width="4"/>'
            if details.get("bow")
            else ""
        )
        return f'<defs>{light(paint)}</defs><ellipse cx="390" cy="730" rx="210" ry="24" fill="#e9dcc6"/>{upper(outline, paint)}{bow}<path d="M146 776 H888 Q884 806 860 806 H170 Q146 804 146 776Z" fill="#3a2d22"/>'
    low = bool(details.get("sling"))
    heel = f'<path d="M150 600 C168 680 190 720 {190 if low else 176} 856 H{226 if low else 196} C{236 if low else 214} 760 250 720 262 700Z" fill="{shade(paint, -0.32)}"/>'
    inside = f'<path d="M190 552 C290 660 420 706 560 690 C500 660 360 640 240 540Z" fill="{shade(paint, -0.45)}"/>'
    strap = (
        f'<path d="M430 700 C340 600 240 470 150 560" fill="none" stroke="{paint}" stroke-width="22"/>' if low else ""
    )
    shine = '<path d="M640 712 C720 716 790 744 840 776" fill="none" stroke="#fff" stroke-width="12" stroke-linecap="round" opacity=".35"/>'
    under = '<path d="M560 796 C680 812 820 806 904 792 Q900 812 860 816 C740 826 620 820 540 804Z" fill="#3a2d22"/>'
    return f"<defs>{light(paint)}</defs>{heel}{under}{upper(PUMP, paint)}{inside}{strap}{shine}"


@draws("sandal")
def sandal(subject: Subject) -> str:
    """Trekking sandals, cork sandals and flip-flops."""
    details, paint = subject.details, subject.paint
    dark = shade(paint, -0.35)
    bed = "#c89d68" if details.get("buckles") else "#4a443d"
    base = f'<path d="M130 740 C200 716 420 760 560 744 C700 730 840 716 900 748 Q916 790 870 816 H170 Q112 800 130 740Z" fill="{bed}"/><path d="M134 788 H896 Q890 836 856 838 H180 Q140 834 134 788Z" fill="#2c2723"/>'
    if details.get("flip"):
        art = f'<path d="M430 750 C520 600 640 600 760 700 M760 700 C640 640 560 660 560 748" fill="none" stroke="{paint}" stroke-width="40" stroke-linecap="round"/>'
        return base.replace(bed, shade(paint, -0.25)) + art
    straps = (
        [(560, 740, 620, 560, 830), (330, 744, 420, 500, 610)]
        if details.get("buckles")
        else [(600, 740, 660, 590, 840), (400, 740, 460, 540, 600)]
    )
    art = "".join(
        f'<path d="M{a} {b} C{c - 60} {d} {c + 60} {d - 10} {e} 742" fill="none" stroke="{paint}" stroke-width="70"/><path d="M{a} {b} C{c - 60} {d} {c + 60} {d - 10} {e} 742" fill="none" stroke="{dark}" stroke-width="3" stroke-dasharray="10 8"/>'
        for a, b, c, d, e in straps
    )
    if details.get("buckles"):
        art += "".join(
            f'<rect x="{x}" y="{y}" width="56" height="50" rx="8" fill="none" stroke="#d3a94f" stroke-width="10" transform="rotate(-24 {x} {y})"/>'
            for x, y in ((650, 600), (440, 560))
        )
    else:
        art += f'<path d="M170 760 C150 600 190 520 250 520 C340 530 420 600 470 600" fill="none" stroke="{paint}" stroke-width="54"/><rect x="250" y="500" width="60" height="60" rx="8" fill="#2c2723"/>'
    return base + art


@draws("slipper")
def slipper(subject: Subject) -> str:
    """Felt mules and sheepskin slippers."""
    paint = subject.paint
    fur = bool(subject.details.get("fur"))
    outline = "M400 770 C410 640 520 560 640 590 C780 620 890 690 892 780 H400Z"
    base = f'<path d="M120 756 C180 730 420 756 500 756 H892 Q906 800 870 824 H170 Q104 810 120 756Z" fill="{"#f0e4cf" if fur else shade(paint, -0.3)}"/><path d="M124 796 H890 Q884 838 856 840 H180 Q132 836 124 796Z" fill="#5a4636"/>'
    trim = (
        "".join(f'<circle cx="{404 + 13 * i}" cy="{740 - 17 * i + (i * i)}" r="34" fill="#f6ecda"/>' for i in range(9))
        if fur
        else f'<path d="M404 764 C416 646 520 568 640 592" fill="none" stroke="{shade(paint, 0.4)}" stroke-width="16" stroke-dasharray="22 12"/>'
    )
    return f'<defs>{light(paint)}</defs>{base}<g filter="url(#cloth)">{upper(outline, paint)}</g>{trim}'
