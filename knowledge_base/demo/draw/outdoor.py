"""Drawings of the outdoor department: camping, packs, cooking, light, fitness and cycling."""

from __future__ import annotations

from knowledge_base.demo.draw.svg import Subject, draws, flat_body, linear, radial, round_body, shade

STEEL = "#c3c9cf"
DARK = "#34302c"


@draws("tent")
def tent(subject: Subject) -> str:
    """A dome, a tunnel, or a dome with snow around it."""
    paint, details = subject.paint, subject.details
    defs = linear("left", (0, shade(paint, 0.15)), (1, shade(paint, -0.08))) + linear(
        "right", (0, shade(paint, -0.12)), (1, shade(paint, -0.36))
    )
    guys = '<path d="M150 600 L40 860 M850 600 L960 860" stroke="#d9cfba" stroke-width="6"/>'
    if details.get("tunnel"):
        body = "M60 870 C70 520 200 380 330 380 H690 C830 380 930 540 940 870Z"
        hoops = "".join(
            f'<path d="M{x} 870 C{x + 6} 540 {x + 40} 420 {x + 110} 380" fill="none" stroke="{shade(paint, -0.35)}" stroke-width="8"/>'
            for x in (330, 560, 760)
        )
        door = '<path d="M110 870 C120 640 190 520 270 500 C330 560 340 720 330 870Z" fill="#2e2a26"/><path d="M270 500 C230 600 220 740 250 870 H330 C340 720 330 560 270 500Z" fill="#f2e7cf"/>'
        window = '<rect x="440" y="560" width="90" height="70" rx="14" fill="#cfe6ef" opacity=".9"/><rect x="640" y="560" width="90" height="70" rx="14" fill="#cfe6ef" opacity=".9"/>'
        return f'<defs>{defs}</defs><path d="{body}" fill="url(#left)" stroke="{shade(paint, -0.4)}" stroke-width="4"/>{hoops}{door}{window}'
    snow = (
        '<path d="M40 880 Q120 820 220 866 Q320 830 420 872 H600 Q700 826 800 866 Q900 820 970 880Z" fill="#fff"/>'
        if details.get("snow")
        else ""
    )
    return f"""<defs>{defs}</defs>{guys}
<path d="M100 870 C140 560 300 330 500 300 C520 500 520 700 440 870Z" fill="url(#left)"/>
<path d="M900 870 C860 560 700 330 500 300 C520 500 600 720 700 870Z" fill="url(#right)"/>
<path d="M500 300 C470 480 430 700 300 870 H700 C600 720 520 500 500 300Z" fill="{shade(paint, 0.32)}"/>
<path d="M500 420 C470 600 440 740 400 870 H520 C530 720 520 540 500 420Z" fill="#2e2a26"/><path d="M500 420 C540 600 560 740 620 870 H520 C530 720 520 540 500 420Z" fill="#f2e7cf"/>
<path d="M100 870 C140 560 300 330 500 300 C700 330 860 560 900 870" fill="none" stroke="{shade(paint, -0.45)}" stroke-width="9"/>{snow}"""


@draws("sleeping bag")
def sleeping_bag(subject: Subject) -> str:
    """A sleeping bag lying flat; a mummy has a hood and baffles, a kid's has ears."""
    paint, details = subject.paint, subject.details
    kid = details.get("kid")
    shape = (
        "M320 300 C320 140 680 140 680 300 C740 420 700 700 640 860 Q500 900 360 860 C300 700 260 420 320 300Z"
        if details.get("mummy") or kid
        else "M300 170 H700 Q730 170 730 200 V840 Q730 872 700 872 H300 Q270 872 270 840 V200 Q270 170 300 170Z"
    )
    lines = "".join(
        f'<path d="M276 {y} Q500 {y + 30} 724 {y}" fill="none" stroke="{shade(paint, -0.28)}" stroke-width="6"/><path d="M276 {y - 18} Q500 {y + 12} 724 {y - 18}" fill="none" stroke="#fff" stroke-width="12" opacity=".16"/>'
        for y in range(400, 860, 78)
    )
    ears = (
        "".join(
            f'<circle cx="{x}" cy="186" r="52" fill="{shade(paint, -0.1)}"/><circle cx="{x}" cy="190" r="28" fill="{shade(paint, 0.5)}"/>'
            for x in (352, 648)
        )
        if kid
        else ""
    )
    face = (
        '<ellipse cx="500" cy="286" rx="120" ry="96" fill="#f6ead6"/>'
        if details.get("mummy") or kid
        else f'<path d="M300 170 H700 V330 Q500 270 300 330Z" fill="{shade(paint, 0.55)}"/>'
    )
    return f'<defs>{round_body("bag", paint)}<clipPath id="inside"><path d="{shape}"/></clipPath></defs>{ears}<path d="{shape}" fill="url(#bag)" stroke="{shade(paint, -0.4)}" stroke-width="4"/><g clip-path="url(#inside)">{lines}</g>{face}<path d="M640 330 C690 480 670 640 640 780" fill="none" stroke="#2c2926" stroke-width="8" stroke-dasharray="8 5"/>'


@draws("sleeping mat", "yoga mat")
def mat(subject: Subject) -> str:
    """A mat, half rolled up."""
    paint = "#b98d5e" if subject.kind == "yoga mat" else subject.paint
    foam = subject.details.get("foam")
    if foam:
        folds = "".join(
            f'<path d="M180 {840 - 62 * i} l60 -44 h560 l-60 44Z" fill="{shade(paint, 0.14 if i % 2 else -0.1)}" stroke="{shade(paint, -0.35)}" stroke-width="4"/><rect x="180" y="{840 - 62 * i}" width="560" height="22" fill="{shade(paint, -0.28)}"/>'
            for i in range(8)
        )
        return folds + f'<path d="M300 860 V380 M600 860 V380" stroke="{DARK}" stroke-width="16" opacity=".8"/>'
    dots = (
        "".join(
            f'<circle cx="{x}" cy="{y}" r="9" fill="{shade(paint, -0.22)}" opacity=".55"/>'
            for x in range(260, 720, 60)
            for y in range(300, 620, 50)
        )
        if subject.kind == "yoga mat"
        else "".join(
            f'<path d="M{240 + 20 * i} {330 + 60 * i} h440" stroke="{shade(paint, -0.2)}" stroke-width="14" opacity=".5"/>'
            for i in range(6)
        )
    )
    return f'<defs>{flat_body("top", paint)}{linear("roll", (0, shade(paint, -0.3)), (0.35, shade(paint, 0.2)), (1, shade(paint, -0.35)), angle=90)}</defs><path d="M230 250 H790 L760 720 H200Z" fill="url(#top)"/>{dots}<rect x="170" y="680" width="640" height="170" rx="85" fill="url(#roll)"/><ellipse cx="800" cy="765" rx="52" ry="85" fill="{shade(paint, -0.3)}"/><path d="M800 712 q34 26 26 70 q-14 38 -44 24 q-16 -30 14 -42" fill="none" stroke="{shade(paint, 0.3)}" stroke-width="8"/><rect x="290" y="676" width="28" height="178" rx="8" fill="{DARK}"/><rect x="640" y="676" width="28" height="178" rx="8" fill="{DARK}"/>'


@draws("backpack", "daypack")
def backpack(subject: Subject) -> str:
    """A pack from the front: trekking packs are tall, with a lid and hip belt."""
    paint, details = subject.paint, subject.details
    big = subject.kind == "backpack"
    high = 130 if big else 260
    dark, pale = shade(paint, -0.3), shade(paint, 0.2)
    belt = (
        f'<path d="M290 740 C180 740 130 800 120 850 M710 740 C820 740 870 800 880 850" fill="none" stroke="{dark}" stroke-width="44" stroke-linecap="round"/>'
        if big
        else ""
    )
    loop = f'<path d="M450 {high + 6} q50 -80 100 0" fill="none" stroke="{DARK}" stroke-width="20"/>'
    lid = f'<path d="M276 {high + 130} C270 {high} 340 {high} 500 {high} C660 {high} 730 {high} 724 {high + 130} Q500 {high + 190} 276 {high + 130}Z" fill="{pale}" stroke="{dark}" stroke-width="4"/>'
    straps = (
        "".join(
            f'<path d="M{x} {high + 130} V{high + 330}" stroke="{DARK}" stroke-width="18"/><rect x="{x - 20}" y="{high + 220}" width="40" height="34" rx="8" fill="#20201e"/>'
            for x in (390, 610)
        )
        if big
        else f'<path d="M320 {high + 210} H680" stroke="#2b2926" stroke-width="9" stroke-dasharray="8 5"/>'
    )
    pocket = f'<rect x="330" y="590" width="340" height="230" rx="44" fill="{shade(paint, -0.1)}" stroke="{dark}" stroke-width="5"/><path d="M352 640 H648" stroke="#2b2926" stroke-width="8" stroke-dasharray="8 5"/>'
    side = f'<path d="M264 600 C220 620 220 800 270 830Z M736 600 C780 620 780 800 730 830Z" fill="{shade(paint, -0.36)}"/>'
    if details.get("light"):
        pocket = f'<path d="M300 500 Q500 460 700 500 M290 620 Q500 590 712 620" fill="none" stroke="{dark}" stroke-width="5" opacity=".6"/>'
    return f'<defs>{round_body("pack", paint)}</defs>{belt}{loop}{side}<path d="M264 {high + 120} Q500 {high - 10} 736 {high + 120} C760 {high + 400} 750 700 736 820 Q730 868 680 868 H320 Q270 868 264 820 C250 700 240 {high + 400} 264 {high + 120}Z" fill="url(#pack)" stroke="{dark}" stroke-width="4"/>{lid if big else ""}{straps}{pocket}<rect x="470" y="{high + 60 if big else high + 100}" width="60" height="42" rx="10" fill="#f2e7cf"/>'


@draws("dry bag")
def dry_bag(subject: Subject) -> str:
    """A roll-top bag with its buckle."""
    paint = subject.paint
    return f'<defs>{round_body("bag", paint)}</defs><path d="M300 300 C290 500 270 700 290 840 Q500 890 710 840 C730 700 710 500 700 300Z" fill="url(#bag)"/><path d="M290 300 C290 220 340 200 400 196 H600 C660 200 710 220 710 300 Q500 340 290 300Z" fill="{shade(paint, -0.25)}"/><path d="M300 262 C330 130 670 130 700 262" fill="none" stroke="{DARK}" stroke-width="26"/><rect x="446" y="140" width="108" height="56" rx="14" fill="#22201e"/><path d="M350 360 C344 520 336 660 344 790" stroke="#fff" stroke-width="20" stroke-linecap="round" opacity=".35" fill="none"/><text x="510" y="620" font-family="sans-serif" font-weight="700" font-size="62" fill="{shade(paint, -0.45)}" text-anchor="middle" opacity=".75">SALTWICK</text>'


@draws("stove")
def stove(subject: Subject) -> str:
    """A burner on its gas cartridge, lit."""
    flames = "".join(
        f'<path d="M{x} 400 q-22 -50 0 -96 q22 46 0 96Z" fill="#58a6e8" opacity=".85"/>' for x in range(400, 620, 34)
    )
    arms = f'<path d="M500 470 L340 380 V350 M500 470 L660 380 V350 M500 470 V360" fill="none" stroke="{STEEL}" stroke-width="18" stroke-linecap="round"/>'
    return f'<defs>{round_body("can", "#c4593a")}{round_body("steel", STEEL)}</defs>{flames}{arms}<rect x="400" y="400" width="200" height="44" rx="16" fill="url(#steel)"/><rect x="470" y="440" width="60" height="110" fill="url(#steel)"/><path d="M530 490 h150 q30 0 30 30" fill="none" stroke="{STEEL}" stroke-width="14"/><path d="M330 620 Q330 550 500 548 Q670 550 670 620 V820 Q670 866 600 868 H400 Q330 866 330 820Z" fill="url(#can)"/><path d="M330 640 H670" stroke="#fff" stroke-width="6" opacity=".35"/><circle cx="500" cy="730" r="58" fill="#f6ead6"/><path d="M500 690 q34 40 0 78 q-34 -38 0 -78Z" fill="#c4593a"/>'


@draws("cook set")
def cook_set(subject: Subject) -> str:
    """Two nested pots with folding handles and a bowl."""
    pot = "#5d636b"
    return f'<defs>{round_body("pot", pot)}{round_body("bowl", "#e08a3c")}</defs><path d="M690 520 h170 q24 0 24 24 v14 h-194Z" fill="#2b2926"/><path d="M230 420 H690 V760 Q690 800 640 800 H280 Q230 800 230 760Z" fill="url(#pot)"/><ellipse cx="460" cy="420" rx="230" ry="40" fill="{shade(pot, 0.35)}"/><path d="M300 380 H620 Q610 340 460 338 Q310 340 300 380Z" fill="{shade(pot, 0.15)}"/><circle cx="460" cy="330" r="22" fill="#e08a3c"/><path d="M560 700 H860 C860 800 800 868 710 868 C620 868 560 800 560 700Z" fill="url(#bowl)"/><ellipse cx="710" cy="700" rx="150" ry="26" fill="{shade("#e08a3c", 0.3)}"/>'


@draws("bottle", "flask")
def bottle(subject: Subject) -> str:
    """A steel bottle with a loop lid, or a vacuum flask with its cup."""
    paint = subject.paint
    if subject.kind == "flask":
        return f'<defs>{round_body("body", paint)}{round_body("steel", STEEL)}</defs><path d="M640 420 C760 420 770 680 650 690" fill="none" stroke="{DARK}" stroke-width="30"/><rect x="380" y="130" width="240" height="150" rx="26" fill="url(#steel)"/><rect x="362" y="270" width="276" height="40" rx="10" fill="{shade(paint, -0.3)}"/><path d="M350 310 H650 Q664 340 664 380 V830 Q664 870 620 870 H380 Q336 870 336 830 V380 Q336 340 350 310Z" fill="url(#body)"/><rect x="336" y="790" width="328" height="30" fill="url(#steel)"/>{_mark(500, 560)}'
    return f'<defs>{round_body("body", paint)}</defs><path d="M440 200 C440 110 560 110 560 200" fill="none" stroke="{DARK}" stroke-width="30"/><rect x="410" y="190" width="180" height="90" rx="18" fill="#2f2b27"/><path d="M420 280 H580 C590 340 650 350 650 430 V830 Q650 870 610 870 H390 Q350 870 350 830 V430 C350 350 410 340 420 280Z" fill="url(#body)"/>{_mark(500, 600)}'


def _mark(x: float, y: float) -> str:
    return f'<g transform="translate({x} {y})" fill="none" stroke="#fffaf0" stroke-width="7" opacity=".8"><ellipse rx="46" ry="42"/><path d="M0 -42 C-30 -20 -30 20 0 42 M0 -42 C30 -20 30 20 0 42 M0 -66 V-42 M-16 48 H16"/></g>'


@draws("headlamp")
def headlamp(subject: Subject) -> str:
    """A lamp on an elastic band."""
    paint = subject.paint
    return f'<defs>{flat_body("case", "#3a3733")}</defs><path d="M180 560 C160 300 840 300 820 560 C840 760 160 760 180 560Z" fill="none" stroke="{paint}" stroke-width="78"/><path d="M180 560 C160 300 840 300 820 560" fill="none" stroke="{shade(paint, 0.35)}" stroke-width="8" stroke-dasharray="26 18"/><rect x="350" y="530" width="300" height="230" rx="60" fill="url(#case)"/><circle cx="450" cy="645" r="74" fill="#f8f4da" stroke="{STEEL}" stroke-width="12"/><circle cx="450" cy="645" r="30" fill="#ffd75e"/><circle cx="572" cy="616" r="28" fill="#d8452f"/><rect x="540" y="668" width="66" height="22" rx="11" fill="{paint}"/>'


@draws("lantern")
def lantern(subject: Subject) -> str:
    """The inn's lantern as a rechargeable light."""
    paint = subject.paint
    ribs = "".join(
        f'<path d="M500 340 C{500 + at} 400 {500 + at} 720 500 780" fill="none" stroke="{shade(paint, -0.3)}" stroke-width="7"/>'
        for at in (-250, -130, 0, 130, 250)
    )
    return f'<defs>{radial("glow", (0, "#fff3c4"), (0.45, shade(paint, 0.25)), (1, shade(paint, -0.2)), cx=0.5, cy=0.5, r=0.6)}</defs><path d="M420 240 C420 130 580 130 580 240" fill="none" stroke="{DARK}" stroke-width="20"/><rect x="390" y="236" width="220" height="60" rx="20" fill="#4a3728"/><rect x="420" y="292" width="160" height="50" fill="#6a4e38"/><ellipse cx="500" cy="560" rx="270" ry="232" fill="url(#glow)"/>{ribs}<rect x="400" y="776" width="200" height="94" rx="18" fill="#4a3728"/><circle cx="500" cy="822" r="14" fill="#ffd75e"/>'


@draws("trekking poles")
def trekking_poles(subject: Subject) -> str:
    """A pair of carbon poles with cork grips."""
    pole = '<g><path d="M0 -340 V360" stroke="#2d2b2a" stroke-width="18"/><path d="M0 -30 V360" stroke="#4b4a48" stroke-width="12"/><rect x="-26" y="-400" width="52" height="150" rx="24" fill="#c99660"/><path d="M-24 -360 h48 M-24 -320 h48 M-24 -286 h48" stroke="#a8753f" stroke-width="5"/><path d="M20 -390 C110 -330 90 -220 20 -250" fill="none" stroke="#2b2926" stroke-width="14"/><rect x="-18" y="-60" width="40" height="54" rx="10" fill="#d8503a"/><path d="M-50 300 Q0 276 50 300 L36 322 H-36Z" fill="#2b2926"/><path d="M-7 350 L0 392 L7 350Z" fill="#c3c9cf"/></g>'
    return (
        f'<g transform="translate(400 480) rotate(-9)">{pole}</g><g transform="translate(610 480) rotate(9)">{pole}</g>'
    )


@draws("multi-tool")
def multi_tool(subject: Subject) -> str:
    """Pliers with open handles and a blade."""
    return f'<defs>{flat_body("steel", STEEL)}{flat_body("grip", "#8a5a34")}</defs><path d="M500 420 C470 330 450 230 480 170 Q500 150 500 200Z M500 420 C530 330 550 230 520 170 Q500 150 500 200Z" fill="url(#steel)" stroke="#8b9197" stroke-width="4"/><circle cx="500" cy="440" r="42" fill="url(#steel)" stroke="#8b9197" stroke-width="5"/><path d="M470 470 C400 560 340 720 330 860 Q370 886 400 850 C420 720 450 600 510 500Z" fill="url(#grip)" stroke="#5e3b20" stroke-width="4"/><path d="M530 470 C600 560 660 720 670 860 Q630 886 600 850 C580 720 550 600 490 500Z" fill="url(#grip)" stroke="#5e3b20" stroke-width="4"/><path d="M664 700 L860 560 Q850 620 690 760Z" fill="url(#steel)" stroke="#8b9197" stroke-width="4"/><path d="M336 720 L170 640 l-10 26 L330 770Z" fill="url(#steel)" stroke="#8b9197" stroke-width="4"/>'


@draws("compass")
def compass(subject: Subject) -> str:
    """A baseplate compass."""
    ticks = "".join(
        f'<path d="M0 -188 V-{160 if turn % 90 else 148}" stroke="#2d2b2a" stroke-width="5" transform="rotate({turn})"/>'
        for turn in range(0, 360, 15)
    )
    return f'<rect x="270" y="150" width="460" height="720" rx="46" fill="#e9f0ee" opacity=".92" stroke="#b9c4c0" stroke-width="5"/><path d="M310 200 H690 M310 230 H690" stroke="#c4593a" stroke-width="5"/><path d="M500 190 V330" stroke="#c4593a" stroke-width="12"/><path d="M470 250 L500 190 L530 250Z" fill="#c4593a"/><g transform="translate(500 570)"><circle r="222" fill="#3a3733"/><circle r="200" fill="#fbf7ec"/>{ticks}<path d="M0 -140 L34 0 H-34Z" fill="#d8452f"/><path d="M0 140 L34 0 H-34Z" fill="#e8e3d6" stroke="#8b9197" stroke-width="3"/><circle r="14" fill="#2d2b2a"/><text y="-104" x="-64" font-family="serif" font-size="44" font-weight="700">N</text></g>'


@draws("camp chair")
def camp_chair(subject: Subject) -> str:
    """A low folding chair."""
    paint = subject.paint
    legs = f'<path d="M300 870 L640 560 M700 870 L360 560 M260 870 L330 480 M740 870 L670 480" stroke="{STEEL}" stroke-width="20" stroke-linecap="round"/>'
    return f'<defs>{flat_body("seat", paint)}</defs>{legs}<path d="M270 230 Q500 180 730 230 L700 560 Q500 640 300 560Z" fill="url(#seat)" stroke="{shade(paint, -0.35)}" stroke-width="5"/><path d="M300 560 Q500 640 700 560 L760 640 Q500 760 240 640Z" fill="{shade(paint, -0.2)}" stroke="{shade(paint, -0.4)}" stroke-width="5"/><path d="M330 300 Q500 262 670 300" fill="none" stroke="{shade(paint, 0.4)}" stroke-width="10"/>'


@draws("camp table")
def camp_table(subject: Subject) -> str:
    """A slatted table on crossed legs."""
    slats = "".join(
        f'<path d="M{150 + 10 * i} {400 + 26 * i} H{850 - 10 * i + 20 * i} l6 20 H{146 + 10 * i}Z" fill="{shade("#cf9f63", 0.12 if i % 2 else -0.05)}"/>'
        for i in range(6)
    )
    return f'<path d="M230 560 L720 866 M770 560 L280 866 M300 560 L800 846 M700 560 L200 846" stroke="#6c6a66" stroke-width="22" stroke-linecap="round"/>{slats}'


@draws("hammock")
def hammock(subject: Subject) -> str:
    """A hammock between two posts."""
    paint = subject.paint
    return f'<defs>{flat_body("cloth-h", paint)}{round_body("trunk", "#8a6a4a")}</defs><rect x="70" y="160" width="70" height="710" rx="20" fill="url(#trunk)"/><rect x="860" y="160" width="70" height="710" rx="20" fill="url(#trunk)"/><path d="M120 330 L230 430 M880 330 L770 430" stroke="#d9cfba" stroke-width="12"/><path d="M220 420 C300 760 700 760 780 420 C720 560 620 620 500 620 C380 620 280 560 220 420Z" fill="url(#cloth-h)"/><path d="M220 420 C280 560 380 620 500 620 C620 620 720 560 780 420 C700 500 600 540 500 540 C400 540 300 500 220 420Z" fill="{shade(paint, -0.3)}"/><path d="M300 590 C400 690 600 690 700 590" fill="none" stroke="{shade(paint, 0.4)}" stroke-width="16"/>'


@draws("cooler")
def cooler(subject: Subject) -> str:
    """A hard cool box with latches."""
    paint = subject.paint
    return f'<defs>{flat_body("box", paint)}{flat_body("lid", shade(paint, 0.15))}</defs><path d="M190 440 C190 300 810 300 810 440" fill="none" stroke="#3a3733" stroke-width="26"/><path d="M180 500 H820 L800 850 Q798 872 770 872 H230 Q202 872 200 850Z" fill="url(#box)" stroke="{shade(paint, -0.35)}" stroke-width="5"/><rect x="160" y="410" width="680" height="110" rx="34" fill="url(#lid)" stroke="{shade(paint, -0.35)}" stroke-width="5"/><rect x="320" y="480" width="56" height="110" rx="14" fill="#3a3733"/><rect x="624" y="480" width="56" height="110" rx="14" fill="#3a3733"/>{_mark(500, 700).replace("#fffaf0", shade(paint, -0.4))}<circle cx="770" cy="830" r="16" fill="#3a3733"/>'


@draws("dumbbells")
def dumbbells(subject: Subject) -> str:
    """An adjustable dumbbell on its stand."""
    plates = "".join(
        f'<rect x="{x}" y="{500 - grow}" width="34" height="{200 + 2 * grow}" rx="10" fill="{shade("#4a4d52", 0.1 if i % 2 else -0.1)}"/><rect x="{966 - x}" y="{500 - grow}" width="34" height="{200 + 2 * grow}" rx="10" fill="{shade("#4a4d52", 0.1 if i % 2 else -0.1)}"/>'
        for i, (x, grow) in enumerate(((150, 40), (188, 60), (226, 74), (264, 80), (302, 80)))
    )
    return f'<defs>{linear("bar", (0, "#eef1f3"), (0.5, STEEL), (1, "#7d8389"), angle=90)}</defs><rect x="330" y="566" width="340" height="68" rx="30" fill="url(#bar)"/>{"".join(f"<path d=M{x},570v60 stroke=#7d8389 stroke-width=4 />" for x in range(400, 620, 22))}{plates}<circle cx="168" cy="600" r="40" fill="#d8503a"/><circle cx="832" cy="600" r="40" fill="#d8503a"/><path d="M120 780 H880 L920 872 H80Z" fill="#2f2c29"/><path d="M140 800 H860" stroke="#d8503a" stroke-width="8"/>'


@draws("bike helmet")
def bike_helmet(subject: Subject) -> str:
    """A round commuter helmet with vents."""
    paint = subject.paint
    vents = "".join(
        f'<path d="M{x} {y} q{bend} -120 40 -190 q10 100 -14 190Z" fill="#2c2926"/>'
        for x, y, bend in ((330, 560, 0), (470, 570, 10), (610, 560, 20))
    )
    return f'<defs>{radial("shell", (0, shade(paint, 0.4)), (0.5, paint), (1, shade(paint, -0.35)))}</defs><path d="M270 640 C300 760 360 850 430 870 M730 640 C700 760 650 850 560 868" fill="none" stroke="{DARK}" stroke-width="18"/><rect x="430" y="850" width="120" height="36" rx="14" fill="#22201e"/><path d="M140 640 C130 380 300 220 520 220 C740 220 880 400 870 620 C860 660 820 650 760 650 C560 690 360 690 220 680 Q150 680 140 640Z" fill="url(#shell)"/>{vents}<path d="M150 630 C330 680 600 690 868 610 L900 640 Q890 690 820 676 C600 720 360 720 180 690Z" fill="{shade(paint, -0.42)}"/>'


@draws("bike light")
def bike_lights(subject: Subject) -> str:
    """A white front and a red rear light."""

    def light(x: float, paint: str) -> str:
        return f'<g transform="translate({x} 560)"><path d="M-60 170 V300 Q0 330 60 300 V170Z" fill="#2c2926"/><rect x="-130" y="-170" width="260" height="350" rx="90" fill="#3a3733"/><circle cy="-40" r="100" fill="{paint}"/><circle cy="-40" r="62" fill="{shade(paint, 0.55)}"/><circle cx="-30" cy="-74" r="20" fill="#fff" opacity=".8"/><rect x="-34" y="100" width="68" height="26" rx="13" fill="#8fd18a"/></g>'

    return light(320, "#f6e7a8") + light(690, "#d8372c")


@draws("umbrella")
def umbrella(subject: Subject) -> str:
    """An open umbrella."""
    paint = subject.paint
    panels = "".join(
        f'<path d="M500 180 C{a} 260 {b} 400 {c} 540 Q{(c + d) / 2} 490 {d} 540 C{e} 400 {f} 260 500 180Z" fill="{shade(paint, tone)}"/>'
        for a, b, c, d, e, f, tone in (
            (300, 140, 110, 300, 330, 400, -0.12),
            (400, 330, 300, 500, 500, 500, 0.08),
            (500, 500, 500, 700, 670, 600, 0.0),
            (600, 670, 700, 890, 860, 700, -0.2),
        )
    )
    return f'<path d="M500 150 V200" stroke="#4a3728" stroke-width="16" stroke-linecap="round"/>{panels}<path d="M500 520 V790 C500 880 400 880 400 800" fill="none" stroke="#4a3728" stroke-width="24" stroke-linecap="round"/>'
