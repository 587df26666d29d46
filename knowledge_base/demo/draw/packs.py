"""What beauty and groceries come in: bottles, jars, tubes, tins, boxes and pouches, each with a label."""

from __future__ import annotations

from hashlib import blake2s

from knowledge_base.demo.draw.svg import flat_body, linear, round_body, shade

HUES = ("#7fa08a", "#c98f6b", "#8a9fc0", "#c47f86", "#b9a25a", "#7d8f6a", "#a58bb5", "#5f9aa3", "#d08a5a", "#6f7fa6")


def hue(product: str) -> str:
    """A colour for the label of this product, always the same."""
    return HUES[blake2s(product.encode(), digest_size=1).digest()[0] % len(HUES)]


def leaf(x: float, y: float, paint: str, size: float = 1.0) -> str:
    """A sprig, as on labels."""
    return (
        f'<g transform="translate({x} {y}) scale({size})" fill="{paint}"><path d="M0 50 V-30" stroke="{paint}" stroke-width="5"/>'
        '<path d="M0 6 C30 0 42 -22 42 -46 C14 -40 0 -20 0 6Z M0 26 C-30 20 -42 -2 -42 -26 C-14 -20 0 0 0 26Z M0 -26 C12 -40 10 -60 0 -72 C-10 -60 -12 -40 0 -26Z"/></g>'
    )


def label(x: float, y: float, width: float, height: float, paint: str, art: str = "") -> str:
    """A paper label with a picture and two lines."""
    middle, low = x + width / 2, y + height
    picture = art or leaf(middle, y + height * 0.4, paint, min(width, height) / 190)
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8" fill="#fbf7ec"/><rect x="{x + 9}" y="{y + 9}" width="{width - 18}" height="{height - 18}" rx="4" fill="none" stroke="{paint}" stroke-width="3"/>'
        f'{picture}<path d="M{middle - width * 0.26} {low - height * 0.2} H{middle + width * 0.26}" stroke="{shade(paint, -0.4)}" stroke-width="9" stroke-linecap="round"/>'
        f'<path d="M{middle - width * 0.16} {low - height * 0.11} H{middle + width * 0.16}" stroke="{paint}" stroke-width="6" stroke-linecap="round"/>'
    )


def bottle(paint: str, tag: str, *, top: str = "cap", lid: str = "#3a3733") -> str:
    """A bottle with a cap, a pump, a dropper or a cork."""
    heads = {
        "cap": '<rect x="420" y="170" width="160" height="120" rx="18" fill="url(#lid)"/>',
        "pump": '<path d="M400 190 H560 V222 H400 Q380 222 372 250 H350 Q350 190 400 190Z" fill="url(#lid)"/><rect x="484" y="216" width="32" height="60" fill="#d8d2c6"/><rect x="420" y="266" width="160" height="50" rx="12" fill="url(#lid)"/>',
        "dropper": '<path d="M460 150 Q500 90 540 150 V250 H460Z" fill="#2f2b2a"/><rect x="436" y="240" width="128" height="70" rx="10" fill="url(#lid)"/>',
        "cork": '<path d="M446 190 H554 L546 300 H454Z" fill="#c79a62"/>',
    }
    return (
        f"<defs>{round_body('glass', paint)}{round_body('lid', lid)}</defs>{heads[top]}"
        f'<path d="M430 300 H570 C580 350 680 360 680 440 V830 Q680 872 636 872 H364 Q320 872 320 830 V440 C320 360 420 350 430 300Z" fill="url(#glass)"/>{tag}'
        f'<path d="M346 460 V820" stroke="#fff" stroke-width="14" stroke-linecap="round" opacity=".4"/>'
    )


def tube(paint: str, tag: str) -> str:
    """A squeezed tube standing on its cap."""
    return f'<defs>{round_body("skin", paint)}{round_body("lid", shade(paint, -0.3))}</defs><path d="M290 190 H710 L650 780 H350Z" fill="url(#skin)"/><rect x="276" y="160" width="448" height="46" rx="8" fill="{shade(paint, -0.12)}"/><path d="M300 170 v28 M340 170 v28 M380 170 v28 M420 170 v28 M460 170 v28 M500 170 v28 M540 170 v28 M580 170 v28 M620 170 v28 M660 170 v28 M700 170 v28" stroke="{shade(paint, -0.35)}" stroke-width="5" opacity=".5"/>{tag}<rect x="366" y="776" width="268" height="96" rx="16" fill="url(#lid)"/>'


def jar(paint: str, tag: str, *, lid: str = "#3a3733", content: str = "") -> str:
    """A jar with a screw lid; `content` paints what is seen through glass."""
    inside = (
        f'<path d="M290 470 H710 V800 Q710 850 650 850 H350 Q290 850 290 800Z" fill="{content}"/>' if content else ""
    )
    return f'<defs>{round_body("glass", paint)}{round_body("lid", lid)}</defs><path d="M270 420 Q260 440 260 480 V800 Q260 872 340 872 H660 Q740 872 740 800 V480 Q740 440 730 420Z" fill="url(#glass)" opacity="{".55" if content else "1"}"/>{inside}<rect x="256" y="300" width="488" height="130" rx="26" fill="url(#lid)"/><path d="M280 350 H720 M280 384 H720" stroke="#000" stroke-width="4" opacity=".2"/>{tag}<path d="M292 480 V800" stroke="#fff" stroke-width="16" stroke-linecap="round" opacity=".45"/>'


def tin(paint: str, tag: str) -> str:
    """A tall tin with a lid."""
    return f'<defs>{round_body("metal", paint)}{round_body("lid", shade(paint, -0.2))}</defs><rect x="290" y="300" width="420" height="570" rx="18" fill="url(#metal)"/><path d="M280 250 Q280 200 500 200 Q720 200 720 250 V330 H280Z" fill="url(#lid)"/><path d="M290 346 H710 M290 850 H710" stroke="#e8c77a" stroke-width="9"/>{tag}'


def box(paint: str, tag: str) -> str:
    """A carton seen a little from the side."""
    return f'<defs>{flat_body("face", paint)}{linear("side", (0, shade(paint, -0.3)), (1, shade(paint, -0.45)))}</defs><path d="M700 260 L790 220 V810 L700 870Z" fill="url(#side)"/><path d="M250 260 L350 220 H790 L700 260Z" fill="{shade(paint, 0.3)}"/><rect x="250" y="260" width="450" height="610" rx="6" fill="url(#face)"/>{tag}'


def pouch(paint: str, tag: str, *, valve: bool = False) -> str:
    """A standing bag with a folded or sealed top."""
    hole = (
        f'<circle cx="500" cy="330" r="20" fill="{shade(paint, -0.3)}"/><circle cx="500" cy="330" r="8" fill="{shade(paint, 0.3)}"/>'
        if valve
        else ""
    )
    return f'<defs>{round_body("bag", paint)}</defs><path d="M280 190 H720 V250 Q700 280 720 330 Q760 600 730 850 Q500 890 270 850 Q240 600 280 330 Q300 280 280 250Z" fill="url(#bag)"/><rect x="272" y="160" width="456" height="60" rx="6" fill="{shade(paint, -0.15)}"/><path d="M280 190 H720" stroke="{shade(paint, 0.35)}" stroke-width="5" stroke-dasharray="8 6"/>{hole}{tag}'
