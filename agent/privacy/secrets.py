"""What is secret or names a machine: keys, tokens, passwords, one-time codes, e-mail and IP addresses."""

from __future__ import annotations

import ipaddress
import re

_JWT = re.compile(r"(?a)\beyJ[\w-]{5,}\.[\w-]{2,}(?:\.[\w-]*)?")
_KEYS = re.compile(
    r"(?a)\b(?:sk|pk|rk)[-_](?:live_|test_|proj-|ant-)?[\w-]{12,}|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}"
    r"|\bxox[abposr]-[\w-]{8,}|\bA(?:KIA|SIA)[A-Z0-9]{16}\b|\bAIza[\w-]{30,}|\bglpat-[\w-]{16,}|\bhf_[A-Za-z0-9]{20,}"
    r"|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bLTAI[A-Za-z0-9]{12,}"
)
_BEARER = re.compile(r"(?ai)\b(bearer|basic)(\s+)[\w.~+/=-]{8,}")
_NAMED = re.compile(
    r"(?ai)((?:[\w-]*(?:api[_-]?key|secret|passw(?:or)?d|pwd|access[_-]?token|auth[_-]?token|session[_-]?id)"
    r"|\b(?:token|apikey|authorization|cookie|set-cookie)|密码|口令)[\"']{0,2}\s*(?:[:=]|是|为)\s*[\"']?)"
    r"(?!bearer\b|basic\b|\[)[^\s\"',;&}\]]{4,}"
)
_USERINFO = re.compile(r"(?a)(\w{2,20}://)[^\s/@:\[]{0,100}:[^\s/@]{1,200}@")

_EMAIL = re.compile(
    r"[A-Za-z0-9!#$*+^_~][A-Za-z0-9!#$*+^_~.'-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}"
)
_ANY_EMAIL = re.compile(
    r"[\w.+-]{1,64}@(?:[^\W_][\w-]{0,62}\.){1,8}[^\W\d_]{2,24}"
)  # other scripts; [1.2.3.4] is an IP
_SPELT = re.compile(
    r"(?ai)\b[\w.+-]{1,64}\s{0,2}[\[({]\s?at\s?[\])}]\s{0,2}[\w-]{1,63}"
    r"(?:\s{0,2}(?:[\[({]\s?dot\s?[\])}]|\.)\s{0,2}[\w-]{2,63}){1,4}"
    r"|\b[\w.+-]{1,64} at [\w-]{1,63} dot [a-z]{2,10}\b|[\w.+-]{1,64}\s@\s[\w-]{1,63}"
    r"(?:\.[\w-]{1,63}){0,3}\.[a-z]{2,10}\b"
)
_PICTURE = re.compile(r"@\d+x\.(?:png|jpe?g|webp|svg|gif)$", re.IGNORECASE)

_V4 = re.compile(
    r"(?a)(?<![\w.])(?<!version )(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?!\.?\d)"
)
_V6 = re.compile(r"(?a)(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,5}){2,8}(?:[.\d]{7,15})?(?![\w:])")

_NOT_A_CODE = (
    r"(?<!product )(?<!item )(?<!promo )(?<!discount )(?<!coupon )(?<!zip )(?<!area )(?<!country )"
    r"(?<!status )(?<!error )"
    r"(?<!exit )(?<!close )(?<!bar)(?<!bar )(?<!gift )(?<!style )(?<!colou?r )".replace("(?<!colou?r )", "(?<!color )")
)
_CODE = re.compile(
    r"(?ai)(" + _NOT_A_CODE + r"\b(?:code|otp|one[- ]time (?:code|password|pin)|passcode|pin|verification)\b"
    r"(?:[\"'\s:=#-]|is|was|number|code|it's|that you sent|i got|sms|says?){1,30}"
    r"|(?:验证码|校验码|动态码|动态密码|确认码)[^\d]{0,12})"
    r"(?:[A-Z]-)?\d(?:[ -]?\d){3,7}(?!\d)"
)
_CODE_FIRST = re.compile(
    r"(?ai)(?<![\d.$€£¥-])\d(?:[ -]?\d){3,7}(?=[\"' ]{0,3}(?:is|was|as|是|为)?\s?(?:your|my|the|您的|你的"
    r"|我的|本次)?\s?"
    r"(?:[\w-]{1,20}\s)?(?:verification code|one-time|otp\b|passcode|login code|security code"
    r"|sign-in code|验证码|校验码|动态码))"
)


def mask_secrets(text: str) -> str:
    """Without keys, tokens and passwords."""
    if "://" in text:
        text = _USERINFO.sub(r"\1[secret]@", text)
    text = _JWT.sub("[token]", text)
    text = _KEYS.sub("[key]", text)
    text = _BEARER.sub(r"\1\2[key]", text)
    return _NAMED.sub(r"\1[secret]", text)


def mask_codes(text: str) -> str:
    """Without one-time codes, told by the words around them."""
    return _CODE_FIRST.sub("[code]", _CODE.sub(r"\1[code]", text))


def mask_emails(text: str) -> str:
    """Without e-mail addresses, those that are spelt out included."""
    if "@" in text:
        text = _EMAIL.sub(lambda found: found[0] if _PICTURE.search(found[0]) else "[email]", text)
    if "@" in text and not text.isascii():
        text = _ANY_EMAIL.sub("[email]", text)
    return _SPELT.sub("[email]", text)


def mask_ips(text: str) -> str:
    """Without IP addresses, but for those that name this machine or nobody."""
    text = _V4.sub(_address, text)
    return _V6.sub(_address, text) if text.count(":") > 1 else text


def _address(found: re.Match[str]) -> str:
    shown, port = found[0], ""
    for _ in range(2):
        try:
            address = ipaddress.ip_address(shown)
        except ValueError:
            shown, sign, number = found[0].rpartition(":")  # perhaps the last part is a port
            port = sign + number
        else:
            return found[0] if address.is_loopback or address.is_unspecified else f"[ip]{port}"
    return found[0]
