"""Draws the demo shop's pictures: each kind of product is a function that writes SVG, and Chromium paints it.

    python -m knowledge_base.demo.draw            # every picture
    python -m knowledge_base.demo.draw CL-0001    # some

The pictures are committed, so nothing of this runs in a shop.
"""
