from __future__ import annotations

import io
import zipfile

import pytest

from knowledge_base.schema import DocumentKind, Section

MARKDOWN = """\
---
title: Returns & refunds
kind: policy
topic: returns
language: en
url: https://example.org/returns
---
# Returns

Thirty **days**, see [how](how.md).

## Costs

| who | what |
|---|---|
| you | nothing |

```
# not a heading
```

### Abroad

We *share* them.
<!-- hidden -->

Exceptions
----------

None.
"""


def test_markdown(shop):
    shop.take("policies/returns.md", MARKDOWN)
    document = shop.document
    assert (document.id, document.title, document.kind) == ("returns", "Returns & refunds", DocumentKind.POLICY)
    assert (document.topic, document.language, document.url) == ("returns", "en", "https://example.org/returns")
    assert document.sections == (
        Section(headings=("Returns & refunds", "Returns"), text="Thirty days, see how."),
        Section(
            headings=("Returns & refunds", "Returns", "Costs"),
            text="| who | what |\n|---|---|\n| you | nothing |\n\n```\n# not a heading\n```",
        ),
        Section(headings=("Returns & refunds", "Returns", "Costs", "Abroad"), text="We share them."),
        Section(headings=("Returns & refunds", "Returns", "Exceptions"), text="None."),
    )


def test_documents_in_a_folder_have_their_path_as_id_and_their_translations_a_topic(shop):
    shop.write("policies/shipping.en.md", "# Shipping\n\nTwo days.\n")
    shop.write("policies/shipping.zh.md", "# 配送政策\n\n两天送达。\n")
    shop.write("guides/size-guide.txt", "Measure your foot first.\n")
    shop.write("about.html", "<h1>About</h1><p>We are old.</p>")
    assert shop.run().written.added == 4
    found = {document.id: document for document in shop.store.documents()}
    assert list(found) == ["about", "guides/size-guide", "policies/shipping.en", "policies/shipping.zh"]
    assert found["policies/shipping.zh"].language == "zh"
    assert {found[f"policies/shipping.{language}"].topic for language in ("en", "zh")} == {"shipping"}
    assert [found[id_].kind.value for id_ in found] == ["page", "guide", "policy", "policy"]
    assert found["guides/size-guide"].title == "size guide"
    assert found["policies/shipping.zh"].sections == (Section(headings=("配送政策",), text="两天送达。"),)


def test_html_without_what_stands_around_it(shop):
    page = (
        "<!doctype html><html><head><title>Care - Shop</title><style>p {}</style></head><body><nav>Home</nav>"
        "<main><h1>Care</h1><p>Wash &amp; dry.</p><h2>Wool</h2><ul><li>cold</li></ul><script>x()</script>"
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table></main><footer>Imprint</footer></body>"
    )
    shop.take("care.html", page)
    assert shop.document.title == "Care"
    care, wool = shop.document.sections
    assert care == Section(headings=("Care",), text="Wash & dry.")
    assert wool.headings == ("Care", "Wool")
    assert wool.text.startswith("* cold")
    assert "| 1 | 2 |" in wool.text
    assert "Imprint" not in repr(shop.document)


def test_html_in_another_encoding(shop):
    shop.take("page.html", "<html><body><h1>Größe</h1><p>Füße messen, Länge prüfen.</p></body></html>".encode("cp1252"))
    assert shop.document.title == "Größe"


def docx(*paragraphs: tuple[str, str]) -> bytes:
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'
        for style, words in paragraphs
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2)
    )
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kinds}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{kinds}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships">'
        f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{packages}/relationships">'
        f'<Relationship Id="r1" Type="{relations}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f"<w:styles {space}>{styles}</w:styles>",
        "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_docx(shop):
    shop.take(
        "warranty.docx",
        docx(
            ("Heading1", "Warranty"), ("", "Two years."), ("Heading2", "Batteries"), ("", "One year."), ("", "No more.")
        ),
    )
    assert (shop.document.title, shop.document.kind) == ("Warranty", DocumentKind.POLICY)
    assert shop.document.sections == (
        Section(headings=("Warranty",), text="Two years."),
        Section(headings=("Warranty", "Batteries"), text="One year.\n\nNo more."),
    )


def pdf(*pages: list[tuple[str, int, str]]) -> bytes:
    """A PDF of lines: font F1 (regular) or F2 (bold), size, words."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
    ]
    kids = []
    for lines in pages:
        y, shown = 800, []
        for font, size, words in lines:
            y -= 2 * size
            shown.append(f"BT /{font} {size} Tf 50 {y} Td ({words}) Tj ET")
        stream = "\n".join(shown)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    written, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    written += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return (
        written + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{written.index('xref')}\n%%EOF"
    ).encode()


def test_pdf_with_pages_and_headings(shop):
    foot = ("F1", 8, "Acme Shop - page {}")

    def page(number: int, *lines: tuple[str, int, str]) -> list[tuple[str, int, str]]:
        return [*lines, (foot[0], foot[1], foot[2].format(number))]

    shop.take(
        "terms.pdf",
        pdf(
            page(1, ("F2", 20, "Terms of sale"), ("F1", 11, "These terms hold for every order."),
                 ("F2", 11, "1. Prices"),
                 ("F1", 11, "All prices include the sales tax that is due.")),
            page(2, ("F1", 11, "They are those of the day of the order."), ("F2", 11, "2. Delivery"),
                 ("F1", 11, "We deliver within three days in the coun-"), ("F1", 11, "try.")),
            page(3, ("F1", 11, "Islands take longer.")),
        ),
    )  # fmt: skip
    assert shop.document.title == "Terms of sale"
    assert shop.document.sections == (
        Section(headings=("Terms of sale",), text="These terms hold for every order.", page=1),
        Section(headings=("Terms of sale", "1. Prices"), text="All prices include the sales tax that is due.", page=1),
        Section(headings=("Terms of sale", "1. Prices"), text="They are those of the day of the order.", page=2),
        Section(headings=("Terms of sale", "2. Delivery"), text="We deliver within three days in the country.", page=2),
        Section(headings=("Terms of sale", "2. Delivery"), text="Islands take longer.", page=3),
    )


def test_plain_text(shop):
    shop.take("note.txt", "Open from nine to five.\nClosed on Sunday.\n")
    assert shop.document.sections == (Section(headings=("note",), text="Open from nine to five.\nClosed on Sunday."),)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"%PDF-1.4\nnothing more", "damaged PDF"),
        ("a.pdf", pdf([]), "holds no text"),
        ("a.docx", docx()[:200], "no archive that can be opened"),
        ("a.docx", docx().replace(b"word/document", b"word/dokument"), "of an unknown kind"),
        ("a.md", "   \n\n", "is empty"),
        ("a.md", "# Only a heading\n", "holds no text"),
        ("a.html", "<html><body><script>x</script></body></html>", "holds no text"),
        ("a.html", "<div>" * 20_000 + "deep", "cannot be read"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 50, "old Office file"),
        ("a.rtf", r"{\rtf1 hello}", "is RTF"),
    ],
)
def test_documents_that_cannot_be_read(error, name, content, says):
    assert says in error(name, content)


def test_a_document_asked_for_as_products(error):
    assert "products come as tables" in error("a.md", "# A\n\nb\n", kind="product")


def test_a_table_asked_for_as_document(error):
    assert "it is a table" in error("a.csv", "id,title,price\n1,x,1\n", kind="document")


def test_folders_named_after_languages(shop):
    shop.write("de/versand.md", "# Versand\n\nZwei Tage.\n")
    shop.write("zh-CN/versand.md", "# 配送\n\n两天。\n")
    shop.run()
    assert [(document.id, document.language, document.topic) for document in shop.store.documents()] == [
        ("de/versand", "de", "versand"),
        ("zh-CN/versand", "zh", "versand"),
    ]
