import pytest

from agent.tools.standing import standing, told


@pytest.mark.parametrize(
    ("said", "needed"),
    [
        ("I'm allergic to nuts", ("nuts",)),
        ("My son is allergic to peanuts.", ("peanuts",)),
        ("I can't eat gluten", ("gluten",)),
        ("I'm vegan", ("vegan",)),
        ("my wife is vegan", ("vegan",)),
        ("I'm lactose intolerant", ("dairy",)),
        ("我对花生过敏", ("peanuts",)),
        ("我乳糖不耐受", ("dairy",)),
        ("show me vegan snacks", ()),
        ("snacks with no nuts", ()),
        ("do you sell nuts?", ()),
        ("I'm not allergic to nuts", ()),
    ],
)
def test_only_a_need_of_somebody_is_kept(said, needed):
    assert told(said).needed == needed


@pytest.mark.parametrize(
    "taken_back",
    [
        "nuts are fine after all",
        "forget about the nuts",
        "actually I'm not allergic to nuts",
        "坚果可以吃",
        "我不对坚果过敏",
    ],
)
def test_a_need_is_taken_back(taken_back):
    assert standing(["I'm allergic to nuts", "I'm vegan", taken_back]) == ("vegan",)


@pytest.mark.parametrize("asked", ["are nuts fine for you?", "坚果可以吃吗", "show me snacks", "I love nuts in a tent"])
def test_other_words_leave_it_standing(asked):
    assert standing(["I'm allergic to nuts", asked]) == ("nuts",)


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        ("I'm allergic to nuts", True),
        ("I'm allergic to nuts, show me chocolate", False),
        ("is it ok, I'm allergic to nuts?", False),
    ],
)
def test_a_need_told_alone_asks_for_nothing(said, alone):
    assert told(said).alone is alone
