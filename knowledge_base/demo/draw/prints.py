"""Motifs printed on things: the shop's lantern, a whale, a duck."""

from __future__ import annotations


def motif(name: str, paint: str, *, x: float = 500, y: float = 500, size: float = 1.0) -> str:
    """The motif of this name, centred on (x, y) and about 240 units wide; "" for none."""
    light = sum(int(paint[at : at + 2], 16) for at in (1, 3, 5)) > 470
    ink = "#23324f" if light else "#f7f1e3"
    drawn = {"lantern": _lantern, "whale": _whale, "duck": _duck}.get(name)
    return f'<g transform="translate({x} {y}) scale({size})" opacity=".93">{drawn(ink)}</g>' if drawn else ""


def _lantern(ink: str) -> str:
    ribs = "".join(
        f'<path d="M0 -92 C{at} -60 {at} 60 0 92" fill="none" stroke="{ink}" stroke-width="5"/>'
        for at in (-80, -36, 36, 80)
    )
    return (
        f'<path d="M0 -160 V-112" stroke="{ink}" stroke-width="7"/><rect x="-42" y="-112" width="84" height="20" rx="6" fill="{ink}"/>'
        f'<ellipse rx="104" ry="92" fill="#d8503a"/><ellipse rx="104" ry="92" fill="none" stroke="{ink}" stroke-width="6"/>{ribs}'
        f'<rect x="-42" y="92" width="84" height="20" rx="6" fill="{ink}"/>'
        f'<path d="M-20 112 V176 M0 112 V190 M20 112 V176" stroke="#e2b13c" stroke-width="7" stroke-linecap="round"/>'
    )


def _whale(ink: str) -> str:
    return (
        f'<path d="M-120 20 C-120 -60 -20 -90 60 -60 C110 -42 120 0 150 -10 C160 -60 130 -80 110 -96 C160 -100 170 -70 176 -56 '
        f'C184 -76 206 -90 240 -76 C214 -60 206 -30 196 10 C170 80 60 110 -30 100 C-90 92 -120 70 -120 20Z" fill="{ink}"/>'
        f'<circle cx="-66" cy="4" r="9" fill="#fff"/><circle cx="-64" cy="5" r="5" fill="#1b2434"/>'
        f'<path d="M-110 46 Q-60 70 -6 58" fill="none" stroke="#fff" stroke-width="5" opacity=".8"/>'
        f'<path d="M-40 -96 q-8 -50 -44 -50 M-40 -96 q8 -50 44 -50" fill="none" stroke="{ink}" stroke-width="9" stroke-linecap="round"/>'
    )


def _duck(ink: str) -> str:
    return (
        '<path d="M-110 10 C-60 60 60 110 120 40 C140 10 150 -20 130 -50 C110 -10 60 -20 30 -10 C50 -30 50 -110 -20 -110 '
        'C-80 -110 -90 -60 -76 -36 C-100 -30 -116 -10 -110 10Z" fill="#f0c33f"/>'
        f'<path d="M-84 -62 L-140 -50 L-82 -36Z" fill="#e57b35"/><circle cx="-36" cy="-72" r="9" fill="{ink}"/>'
    )
