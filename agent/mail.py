"""Sends e-mail through the shop's mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from agent.errors import SettingsError

_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


@dataclass(frozen=True, slots=True)
class Mailer:
    """A mail server, and in whose name letters leave it.

    `way` is "smtp" (STARTTLS, or nothing is sent), "smtps" (TLS from the start) or "smtp+plain" (no TLS, for a server
    on the same machine).
    """

    sender: str
    host: str
    port: int
    way: str = "smtp"
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str | None = None  # who may sign the server's certificate; None: whom the system trusts
    seconds: float = 15.0

    def send(self, to: Sequence[str], subject: str, text: str) -> None:
        """Send a letter in plain text.

        Raises:
            OSError: the server is not reached or refuses it; `smtplib.SMTPException` is one.
        """
        letter = self._letter(to, subject, text)
        context = ssl.create_default_context(cafile=self.ca_file)
        if self.way == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        with server:
            if self.way == "smtp":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
            server.send_message(letter)

    def _letter(self, to: Sequence[str], subject: str, text: str) -> EmailMessage:
        letter = EmailMessage()
        domain = parseaddr(self.sender)[1].rpartition("@")[2]
        try:
            letter["From"], letter["To"], letter["Subject"] = self.sender, ", ".join(to), subject
        except ValueError as error:  # an address with a line break would smuggle headers in
            raise smtplib.SMTPException("an address or subject that no letter may have") from error
        letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain=domain or None)
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
        letter.set_content(text)
        return letter


def open_mailer(url: str, sender: str, setting: str) -> Mailer:
    """The mail server of a URL such as smtp://user:password@mail.example:587.

    Args:
        url: with the scheme smtp, smtps or smtp+plain; `?ca_file=` names who signs the server's certificate.
        sender: an address, perhaps with a name.
        setting: that the URL was read from, for the error.

    Raises:
        SettingsError: something is missing or wrong; the URL, which has a password in it, is not repeated.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingsError(f"{setting} is no URL; such as smtp://user:password@mail.example:587") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise SettingsError(f"{setting} must begin with {', '.join(f'{way}://' for way in _PORTS)} and name a host")
    if "@" not in parseaddr(sender)[1]:
        raise SettingsError(f"{setting} needs an address to send from; {sender!r} is none")
    return Mailer(
        sender,
        parts.hostname,
        port or _PORTS[parts.scheme],
        parts.scheme,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parse_qs(parts.query).get("ca_file", [None])[0],
    )
