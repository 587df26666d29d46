"""What Shopify, WooCommerce and Google Merchant Center export."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge_base.schema import Money, Picture

SHOPIFY = """\
Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,\
Option2 Value,Variant SKU,Variant Grams,\
Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,\
Variant Compare At Price,Variant Barcode,Image Src,Image Position,Image Alt Text,Variant Image,\
Fabric (product.metafields.shopify.fabric),Status
tee,Linen tee,<p>Airy.</p>,Loom,Apparel > Tops,T-shirts,"summer, linen",TRUE,Color,Blue,Size,S,TEE-B-S,200,shopify,\
3,deny,29.00,35.00,'4006381333931,https://x.org/2.jpg,2,back,https://x.org/b.jpg,Linen,active
tee,,,,,,,,,Blue,,M,TEE-B-M,200,shopify,0,deny,29.00,,,https://x.org/1.jpg,1,front,,,
tee,,,,,,,,,Red,,S,,200,shopify,0,continue,31.00,,,,,,,,
mug,Mug,,Kiln,,Cups,,TRUE,Title,Default Title,,,MUG,,,,deny,9.00,,,,,,,,active
old,Old thing,,Kiln,,Cups,,TRUE,Title,Default Title,,,OLD,,,,deny,9.00,,,,,,,,draft
hidden,Hidden thing,,Kiln,,Cups,,FALSE,Title,Default Title,,,HID,,,,deny,9.00,,,,,,,,active
bad,Bad price,,Kiln,,Cups,,TRUE,Size,S,,,BAD-S,,,,deny,free,,,,,,,,active
bad,,,,,,,,,M,,,BAD-M,,,,deny,9.00,,,,,,,,
void,No price at all,,Kiln,,Cups,,TRUE,,,,,,,,,,,,,,,,,,active
,No handle,,Kiln,,Cups,,TRUE,,,,,X,,,,deny,9.00,,,,,,,,active
"""


def test_shopify(shop):
    summary = shop.take("export.csv", SHOPIFY, currency="EUR")
    assert (summary.written.added, summary.skipped, summary.rejected) == (3, 2, 3)
    bad, mug, tee = shop.products
    assert (tee.id, tee.title, tee.description, tee.brand) == ("tee", "Linen tee", "Airy.", "Loom")
    assert tee.categories == ("Apparel", "Tops", "T-shirts")
    assert tee.tags == ("summer", "linen")
    assert tee.pictures == (
        Picture(path="https://x.org/1.jpg", alt="front"),
        Picture(path="https://x.org/2.jpg", alt="back"),
    )
    assert tee.attributes == {"fabric": "Linen"}
    assert [(variant.id, variant.options, variant.stock) for variant in tee.variants] == [
        ("TEE-B-S", {"colour": "Blue", "size": "S"}, 3),
        ("TEE-B-M", {"colour": "Blue", "size": "M"}, 0),
        ("tee/Red/S", {"colour": "Red", "size": "S"}, None),
    ]
    first = tee.variants[0]
    assert (first.price, first.list_price) == (Money(Decimal("29.00"), "EUR"), Money(Decimal("35.00"), "EUR"))
    assert (first.barcode, first.picture) == ("4006381333931", "https://x.org/b.jpg")
    assert (mug.variants[0].options, mug.variants[0].stock) == ({}, None)
    assert [variant.id for variant in bad.variants] == ["BAD-M"]


def test_shopify_again_changes_nothing(shop):
    shop.take("export.csv", SHOPIFY)
    before = shop.store.last_change()
    assert shop.take("export.csv", SHOPIFY).written.unchanged == 3
    assert shop.store.last_change() == before


def test_shopifys_newer_column_names(shop):
    shop.take(
        "export.csv",
        "Title,URL handle,Description,Vendor,Status,SKU,Option1 name,Option1 value,Price,Compare-at price,"
        "Inventory quantity,Continue selling when out of stock,Product image URL\n"
        "Mug,mug,Nice,Kiln,Active,M1,Size,L,9.50,12,4,DENY,https://x.org/m.jpg\n",
    )
    (variant,) = shop.product.variants
    assert (shop.product.id, variant.id, variant.options, variant.stock) == ("mug", "M1", {"size": "L"}, 4)
    assert variant.list_price == Money(Decimal("12.00"), "USD")
    assert shop.product.pictures[0].path == "https://x.org/m.jpg"


WOO = """\
ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,Short description,Description,In stock?,Stock,Weight (kg),\
Sale price,Regular price,\
Categories,Tags,Images,Parent,Attribute 1 name,Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s)
46,variation,TEE-R,,Tee - Red,1,,,1,4,,,21,,,https://x.org/r.jpg,id:44,Color,Red,,
44,variable,TEE,,Tee,1,Soft,"<p>Soft cotton tee</p>",1,,,,,"Clothing > Tees, Sale","soft, tee",\
"https://x.org/1.jpg, https://x.org/2.jpg",,Color,"Blue, Red",Fabric,Cotton
45,variation,TEE-B,4006381333931,Tee - Blue,1,,,0,,,15,20,,,,TEE,Color,Blue,,
50,simple,MUG,,Mug,1,A mug,,1,5,.3,,9,Home,,,,Glaze,Matt,,
51,simple,BAD,,Bad,1,,,1,5,,,cheap,Home,,,,,,,
52,simple,OFF,,Off,0,,,1,5,,,9,Home,,,,,,,
53,grouped,SET,,Set,1,,,1,,,,,Home,,,,,,,
54,variation,LOST,,Lost,1,,,1,1,,,9,,,,id:99,,,,
55,variable,EMPTY,,Empty,1,,,1,,,,,Home,,,,,,,
"simple, virtual",x,y,,,,,,,,,,,,,,,,,,
"""


def test_woocommerce(shop):
    summary = shop.take("export.csv", WOO, currency="EUR")
    assert (summary.written.added, summary.skipped, summary.rejected) == (2, 2, 4)
    tee, mug = shop.products
    assert (tee.id, tee.title, tee.description) == ("44", "Tee", "Soft cotton tee")
    assert (tee.categories, tee.tags) == (("Clothing", "Tees"), ("soft", "tee"))
    assert [picture.path for picture in tee.pictures] == ["https://x.org/1.jpg", "https://x.org/2.jpg"]
    red, blue = tee.variants
    assert (red.id, red.options, red.stock, red.picture) == ("TEE-R", {"colour": "Red"}, 4, "https://x.org/r.jpg")
    assert (blue.id, blue.options, blue.stock, blue.barcode) == ("TEE-B", {"colour": "Blue"}, 0, "4006381333931")
    assert (blue.price.amount, blue.list_price.amount) == (15, 20)
    assert tee.attributes == {"Fabric": "Cotton", "short description": "Soft"}
    assert (mug.variants[0].id, mug.variants[0].stock) == ("MUG", 5)
    assert (mug.description, mug.attributes) == ("A mug", {"weight kg": ".3", "Glaze": "Matt"})


GOOGLE = """\
<?xml version="1.0"?>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title><link>https://x.org</link>
<item><g:id>TV</g:id><g:title>A big TV</g:title><g:description>Sharp &amp; bright</g:description>
<g:link>https://x.org/tv</g:link><g:image_link>https://x.org/tv.jpg</g:image_link>
<g:additional_image_link>https://x.org/tv2.jpg</g:additional_image_link>
<g:additional_image_link>https://x.org/tv3.jpg</g:additional_image_link><g:availability>in_stock</g:availability>
<g:price>159.00 USD</g:price><g:sale_price>139.00 USD</g:sale_price><g:gtin>4006381333931</g:gtin>
<g:brand>Seen</g:brand>
<g:mpn>TV-55</g:mpn><g:product_type>Electronics &gt; TVs</g:product_type>
<g:google_product_category>Electronics &gt; Video</g:google_product_category><g:condition>new</g:condition>
<g:shipping><g:country>US</g:country><g:price>6.49 USD</g:price></g:shipping></item>
<item><g:id>J-1</g:id><g:item_group_id>J</g:item_group_id><title>Jacket blue</title><link>https://x.org/j</link>
<g:price>50 USD</g:price><g:color>blue</g:color><g:size>M</g:size><g:pattern>plain</g:pattern>
<g:availability>out_of_stock</g:availability></item>
<item><g:id>J-2</g:id><g:item_group_id>J</g:item_group_id><title>Jacket red</title><link>https://x.org/j</link>
<g:price>50 USD</g:price><g:color>red</g:color><g:size>M</g:size><g:pattern>dots</g:pattern></item>
<item><g:id>NO</g:id><g:title>No price</g:title></item>
</channel></rss>
"""


def _check_google(shop):
    jacket, tv = shop.products
    assert (tv.id, tv.title, tv.description, tv.brand, tv.model) == (
        "TV",
        "A big TV",
        "Sharp & bright",
        "Seen",
        "TV-55",
    )
    assert tv.variants[0].price == Money(Decimal("139.00"), "USD")
    assert tv.variants[0].list_price == Money(Decimal("159.00"), "USD")
    assert (tv.variants[0].stock, tv.variants[0].barcode) == (None, "4006381333931")
    assert tv.categories == ("Electronics", "TVs")
    assert tv.pictures[0] == Picture(path="https://x.org/tv.jpg")
    assert tv.attributes["condition"] == "new"
    assert (jacket.id, jacket.title) == ("J", "Jacket")
    assert [(variant.id, variant.options, variant.stock) for variant in jacket.variants] == [
        ("J-1", {"colour": "blue", "size": "M", "pattern": "plain"}, 0),
        ("J-2", {"colour": "red", "size": "M", "pattern": "dots"}, None),
    ]


def test_google_merchant_rss(shop):
    summary = shop.take("feed.xml", GOOGLE, currency="EUR")
    assert (summary.written.added, summary.rejected) == (2, 1)
    _check_google(shop)


def test_google_merchant_atom(shop):
    atom = (
        GOOGLE.replace("<item>", "<entry>")
        .replace("</item>", "</entry>")
        .replace("<channel>", "")
        .replace("</channel>", "")
    )
    atom = atom.replace(
        '<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0">',
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">',
    )
    atom = atom.replace("</rss>", "</feed>").replace("<link>https://x.org/j</link>", '<link href="https://x.org/j"/>')
    shop.take("feed", atom, currency="EUR")
    _check_google(shop)
    assert shop.products[0].url == "https://x.org/j"


def test_google_merchant_tsv(shop):
    names = ["id", "title", "description", "link", "image link", "availability", "price", "sale price", "gtin", "brand"]
    names += ["mpn", "product type", "condition", "item group id", "color", "size", "pattern"]
    tv = ["TV", "A big TV", "Sharp &amp; bright", "https://x.org/tv", "https://x.org/tv.jpg", "in_stock", "159.00 USD"]
    tv += ["139.00 USD", "4006381333931", "Seen", "TV-55", "Electronics > TVs", "new", "", "", "", ""]
    blue = [
        "J-1",
        "Jacket blue",
        "",
        "",
        "",
        "out of stock",
        "50 USD",
        "",
        "",
        "",
        "",
        "",
        "",
        "J",
        "blue",
        "M",
        "plain",
    ]
    red = ["J-2", "Jacket red", "", "", "", "in stock", "50 USD", "", "", "", "", "", "", "J", "red", "M", "dots"]
    shop.take("feed.txt", "".join("\t".join(row) + "\n" for row in (names, tv, blue, red)), currency="EUR")
    _check_google(shop)


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        ("<?xml version='1.0'?><rss><channel><item>", "no XML from line 1"),
        ("<?xml version='1.0'?><catalog><name>x</name></catalog>", "holds no <item>"),
        ("<?xml version='1.0' encoding='klingon'?><rss/>", "no XML"),
        (
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaa"><!ENTITY b "&a;&a;&a;">]><rss><item>&b;</item></rss>',
            "defines entities",
        ),
        (
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><item><id>&a;</id></item></rss>',
            "defines entities",
        ),
        ("<?xml version='1.0'?>" + "<a>" * 5000, "nested more than 60 deep"),
    ],
)
def test_feeds_that_cannot_be_read(error, xml, says):
    assert says in error("feed.xml", xml)


def test_a_feed_that_breaks_off_keeps_what_came_before(shop):
    summary = shop.take("feed.xml", GOOGLE[: GOOGLE.index("<item><g:id>J-2")])
    # The jacket is left as it was: nobody knows whether more of its variants would have come.
    assert [product.id for product in shop.products] == ["TV"]
    assert "no XML" in summary.errors[0].error
