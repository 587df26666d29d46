"""The most or least of what was shown is one of those products, in either language."""

import pytest


@pytest.mark.parametrize(
    ("search", "pointing", "extreme"),
    [
        ("show me tents", "the cheapest one", min),
        ("show me tents", "the most expensive one", max),
        ("我想买帐篷", "最便宜的那个", min),
        ("我想买帐篷", "最贵的那个", max),
    ],
)
def test_a_superlative_points_at_what_was_shown(customer, search, pointing, extreme):
    shown = {card.product: float(card.price) for card in customer.says(search).cards}
    assert len(shown) > 1
    heard = customer.says(pointing)
    assert heard.products[:1] == [extreme(shown, key=shown.__getitem__)]
