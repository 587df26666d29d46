"""Names of products in Chinese text: what stands before the word for a kind of thing, and no text of the shop holds."""

from __future__ import annotations

import re
from collections.abc import Iterable

_RUN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST = 6  # characters before the kind of thing
# Characters and words that end a name to the left: what is before them is grammar.
_CUT = re.compile(
    r"我们|你们|您的?|咱们|这[款个件双种条只台些]?|那[款个件双种条只台些]?|哪[款个件种]?|几[款个件双种]"
    r"|[一两三四五六七八九十][款个件双种条只台把张顶瓶盒]|推荐|看看|试试|适合|关于|还有|没有|只有|都有|具有|所有|全部|如果|可以|需要"
    r"|想要|购买|选择|对比|比较|包括|属于|作为|或者|以及|其他|另外|哪些|找到|喜欢|热门|新款|店里|本店|目前|现在"
    r"|最[\u3400-\u9fff]{1,2}|更[\u3400-\u9fff]{1,2}?"
    r"|[的了是有在和与或跟给把被让到从向为于对比买卖选找要想能会也都还就只各每种类款件个双]"
)
# What may describe any product, and so makes no name.
_PLAIN = re.compile(
    r"[\u3400-\u9fff]色|轻便|轻量|轻薄|超轻|防水|防风|防晒|防滑|保暖|透气|便宜|实惠|舒适|好看|漂亮|经典|时尚|休闲|运动|户外|室内"
    r"|家用|家庭|旅行|旅游|徒步|登山|露营|跑步|骑行|通勤|日常|夏季?|冬季?|春季?|秋季?|四季|儿童|宝宝|婴儿|男士|女士|男女?|女|成人"
    r"|情侣|中性|大号|中号|小号|大型|小型|迷你|便携|折叠|单人|双人|三人|四人|多人|无线|蓝牙|智能|电动|手动|真皮|皮革|纯棉|棉质|羊毛"
    r"|羽绒|不锈钢|陶瓷|玻璃|木质|塑料|天然|有机|新鲜|敏感肌?|干性|油性|专业|普通|基础|入门|高端|同类|类似|相关|合适|优质|耐用"
    r"|结实|厚实|加厚|加绒|长款|短款|圆领|高帮|低帮|平底|[软硬厚薄轻重长短大小新旧好美暖高低快]"
)


class ChineseNames:
    """Finds invented names by the kinds of thing that a catalogue sells: "星河帐篷" where no "星河" is known."""

    def __init__(self, texts: Iterable[str]) -> None:
        runs = [run for text in texts for run in _RUN.findall(text)]
        kinds = sorted({run[-2:] for run in runs if len(run) >= 2})
        self._kind = re.compile("|".join(kinds)) if kinds else None
        # pairs inside titles, past their first word, and short categories describe more than one product
        self._usual = {run[at : at + 2] for run in runs for at in range(2, len(run) - 1)}
        self._usual |= {run for run in runs if len(run) == 2}

    def __call__(self, sentence: str, evidence: str) -> list[str]:
        """The names of a sentence that evidence does not hold."""
        found = []
        for run in _RUN.finditer(sentence) if self._kind else ():
            for kind in self._kind.finditer(run.group()) if self._kind else ():
                before = run.group()[max(0, kind.start() - _LONGEST) : kind.start()]
                if own := self._own(before, evidence):
                    found.append(own + kind.group())
        return found

    def _own(self, before: str, evidence: str) -> str:
        """What makes a name of the words before a kind of thing; "" if they only describe or are known."""
        cuts = list(_CUT.finditer(before))
        words = before[cuts[-1].end() :] if cuts else before
        rest = _PLAIN.sub(lambda match: " " * len(match.group()), words)
        for at in range(len(words) - 1):
            if words[at : at + 2] in self._usual:
                rest = f"{rest[:at]}  {rest[at + 2 :]}"
        unknown = [part for part in rest.split() if len(part) >= 2 and not _known(part, evidence)]
        return words if unknown else ""


def _known(part: str, evidence: str) -> bool:
    """Whether each pair of characters stands in the evidence."""
    return all(part[at : at + 2] in evidence for at in range(len(part) - 1))
