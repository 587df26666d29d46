"""What is personal is masked, in the ways people and programs write it; product talk is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.privacy.learned import Learned, shapes
from agent.privacy.masking import LONGEST, Masker
from knowledge_base.schema import Customer, CustomerId


@pytest.fixture(scope="module")
def mask():
    masker = Masker()
    people = [("Emma Jane", "Brown"), ("伟", "张"), ("Zoë", "O'Neill"), ("Rose", "Stone")]
    masker.learned.add_customers(
        Customer(id=CustomerId(first), first_name=first, last_name=last, email="") for first, last in people
    )
    masker.learned.add_orders(["LL-100234", "LL-99871", "20240001"])
    return masker.mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to Ann.Lee+x@mail.example.co.uk.", "write to [email]."),
        ("我的邮箱是ann@example.com请回复", "我的邮箱是[email]请回复"),
        ("ann (at) example (dot) com", "[email]"),
        ("/search?q=ann%40example.com&lang=en", "/search?q=[email]&lang=en"),
        (r'{"text": "\u7535\u8bdd13800138000"}', '{"text": "电话[phone]"}'),
        ("(415) 555-2671 or 1-415-555-2671", "[phone] or [phone]"),
        ("+44 20 7946 0958", "[phone]"),
        ("０７７００ ９００１２３", "[phone]"),
        ("010-88886666转801", "[phone]"),
        ("card 4111 1111 1111 1111", "card [card]"),
        ("378282246310005", "[card]"),
        ("我的卡号是6222021234567890128", "我的卡号是[card]"),
        ("DE89 3704 0044 0532 0130 00 thanks gb29nwbk60161331926819", "[iban] thanks [iban]"),
        ("是NL04ABNA6503341723吗", "是[iban]吗"),
        ("from 203.0.113.9:443 and 2001:db8::1", "from [ip]:443 and [ip]"),
        ("078-05-1120", "[id]"),
        ("身份证11010519491231002X", "身份证[id]"),
        ("ship to 12 Elm Street, Apt 4, Springfield, IL 62704", "ship to [address]"),
        ("415 555 2671 12 Elm Street", "[phone] [address]"),
        ("寄到上海市浦东新区世纪大道100号3栋502室", "[address]"),
        ("zip code 02116", "zip code [postcode]"),
        ("order LL-100999, ll100234", "order [order], [order]"),
        ("it is 20240001", "it is [order]"),
        ("Order #W1234567 is late", "Order #[order] is late"),
        ("订单号：88231", "订单号:[order]"),
        ("parcel 1Z999AA10123456784", "parcel [tracking]"),
        ("Your one-time code is 482913", "Your one-time code is [code]"),
        ("382911是您的验证码", "[code]是您的验证码"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "[token]"),
        ("postgres://shop:hunter2@db/x", "postgres://[secret]@db/x"),
        ("Authorization: Bearer abc.def-123456", "Authorization: Bearer [key]"),
        ("password=hunter22&x=1", "password=[secret]&x=1"),
        ("EMMA BROWN, brown_emma and Emma J. Brown", "[name], [name] and [name]"),
        ("customer=emmajanebrown", "customer=[name]"),
        ("请问张伟在吗", "请问[name]在吗"),
        ("I'm Zoë O'Neill", "I'm [name]"),
        ("my name is Someone Else", "my name is [name]"),
        ("我叫李小龙", "我叫[name]"),
        ("李女士的订单", "[name]女士的订单"),
    ],
)
def test_what_is_personal_is_masked(mask, text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "iPhone 15 Pro 256 GB for $1,299.00",
        "W32 L34, size 42.5, EAN 4006381333931",
        "a rose and stone ring, brown, 2.5 kg, 10 x 15 cm",
        "2024-11-24 12:30:45 took 1234.56 ms, 29471682 bytes",
        "request method=GET route=/api/chat status=200 ms=12.5",
        "img@2x.png on 127.0.0.1, version 3.11.4.2",
        "SKU BE-0010 19.00 USD",
        "这款 512GB 多少钱，买三送一",
        "the promo code 2024 gives 20 % off",
    ],
)
def test_product_talk_stays(mask, text):
    assert mask(text) == text


@given(
    local=st.from_regex(r"[a-z0-9][a-z0-9._+-]{0,20}[a-z0-9]", fullmatch=True),
    around=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30),
)
def test_an_address_is_masked_whatever_stands_around(mask, local, around):
    address = f"{local}@mail.example"
    assert address not in mask(f"{around} {address} {around}")


@given(st.text(max_size=200))
def test_any_text_can_be_masked_and_masking_again_changes_nothing_personal(mask, text):
    assert isinstance(mask(text), str)


def test_a_text_without_end_is_cut(mask):
    masked = mask("1-" * LONGEST)
    assert len(masked) < LONGEST + 100
    assert masked.endswith(f"({LONGEST} more)")


def test_values_of_a_line_are_masked_by_what_they_are_and_by_their_key():
    value = Masker().value
    assert value({"ms": 12.5, "turns": 3, "ok": True, "none": None}) == {
        "ms": 12.5,
        "turns": 3,
        "ok": True,
        "none": None,
    }
    assert value({"phone": 13800138000, "to": ["ann@example.com"]}) == {"phone": "[phone]", "to": ["[email]"]}
    assert value({"postcode": "02116", "ann@example.com": 1}) == {"postcode": "[postcode]", "[email]": 1}
    assert value(b"ann@example.com") == "[email]"


def test_how_a_shop_numbers_is_learnt():
    pattern = shapes(["LL-100234", "LL-99871"])
    assert pattern is not None
    assert pattern.fullmatch("ll-1000234")
    assert not pattern.search("XLL-100234")
    assert not pattern.search("LL-12")
    assert shapes(["1234567", "AB"]) is None  # nothing that would tell them from other numbers


def test_many_shapes_of_letters_become_one():
    codes = [f"{one}{other}-12345" for one in "ABCDEF" for other in "GHIJKL"]
    pattern = shapes(codes)
    assert pattern is not None
    assert pattern.fullmatch("ZZ-54321")


def test_names_are_not_held_in_clear():
    learned = Learned()
    learned.add_customers([Customer(id=CustomerId("1"), first_name="Emma", last_name="Brown", email="")])
    assert "emma" not in repr(vars(learned)).lower()


def test_a_store_is_followed(tmp_path):
    from contextlib import closing

    from knowledge_base import open_store
    from knowledge_base.home import Home

    with closing(open_store(Home(tmp_path))) as store:
        learned = Learned()
        store.put([Customer(id=CustomerId("1"), first_name="Emma", last_name="Brown", email="")])
        learned.learn(store)
        store.put([Customer(id=CustomerId("2"), first_name="Liam", last_name="Carter", email="")])
        assert learned.mask_names("Liam Carter", {"liam", "carter"}) == "Liam Carter"
        learned.learn(store)
        assert learned.mask_names("Liam Carter", {"liam", "carter"}) == "[name]"
        assert learned.mask_names("Emma Brown", {"emma", "brown"}) == "[name]"
