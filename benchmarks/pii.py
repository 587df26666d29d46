"""How much personal data the log mask finds, what it masks without need, and what it costs.

A corpus of our own, the same for a seed: values of every kind in the ways people and programs write them, in English and
Chinese sentences, URLs, JSON, log lines, exceptions and full width. A value counts as leaked when half of it, without
signs and case, can still be read. What must stay is product talk and the demo shop's own catalogue.

    python benchmarks/pii.py [--sentences 12000] [--seed 7] [--json FILE]
"""

# ruff: noqa: E501 - formats are read side by side
from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from random import Random
from urllib.parse import quote

from agent.privacy.masking import Masker
from knowledge_base.demo.catalogue import articles, product
from knowledge_base.schema import Customer, CustomerId

Value = tuple[str, tuple[str, ...]]  # as it is written, sentences of its own with {}; () for the general ones

FIRST = [
    "Emma",
    "Liam",
    "Olivia",
    "Noah",
    "Aisha",
    "Mateo",
    "Sofia",
    "Yuki",
    "Priya",
    "Omar",
    "Chloe",
    "Marta",
    "Ingrid",
    "Tom",
    "Zoë",
    "José",
    "Anne-Marie",
]
LAST = [
    "Brown",
    "Carter",
    "Okafor",
    "García",
    "Müller",
    "Tanaka",
    "Kowalski",
    "O'Neill",
    "Singh",
    "Rossi",
    "Larsen",
    "Haddad",
    "Nguyen",
    "Dubois",
]
ZH_LAST, ZH_FIRST = "王李张刘陈杨赵黄周吴徐孙", "伟芳娜敏静丽强磊军洋艳勇杰涛明超秀霞平刚桂英建华文辉力"
STREETS = [
    "Elm",
    "Maple",
    "Harbour",
    "Old Mill",
    "Queen's",
    "St. Mary's",
    "Sunset",
    "Lake Shore",
    "West 42nd",
    "Orchard",
    "Abbey",
]
ENDS = [
    "Street",
    "St",
    "Avenue",
    "Ave",
    "Road",
    "Rd",
    "Lane",
    "Drive",
    "Blvd",
    "Court",
    "Way",
    "Place",
    "Terrace",
    "Parkway",
]
TOWNS = [
    ("Springfield", "IL 62704"), ("Boston", "MA 02116"), ("Austin", "TX 78701-1234"), ("London", "SW1A 1AA"),
    ("Leeds", "LS1 4AP"), ("Toronto", "ON M5V 2T6"), ("Portland", "OR 97205"), ("Dublin", "D02 X285"),
]  # fmt: skip
GENERAL = [
    "My details: {}", "please use {} for this", "{}", "Hi, I changed it to {} yesterday.", "it's {}, thanks!", "({})",
    "can you check {}?", "Old one was wrong, {} is right", "我的是{}", "请改成{}，谢谢", "是{}吗？", "麻烦用 {} 联系我。",
]  # fmt: skip


def luhn(prefix: str, length: int, random: Random) -> str:
    body = prefix + "".join(str(random.randrange(10)) for _ in range(length - len(prefix) - 1))
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def grouped(digits: str, sizes: tuple[int, ...], sign: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return sign.join(part for part in [*parts, digits[at:]] if part)


def digits(random: Random, count: int) -> str:
    return "".join(str(random.randrange(10)) for _ in range(count))


def email(r: Random) -> Value:
    local = r.choice([
        f"{r.choice(FIRST)}.{r.choice(LAST)}", f"{r.choice(LAST)}{r.randrange(1990, 2010)}", f"x_{digits(r, 5)}",
        f"{r.choice(FIRST)}+shop", f"{digits(r, 9)}", "o'hara", "a-b.c",
    ])  # fmt: skip
    local = unicodedata.normalize("NFKD", local).encode("ascii", "ignore").decode().lower()
    domain = r.choice(["example.com", "mail.example.co.uk", "example.cn", "qq.example", "sub-domain.example.museum"])
    return r.choice([f"{local}@{domain}", f"{local.upper()}@{domain}", f"<{local}@{domain}>", f"{local} @ {domain}",
                     f"{local} (at) {domain.replace('.', ' (dot) ')}", f"{local}@{domain}"]), ()  # fmt: skip


def phone(r: Random) -> Value:
    nanp = f"{r.choice([212, 415, 617, 303, 512, 646])}{r.randrange(200, 999)}{digits(r, 4)}"
    mobile = f"1{r.choice('3456789')}{digits(r, 9)}"
    sign = r.choice("-. ")
    line = f"0{r.choice(['10', '21', '755', '571'])}"
    return r.choice([
        nanp, grouped(nanp, (3, 3), sign), f"({nanp[:3]}) {nanp[3:6]}-{nanp[6:]}", f"+1 {grouped(nanp, (3, 3), sign)}",
        f"1-{grouped(nanp, (3, 3), '-')}", f"+1{nanp}", mobile, grouped(mobile, (3, 4), r.choice("- ")), f"+86 {mobile}",
        f"+86-{grouped(mobile, (3, 4), '-')}", f"0086{mobile}", f"86{mobile}", f"{line}-{r.choice('23456789')}{digits(r, 7)}",
        f"({line}){r.choice('23456789')}{digits(r, 7)}", f"+44 7{r.choice('4578')}{digits(r, 2)} {digits(r, 6)}",
        f"07{r.choice(['700', '712', '911'])} {digits(r, 6)}", f"+49 30 {digits(r, 7)}", f"+33 6 {grouped(digits(r, 8), (2, 2, 2), ' ')}",
        f"06 {r.choice('12345678')}{grouped(digits(r, 7), (1, 2, 2), ' ')}", f"+81-90-{digits(r, 4)}-{digits(r, 4)}",
        f"090-{r.randrange(1000, 9999)}-{digits(r, 4)}", f"+61 4{digits(r, 2)} {digits(r, 3)} {digits(r, 3)}",
        f"+65 9{digits(r, 3)} {digits(r, 4)}", f"+852 {r.choice('569')}{digits(r, 3)} {digits(r, 4)}", f"020 7{digits(r, 3)} {digits(r, 4)}",
    ]), ("call me on {}", "my phone is {}", "我的电话是{}", "手机号{}", "tel: {}", *GENERAL)  # fmt: skip


def card(r: Random) -> Value:
    number = r.choice([
        lambda: luhn("4", 16, r), lambda: luhn(str(r.randrange(51, 56)), 16, r), lambda: luhn("62", r.choice([16, 19]), r),
        lambda: luhn(r.choice(["34", "37"]), 15, r), lambda: luhn("6011", 16, r), lambda: luhn("35", 16, r),
    ])()  # fmt: skip
    sizes = (4, 6, 5) if len(number) == 15 else (4, 4, 4, 4)
    return r.choice([number, grouped(number, sizes, " "), grouped(number, sizes, "-"), grouped(number, sizes, ".")]), ()


def iban(r: Random) -> Value:
    country, bank, count = r.choice(
        [("DE", "", 18), ("GB", "NWBK", 14), ("FR", "", 23), ("NL", "ABNA", 10), ("ES", "", 20), ("CH", "", 17)]
    )
    body = bank + digits(r, count)
    check = 98 - int("".join(str(int(mark, 36)) for mark in f"{body}{country}00")) % 97
    number = f"{country}{check:02d}{body}"
    return r.choice([number, grouped(number, (4,) * 8, " "), number.lower(), grouped(number, (4,) * 8, "-")]), ()


def ip(r: Random) -> Value:
    v4 = ".".join(str(r.choice([r.randrange(1, 255), 10, 192, 203])) for _ in range(4)).replace("127.", "128.")
    v6 = ":".join(f"{r.randrange(1, 65535):x}" for _ in range(8))
    return r.choice([v4, v4, f"[{v6}]", v6, f"2001:db8::{r.randrange(1, 65535):x}", f"fe80::{r.randrange(1, 65535):x}:{r.randrange(1, 9999):x}"]), (
        "client {} closed", "from {}:443" if "." else "{}", "peer={}", "I am at {}", "来自 {} 的请求",
    )  # fmt: skip


def ssn(r: Random) -> Value:
    number = f"{r.choice([r.randrange(100, 665), r.randrange(700, 899)])}{r.randrange(10, 99)}{r.randrange(1000, 9999)}"
    return r.choice([grouped(number, (3, 2), "-"), grouped(number, (3, 2), " ")]), ()


def chinese_id(r: Random) -> Value:
    body = f"{r.choice(['110105', '310104', '440305', '330106'])}{r.randrange(1950, 2008)}{r.randrange(1, 13):02d}{r.randrange(1, 29):02d}{digits(r, 3)}"
    number = (
        body
        + "10X98765432"[
            sum(int(d) * w for d, w in zip(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True))
            % 11
        ]
    )
    return r.choice([number, number.lower(), grouped(number, (6, 8), " "), grouped(number, (6, 8), "-")]), (
        "身份证号{}",
        "身份证：{}",
        *GENERAL,
    )


def code(r: Random) -> Value:
    number = digits(r, r.choice([4, 6, 6, 6, 8]))
    return r.choice([number, number, f"{number[:3]} {number[3:]}" if len(number) == 6 else number]), (
        "my code is {}", "the code: {}", "{} is my verification code", "Your one-time code is {}", "OTP {}", "验证码是{}",
        "验证码：{}", "{}是你的验证码", "otp={}", "The verification code I got is {}", "passcode {}",
    )  # fmt: skip


def secret(r: Random) -> Value:
    word = "".join(r.choice("abcdefghjkmnpqrstuvwxyzABCDEFGH23456789") for _ in range(32))
    return r.choice([
        f"eyJhbGciOiJIUzI1NiJ9.eyJ{word}.{word[::-1]}", f"sk-{word}", f"sk_live_{word[:24]}", f"ghp_{word}abcd", f"AKIA{word[:16].upper()}",
        f"AIza{word}abc", f"xoxb-{word[:12]}-{word[12:]}",
    ]), ()  # fmt: skip


def order(r: Random) -> Value:
    return r.choice([f"LL-{r.randrange(100000, 104999)}", f"ll-{r.randrange(100000, 104999)}", f"LL{r.randrange(100000, 104999)}"]), (
        "where is {}", "order {}", "订单号{}", "{} has not come", "订单 {} 什么时候到", *GENERAL,
    )  # fmt: skip


def foreign_order(r: Random) -> Value:
    return r.choice([f"W{digits(r, 7)}", digits(r, 8), f"2024-{digits(r, 6)}", f"SO{digits(r, 6)}"]), (
        "order {}", "my order number is {}", "Order #{} is late", "订单号：{}", "订单{}还没到", "order_id={}",
    )  # fmt: skip


def tracking(r: Random) -> Value:
    return r.choice([
        f"1Z999AA1{digits(r, 10)}", f"94001{digits(r, 17)}", f"SF{digits(r, 13)}", f"YT{digits(r, 13)}", f"R{r.choice('ABR')}{digits(r, 9)}CN",
        f"1Z 999 AA1 {digits(r, 2)} {digits(r, 4)} {digits(r, 4)}",
    ]), ("tracking {}", "where is parcel {}", "快递单号{}", "运单 {} 到哪了", *GENERAL)  # fmt: skip


def address(r: Random) -> Value:
    if r.random() < 0.35:
        road = r.choice(["世纪大道", "中山北路", "长安街", "文三路", "建国门外大街", "南京西路"])
        rest = r.choice(
            [
                "",
                f"{r.randrange(1, 30)}栋{r.randrange(1, 30)}0{r.randrange(1, 9)}室",
                f"{r.randrange(1, 9)}号楼{r.randrange(1, 5)}单元{r.randrange(101, 999)}室",
            ]
        )
        return f"{r.choice(['上海市浦东新区', '北京市朝阳区', '浙江省杭州市西湖区', ''])}{road}{r.randrange(1, 999)}号{rest}", (
            "寄到{}", "我的地址是{}", "收货地址：{}", "请改送到{}，谢谢", "I live at {}", "{}",
        )  # fmt: skip
    town, post = r.choice(TOWNS)
    street = f"{r.randrange(1, 2999)} {r.choice(STREETS)} {r.choice(ENDS)}"
    unit = r.choice(["", "", f", Apt {r.randrange(1, 40)}", f", Unit {r.randrange(1, 9)}B", f" #{r.randrange(1, 99)}"])
    return r.choice([f"{street}{unit}, {town}, {post}", f"{street}{unit}", f"{street}{unit}, {town}", f"Hauptstraße {r.randrange(1, 200)}, 10115 Berlin",
                     f"{r.randrange(1, 99)} rue de Rivoli, 75001 Paris"]), (
        "ship it to {}", "I live at {}", "My address is {}", "send to {} please", "地址：{}", "{}", "We moved from {} last week",
    )  # fmt: skip


def postcode(r: Random) -> Value:
    return r.choice([digits(r, 5), f"{digits(r, 5)}-{digits(r, 4)}", "SW1A 1AA", "M5V 2T6", f"{r.randrange(100000, 899999)}"]), (
        "zip code {}", "my postcode is {}", "邮编{}", "邮编：{}", "ZIP: {}", "postal code {}", "postcode={}",
    )  # fmt: skip


def name(r: Random) -> Value:
    first, last = r.choice(PEOPLE)
    if first in ZH_FIRST or (not (first + last).isascii() and ord(first[0]) > 0x3000):
        return f"{last}{first}", ("我叫{}", "{}的订单", "收件人{}", "请问{}在吗", "customer {} called", "帮{}查一下")
    return r.choice([f"{first} {last}", f"{first.upper()} {last.upper()}", f"{last}, {first}", f"{first.lower()} {last.lower()}", f"{first}.{last}", f"{first}_{last}"]), (
        "I'm {}", "my name is {}", "it was ordered by {}", "{} here", "for {} please", "customer={}", "我是{}",
    )  # fmt: skip


KINDS: dict[str, Callable[[Random], Value]] = {
    "e-mail": email, "phone": phone, "card": card, "iban": iban, "ip": ip, "us ssn": ssn, "chinese id": chinese_id,
    "one-time code": code, "key or token": secret, "order (this shop's)": order, "order (told by words)": foreign_order,
    "tracking": tracking, "street address": address, "postcode": postcode, "customer's name": name,
}  # fmt: skip


def _people() -> list[tuple[str, str]]:
    r = Random(1)
    western = [(r.choice(FIRST), r.choice(LAST)) for _ in range(150)]
    return western + [("".join(r.sample(ZH_FIRST, r.choice([1, 2]))), r.choice(ZH_LAST)) for _ in range(80)]


PEOPLE = _people()


def full_width(text: str) -> str:
    return "".join(chr(ord(mark) + 0xFEE0) if mark.isdigit() or mark in "@.-" else mark for mark in text)


def wrapped(sentence: str, value: str, r: Random) -> str:
    text = sentence.replace("{}", value)
    way = r.randrange(10)
    if way == 0:
        return f"GET /api/search?q={quote(text)}&lang=en HTTP/1.1"
    if way == 1:
        return json.dumps({"type": "message", "text": text, "id": "m1"}, ensure_ascii=r.random() < 0.5)
    if way == 2:
        return f"ValueError: could not read {text!r}"
    if way == 3:
        return f"12:01:07 error   agent.tools: tool find failed args={{'query': {text!r}}} ms=12.5"
    if way == 4:
        return sentence.replace("{}", full_width(value))
    return text


def readable(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(mark for mark in folded if mark.isalnum())


def leaked(value: str, masked: str) -> bool:
    """Whether half of the value can still be read in one piece."""
    wanted, there = readable(value), readable(re.sub(r"\[\w+\]", "", masked))
    if wanted in there:
        return True
    longest = SequenceMatcher(None, wanted, there, autojunk=False).find_longest_match()
    return longest.size >= max(4, (len(wanted) + 1) // 2)


def innocent(r: Random) -> Iterator[str]:
    """What customers and programs say of products, without anybody's data."""
    titles = [product(article) for article in articles()]
    talk = [
        "iPhone 15 Pro 256 GB for $1,299.00", "W32 L34 jeans", "size 42.5, width 2E", "EAN 4006381333931", "ISBN 978-3-16-148410-0",
        "2024-11-24 12:30:45 took 1234.56 ms", "a 20,000 mAh battery, 5 V / 2.4 A", "3840 x 2160 at 144 Hz", "between 1999 and 2024",
        "$12.99 - $129.99", "10 x 15 cm, 2.5 kg", "version 3.11.4 of Python", "Levi's 501 Original", "Dr. Martens 1460 size 9",
        "买三送一，满300减50", "这款 2024 新款 512GB 多少钱", "4人帐篷 3000mm 防水", "尺码 170/92A", "status=200 route=/api/chat ms=12.5",
        "RTX 4090 24 GB", "AA batteries 24-pack", "5.11 tactical trousers", "No. 5 perfume 100 ml", "300 thread count, 200 x 230 cm",
        "turn finished in 0.482 s tokens=1532", "the code SAVE20 gives 20 % off", "99.9% cotton", "open 9:00-18:00", "2 for 30",
        "model WH-1000XM5", "SKU BE-0014-RED", "LEGO 75192", "GTX 1080 Ti", "ThinkPad X1 Carbon Gen 11", "do you ship to France within 5 days?",
        "free shipping over 50 USD", "我要 2 件 L 码", "保修 24 个月", "1.5 l kettle 2200 W", "request method=GET status=404 ms=0.7",
        "Loaded 261 products in 1234 ms", "snapshot 000042 written, 29471682 bytes", "UPC 036000291452", "row 12345 of 50000",
    ]  # fmt: skip
    for sold in titles:
        for variant in sold.variants[:3]:
            yield f"{sold.title} {variant.id} {variant.price.amount} {variant.price.currency} {' '.join(variant.options.values())}"
            if variant.barcode:
                yield f"barcode {variant.barcode} of {sold.title}"
        yield f"is the {sold.title} in stock? {sold.id}"
        yield sold.description[:200]
        yield from (one.title + one.description[:80] for one in sold.translations.values())
    for _ in range(600):
        yield r.choice(talk)
        yield f"{r.choice(talk)}, or {r.randrange(1, 5000)} {r.choice(['pcs', 'ml', 'g', 'USD', 'W', 'mAh'])}"


def masker() -> Masker:
    made = Masker()
    made.learned.add_customers(
        Customer(id=CustomerId(f"C-{at}"), first_name=first, last_name=last, email="")
        for at, (first, last) in enumerate(PEOPLE)
    )
    made.learned.add_orders(f"LL-{number}" for number in range(100000, 104500, 7))
    return made


def cost(mask: Callable[[str], str], line: str, rounds: int = 5000) -> float:
    best = float("inf")
    for _ in range(5):
        begun = time.perf_counter()
        for _ in range(rounds):
            mask(line)
        best = min(best, time.perf_counter() - begun)
    return best / rounds * 1e6


def measure(sentences: int, seed: int, misses: int) -> dict[str, object]:
    random, mask = Random(seed), masker().mask
    recall = {}
    for kind, make in KINDS.items():
        lost = []
        for _ in range(sentences // len(KINDS)):
            value, own = make(random)
            line = wrapped(random.choice(own or GENERAL), value, random)
            if leaked(value, masked := mask(line)):
                lost.append((line, masked))
        recall[kind] = round(1 - len(lost) / (sentences // len(KINDS)), 4)
        for line, masked in lost[:misses]:
            print(f"  leaked {kind}: {line}  ->  {masked}")
    lines = list(innocent(random))
    wrong = [(line, masked) for line in lines if "[" in (masked := mask(line)) and "[" not in line]
    for line, masked in list(dict.fromkeys(wrong))[: misses * 4]:
        print(f"  masked without need: {line}  ->  {masked}")
    plain = "request method=POST route=/api/conversations/{id}/messages status=200 ms=12.5 outcome=finished"
    suspect = "turn failed for emma@example.com, order LL-100234, tel (415) 555-2671, 12 Elm Street, Boston, MA 02116"
    return {
        "sentences": sentences // len(KINDS) * len(KINDS),
        "seed": seed,
        "recall": recall,
        "recall of all": round(sum(recall.values()) / len(recall), 4),
        "innocent lines": len(lines),
        "masked without need": round(len(wrong) / len(lines), 4),
        "µs, a line without suspicion": round(cost(mask, plain), 1),
        "µs, a line full of it": round(cost(mask, suspect, 500), 1),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--misses", type=int, default=0, help="examples of each kind to show")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    figures = measure(given.sentences, given.seed, given.misses)
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
