"""Drawings of the home department."""

from __future__ import annotations

from knowledge_base.demo.draw.svg import Subject, draws, linear, round_body, shade


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
