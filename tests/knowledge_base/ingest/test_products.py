from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge_base.schema import CHINESE, InteractionKind, Money, Picture, ProductId, Variant, VariantId

EUR = {"currency": "EUR"}


def test_a_plain_table(shop):
    table = (
        "Product ID,Name,Description,Brand,Price,Old colour,Qty,EAN,Category,Image URL,Link,Rating,Release date,"
        "Material\n"
        "T1,Teapot,Holds a litre,Kiln & Co,29.90,,7,4006381333931,Home > Kitchen,https://x.org/t.jpg,https://x.org/t,"
        "4.5,2024-03-01,Clay\n"
    )
    shop.take("products.csv", table, **EUR)
    teapot = shop.product
    assert teapot.variants == (
        Variant(id=VariantId("T1"), price=Money(Decimal("29.90"), "EUR"), stock=7, barcode="4006381333931"),
    )
    assert (teapot.id, teapot.title, teapot.description, teapot.brand) == ("T1", "Teapot", "Holds a litre", "Kiln & Co")
    assert teapot.categories == ("Home", "Kitchen")
    assert teapot.pictures == (Picture(path="https://x.org/t.jpg"),)
    assert teapot.url == "https://x.org/t"
    assert teapot.rating == 4.5
    assert teapot.released == datetime(2024, 3, 1, tzinfo=UTC)
    assert teapot.attributes == {"Material": "Clay"}


def test_chinese_columns_in_gbk(shop):
    table = (
        "商品编号,商品名称,品牌,售价,库存,分类,颜色,尺码,材质\nA1,纯棉短袖衬衫,小二,￥59.00,12,服装 > 上衣,蓝色,L,棉\n"
    )
    shop.take("商品.csv", table.encode("gbk"))
    shirt = shop.product
    assert (shirt.id, shirt.title, shirt.brand, shirt.language) == ("A1", "纯棉短袖衬衫", "小二", CHINESE)
    assert shirt.variants[0].price == Money(Decimal("59.00"), "CNY")
    assert shirt.variants[0].options == {"colour": "蓝色", "size": "L"}
    assert shirt.categories == ("服装", "上衣")
    assert shirt.attributes == {"材质": "棉"}


def test_columns_nobody_named_are_told_by_their_values(shop):
    rows = "".join(
        f"{4006381333931 if index == 0 else 9780201379624};Eichentisch Modell {index};{index}9,90 €;"
        f"https://x.org/{index}.jpg;{'Ein langer Text über Holz und Handwerk. ' * 3}\n"
        for index in range(2)
    )
    shop.take("artikel.csv", "Kode;Bezeichnung;VK brutto;Foto gross;Langtext\n" + rows)
    first = min(shop.products, key=lambda product: product.variants[0].price.amount)
    assert first.title == "Eichentisch Modell 0"
    assert first.variants[0].price == Money(Decimal("9.90"), "EUR")
    assert first.variants[0].barcode == "4006381333931"
    assert first.pictures[0].path == "https://x.org/0.jpg"
    assert first.description.startswith("Ein langer Text")


def test_a_mapping_wins_over_what_was_guessed(shop):
    table = "nr,title,name,price,cost\n1,wrong,Right,1,2\n"
    shop.take("p.csv", table, mapping={"id": "NR", "title": "name", "price": "cost"})
    assert (shop.product.id, shop.product.title, shop.product.variants[0].price.amount) == ("1", "Right", 2)
    assert shop.product.attributes == {"title": "wrong", "price": "1"}


def test_a_mapping_to_a_column_that_is_not_there(error):
    assert "no column 'cost' for price; it has 'id', 'title'" in error(
        "p.csv", "id,title\n1,x\n", mapping={"price": "cost"}
    )


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("id,colour\n1,red\n", "hold the title or the price; say which with --map title=COLUMN,price=COLUMN"),
        ("id,title\n1,Lamp\n", "hold the price"),
    ],
)
def test_a_table_of_which_nothing_is_known(error, table, says):
    assert says in error("p.csv", table)


ICECAT = [
    {
        "id": "11",
        "name": "RX-100/a",
        "title": "Acme RX-100/a radio",
        "ean": ["4006381333931", "0036000291452"],
        "short_description": "A radio",
        "img_high": "https://x.org/high.jpg",
        "img_500x500": "https://x.org/500.jpg",
        "img_thumb": "https://x.org/thumb.jpg",
        "date_released": "2009-12-10T00:00:00Z",
        "supplier": "Acme",
        "price": 4995,
        "attr_t_product_type": "Radio",
        "attr_t_type": "Original",
        "attr_t_product_colour": "Black",
        "attr_n_quantity_per_pack": 6.0,
        "attr_n_weight": 1.5,
        "attr_b_touchscreen": False,
        "attr_t_bands": ["FM", "DAB"],
    }
]


def test_an_export_with_typed_attributes(shop):
    shop.take("1.json", ICECAT, minor_prices=True)
    radio = shop.product
    assert (radio.title, radio.model, radio.brand) == ("Acme RX-100/a radio", "RX-100/a", "Acme")
    assert radio.variants[0].price == Money(Decimal("49.95"), "USD")
    assert radio.variants[0].barcode == "4006381333931"
    assert radio.codes == ("0036000291452",)
    assert radio.pictures == (Picture(path="https://x.org/500.jpg"),)
    assert radio.url is None
    assert radio.categories == ("Radio",)
    assert radio.released == datetime(2009, 12, 10, tzinfo=UTC)
    assert radio.attributes == {
        "type": "Original",
        "product colour": "Black",
        "quantity per pack": 6,
        "weight": 1.5,
        "touchscreen": False,
        "bands": ("FM", "DAB"),
    }
    assert shop.store.product_by_code("rx-100/A")[0].id == "11"
    assert shop.store.product_by_code("036000291452")[0].id == "11"


def test_nested_json_with_reviews(shop):
    review = {"rating": 4, "comment": "Fine.", "date": "2025-04-30T09:41:02Z", "reviewerEmail": "jo@example.org"}
    product = {
        "id": 1,
        "title": "Mug",
        "price": {"amount": 9.99, "currency": "EUR"},
        "brand": {"name": "Kiln"},
        "stock": 3,
        "dimensions": {"width": 8.5, "depth": 8},
        "warrantyInformation": "1 year",
        "images": ["https://x.org/1.jpg", {"src": "https://x.org/2.jpg"}],
        "categories": [{"id": 1, "name": "Home"}, {"id": 2, "name": "Mugs"}],
        "reviews": [review, {"rating": 5, "comment": "Good."}, review, {}, "odd"],
    }
    summary = shop.take("products.json", {"total": 1, "products": [product]})
    assert summary.kinds == {"product": 1, "interaction": 3}
    mug = shop.product
    assert mug.variants[0].price == Money(Decimal("9.99"), "EUR")
    assert mug.brand == "Kiln"
    assert mug.categories == ("Home", "Mugs")
    assert [picture.path for picture in mug.pictures] == ["https://x.org/1.jpg", "https://x.org/2.jpg"]
    assert mug.attributes == {"dimensions width": 8.5, "dimensions depth": 8, "warranty information": "1 year"}
    reviews = list(shop.store.interactions(product=ProductId("1")))
    assert {(review.kind, review.rating, review.text) for review in reviews} == {
        (InteractionKind.REVIEW, 4, "Fine."),
        (InteractionKind.REVIEW, 5, "Good."),
    }
    assert "jo@example.org" not in repr(reviews)


def test_rows_of_a_group_become_variants(shop):
    table = (
        "id,item_group_id,title,price,color,size,material\n"
        "1,G,Rain jacket - blue S,50,blue,S,nylon\n2,,Lamp,9,,,\n3,G,Rain jacket - blue M,55,blue,M,nylon\n"
    )
    shop.take("p.csv", table)
    jacket, lamp = sorted(shop.products, key=lambda product: -len(product.variants))
    assert (jacket.id, jacket.title, lamp.id) == ("G", "Rain jacket - blue", "2")
    assert [(variant.id, variant.options) for variant in jacket.variants] == [
        ("1", {"colour": "blue", "size": "S"}),
        ("3", {"colour": "blue", "size": "M"}),
    ]
    assert jacket.attributes == {"material": "nylon"}


def test_a_reduced_price_keeps_the_one_before(shop):
    shop.take("p.csv", "id,title,price,sale price\n1,Lamp,40,30\n2,Rug,40,\n3,Mug,20,25\n")
    prices = [(product.variants[0].price.amount, product.variants[0].list_price) for product in shop.products]
    assert prices == [(30, Money(Decimal("40.00"), "USD")), (40, None), (25, None)]


def test_a_table_without_ids_names_products_by_their_title(shop):
    table = "title,price\nLamp,10\nRug,20\n"
    shop.take("p.csv", table)
    before = shop.products
    assert shop.take("p.csv", table.replace("10", "12")).written.changed == 1
    assert [product.id for product in shop.products] == [product.id for product in before]


@pytest.mark.parametrize(
    ("stock", "availability", "held"),
    [
        ("5", "", 5), ("5.0", "", 5), ("1,200", "", 1200), ("10+", "", 10), ("-3", "", 0), ("", "", None),
        ("", "in stock", None), ("", "out_of_stock", 0), ("", "缺货", 0), ("n/a", "", None), ("in stock", "", None),
        ("sold out", "", 0), ("99999999999", "", 2**31 - 1),
    ],
)  # fmt: skip
def test_stock(shop, stock, availability, held):
    shop.take("p.csv", f'id,title,price,stock,availability\n1,Lamp,10,"{stock}",{availability}\n')
    assert shop.product.variants[0].stock == held


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("1,,10,1,EUR", "title", "needs a title"),
        ("1,Lamp,,1,EUR", "price", "needs a price"),
        ("1,Lamp,abc,1,EUR", "price", "needs an amount"),
        ("1,Lamp,-1,1,EUR", "price", "negative"),
        ("1,Lamp,NaN,1,EUR", "price", "needs an amount"),
        (",Lamp,1,1,EUR", "id", "id or SKU"),
        ("1,Lamp,1,many,EUR", "stock", "whole number"),
        ("1,Lamp,1,1,euros", "currency", "ISO 4217"),
        (f"{'x' * 256},Lamp,1,1,EUR", "id", "1 to 255 characters"),
        (f"1,{'x' * 1001},1,1,EUR", "title", "at most 1000"),
        (f"1,{'x' * 1_000_001},1,1,EUR", "title", "at most 1,000,000"),
        ("9,Lamp,1,1,EUR", "id", "the same id came before, in line 2"),
    ],
)
def test_a_wrong_row_is_rejected_with_its_line_and_reason(shop, row, field, reason):
    summary = shop.take("p.csv", f"id,title,price,stock,currency\n9,Rug,5,1,EUR\n{row}\n8,Mug,5,1,EUR\n")
    assert (summary.written.added, summary.rejected) == (2, 1)
    (told,) = Path(summary.files[0].rejects).read_text("utf-8-sig").splitlines()[1:]
    assert told.startswith(f"{shop.folder / 'p.csv'},3,{field},")
    assert reason in told


def test_what_a_minor_column_says_is_kept_where_it_cannot_be_read(shop):
    shop.take("p.csv", "id,title,price,rating,rating count,released\n1,Lamp,10,superb,a few,soon\n")
    lamp = shop.product
    assert (lamp.rating, lamp.rating_count, lamp.released) == (None, 0, None)
    assert lamp.attributes == {"rating": "superb", "rating count": "a few", "released": "soon"}


def test_html_becomes_text(shop):
    page = "<p>Soft &amp; warm.</p><ul><li>wool</li><li>felt</li></ul><script>alert(1)</script>"
    shop.take("p.json", [{"id": 1, "title": "Hat &amp; scarf", "price": 1, "description": page, "care": "<b>cold</b>"}])
    assert shop.product.title == "Hat & scarf"
    assert shop.product.description == "Soft & warm.\n\n- wool\n- felt"
    assert shop.product.attributes == {"care": "cold"}


@pytest.mark.parametrize(
    ("words", "given", "default", "language"),
    [
        ("A lamp", "", "en", "en"),
        ("A lamp", "", "zh", "en"),
        ("一盏灯", "", "en", "zh"),
        ("HP 高效能系列 Serial ATA 硬碟 40 GB", "", "en", "zh"),
        ("USB cable 数据线 for charging all of your devices", "", "en", "en"),
        ("かわいいランプ", "", "en", "ja"),
        ("Eine Lampe", "de-DE", "en", "de"),
    ],
)
def test_languages(shop, words, given, default, language):
    shop.take("p.json", [{"id": 1, "title": words, "price": 1, "language": given}], default_language=default)
    assert shop.product.language == language


def test_a_language_that_is_asked_for(shop):
    shop.take("p.csv", "id,title,price\n1,一盏灯,1\n", language="yue")
    assert shop.product.language == "yue"


OWN_FORM = {
    "id": "T",
    "title": "Tee",
    "brand": "Loom",
    "reviews": [{"rating": 5, "comment": "Soft."}],
    "variants": [
        {
            "sku": "T-S",
            "price": {"amount": 9, "currency": "EUR"},
            "options": {"color": "blue", "size": "S"},
            "stock": 2,
        },
        {
            "sku": "T-M",
            "price": {"amount": 11, "currency": "EUR"},
            "options": {"color": "blue", "size": "M"},
            "stock": 0,
        },
        {"price": {"amount": "no", "currency": "EUR"}, "options": {"color": "red", "size": "M"}},
    ],
}
SHOPIFYS_FORM = {
    "products": [
        {
            "id": 7,
            "title": "Tee",
            "vendor": "Loom",
            "body_html": "<p>Soft.</p>",
            "product_type": "Shirts",
            "images": [{"src": "https://x.org/1.jpg"}],
            "options": [{"name": "Color", "values": ["blue"]}, {"name": "Size", "values": ["S", "M"]}],
            "variants": [
                {"id": 71, "title": "blue / S", "sku": "T-S", "price": "9.00", "option1": "blue", "option2": "S"},
                {"id": 72, "title": "blue / M", "sku": "T-M", "price": "11.00", "option1": "blue", "option2": "M"},
            ],
        }
    ]
}


@pytest.mark.parametrize(("content", "id_"), [([OWN_FORM], "T"), (SHOPIFYS_FORM, "7")])
def test_json_products_with_variants(shop, content, id_):
    shop.take("p.json", content)
    tee = shop.product
    assert (tee.id, tee.title, tee.brand) == (id_, "Tee", "Loom")
    assert [(variant.id, variant.price.amount, variant.options) for variant in tee.variants] == [
        ("T-S", 9, {"colour": "blue", "size": "S"}),
        ("T-M", 11, {"colour": "blue", "size": "M"}),
    ]


def test_reviews_of_a_product_with_variants_are_its_own_and_come_once(shop):
    summary = shop.take("p.json", [OWN_FORM])
    assert (summary.kinds, summary.rejected) == ({"product": 1, "interaction": 1}, 1)
    (review,) = shop.store.interactions()
    assert (review.product, review.text) == ("T", "Soft.")


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Price (GBP)", "GBP"),
        ("price_eur", "EUR"),
        ("价格（元）", "CNY"),
        ("Price €", "EUR"),
        ("Price", "USD"),
        ("RRP CHF", "CHF"),
    ],
)
def test_a_currency_in_the_name_of_a_column(shop, header, currency):
    shop.take("p.csv", f"id,title,{header}\n1,Lamp,10\n")
    assert shop.product.variants[0].price == Money(Decimal("10.00"), currency)


@pytest.mark.parametrize(("given", "currency"), [("€", "EUR"), ("eur", "EUR"), ("人民币", "CNY"), ("", "USD")])
def test_a_currency_in_a_column_of_its_own(shop, given, currency):
    shop.take("p.csv", f"id,title,price,currency\n1,Lamp,10,{given}\n")
    assert shop.product.variants[0].price.currency == currency


def test_the_line_by_which_spreadsheets_name_the_delimiter(shop):
    shop.take("p.csv", "sep=;\r\nid;title;price\r\n1;Lamp, small;9,50\r\n")
    assert (shop.product.title, shop.product.variants[0].price.amount) == ("Lamp, small", Decimal("9.50"))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("https://x.org/p?a=1", "https://x.org/p?a=1"),
        ("www.x.org/p", "https://www.x.org/p"),
        ("/p/1", "/p/1"),
        ("javascript:alert(1)", None),
        ("//evil.org", None),
        ('https://x.org/"onclick="x', None),
        ("data:text/html,x", None),
    ],
)
def test_links_are_of_the_web(shop, given, shown):
    shop.take("p.json", [{"id": 1, "title": "Lamp", "price": 1, "url": given}])
    assert shop.product.url == shown
    assert shop.product.attributes == ({} if shown else {"url": given})


def test_pictures_are_of_the_web_or_below_the_shops_folder(shop):
    images = ["https://x.org/1.jpg", "lamps/1.jpg", "javascript:alert(1)", "file:///etc/passwd", "../../secret.jpg"]
    shop.take("p.json", [{"id": 1, "title": "Lamp", "price": 1, "images": images}])
    assert [picture.path for picture in shop.product.pictures] == ["https://x.org/1.jpg", "lamps/1.jpg"]
