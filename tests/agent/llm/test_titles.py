import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.composer.titles import LONGEST, short


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Skylark 2-Person Tent", "Skylark 2-Person Tent"),
        (
            "Acme Wireless Bluetooth Headphones, Over-Ear with Microphone, 40 Hours Playtime, Foldable, Black",
            "Acme Wireless Bluetooth Headphones, Over-Ear with Microphone",
        ),
        (
            "Acme Stainless Steel Vacuum Insulated Drinking Water Bottle With Straw Lid And Handle",
            "Acme Stainless Steel Vacuum Insulated Drinking Water Bottle",
        ),
        ("Acme Drill (18 V, 2 batteries, charger, case and forty bits in a carrying case)", "Acme Drill"),
        ("蓝牙耳机" * 20, ("蓝牙耳机" * 20)[:LONGEST]),
    ],
)
def test_long_titles_end_where_a_part_ends(title, said):
    assert short(title) == said


@given(st.text(min_size=1, max_size=300))
def test_a_short_title_is_a_beginning_of_the_title(title):
    said = short(title)
    assert len(said) <= LONGEST
    assert " ".join(title.split()).startswith(said)
    assert said or not title.split()
