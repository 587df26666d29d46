"""Staff accounts: argon2id passwords, sessions on the server's side, roles, a lock after wrong tries."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from agent.handoff.errors import DeskError, LogInError
from agent.handoff.queue import utc_now
from knowledge_base import tables

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from knowledge_base.store import Store

SHORTEST = 12  # characters of a password
_LONGEST = 256
_WRONG = 5  # log-ins in a row before an account is locked
_LOCK = timedelta(minutes=15)
_FRESH = timedelta(minutes=1)  # how exactly the last sight of a session is kept
_RESERVED = frozenset({"customer", "agent", "assistant", "xiaoer", "店小二"})
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,200}")


class Role(StrEnum):
    """What a member of staff may do; each role may do what those before it may."""

    AGENT = "agent"  # answers customers
    LEAD = "lead"  # writes knowledge and canned replies, takes conversations from others, reads the audit log
    ADMIN = "admin"  # keeps the accounts

    @property
    def rank(self) -> int:
        """How much it may do."""
        return list(Role).index(self)


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who answers customers."""

    id: str
    email: str
    name: str
    role: Role
    disabled: bool
    seen: datetime | None

    def may(self, role: Role) -> bool:
        """Whether they may do what a role may."""
        return not self.disabled and self.role.rank >= role.rank


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in. `token` goes into the cookie; `csrf` into forms and scripts of the console."""

    staff: Staff
    token: str
    csrf: str


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_of(token: str) -> str:
    """What a page of a session has to send along; the token cannot be told from it."""
    return hashlib.sha256(b"csrf\0" + token.encode()).hexdigest()


@cache
def hasher() -> PasswordHasher:
    """argon2id with the library's present parameters (RFC 9106, low memory)."""
    from argon2 import PasswordHasher  # noqa: PLC0415 loads a compiled library

    return PasswordHasher()


@cache
def _nobody() -> str:
    """The hash of a password that nobody has: an unknown account takes as long as a known one."""
    return hasher().hash(secrets.token_urlsafe(32))


class Accounts:
    """The accounts and sessions of a shop's staff."""

    def __init__(
        self,
        store: Store,
        *,
        hours: float = 12,
        idle_minutes: float = 120,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._now = now
        self._life = timedelta(hours=hours)
        self._idle = timedelta(minutes=idle_minutes)

    def add(self, email: str, name: str, password: str, role: Role = Role.AGENT) -> Staff:
        """A new account.

        Raises:
            DeskError: the address is taken, or a value cannot be used.
        """
        email, name = email.strip().casefold(), " ".join(name.split())
        if not _EMAIL.fullmatch(email):
            raise DeskError(f"e-mail {email!r} is not an address")
        if not 0 < len(name) <= 60 or name.casefold() in _RESERVED:
            raise DeskError(f"name {name!r} cannot be used: customers see it, it has 1 to 60 characters")
        table = tables.staff
        hashed = _hashed(password)
        with self._store.connection(write=True) as connection:
            if connection.scalar(select(table.c.id).where(table.c.email == email)) is not None:
                raise DeskError(f"there is an account of {email} already")
            key = secrets.token_urlsafe(9)
            values = {"id": key, "email": email, "name": name, "role": role.value, "password": hashed}
            connection.execute(insert(table).values(**values, disabled=False, made=self._now(), wrong=0))
        return Staff(key, email, name, role, disabled=False, seen=None)

    def all(self) -> Sequence[Staff]:
        """All accounts by name."""
        with self._store.connection() as connection:
            rows = connection.execute(select(tables.staff).order_by(tables.staff.c.name, tables.staff.c.id)).all()
        return [_staff(row) for row in rows]

    def find(self, email: str) -> Staff:
        """The account of an address.

        Raises:
            DeskError: there is none.
        """
        with self._store.connection() as connection:
            where = tables.staff.c.email == email.strip().casefold()
            row = connection.execute(select(tables.staff).where(where)).one_or_none()
        if row is None:
            raise DeskError(f"there is no account of {email}")
        return _staff(row)

    def disable(self, email: str, *, disabled: bool = True) -> Staff:
        """Close an account, whose sessions end at once; or open it again."""
        staff = self.find(email)
        self._set(staff.id, disabled=disabled, wrong=0, locked=None)
        if disabled:
            self.log_out_everywhere(staff.id)
        return self.find(email)

    def set_role(self, email: str, role: Role) -> Staff:
        """Give an account another role."""
        self._set(self.find(email).id, role=role.value)
        return self.find(email)

    def set_password(self, email: str, password: str) -> None:
        """Give an account a new password; its sessions end."""
        staff = self.find(email)
        self._set(staff.id, password=_hashed(password), wrong=0, locked=None)
        self.log_out_everywhere(staff.id)

    def log_in(self, email: str, password: str) -> Session:
        """Begin a session.

        Raises:
            LogInError: wrong, unknown, disabled or locked; in the same words and after the same time.
        """
        from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415

        table, now = tables.staff, self._now()
        with self._store.connection() as connection:
            where = table.c.email == email.strip().casefold()
            row = connection.execute(select(table).where(where)).one_or_none()
        fits = False
        with suppress(VerificationError, InvalidHashError):
            fits = hasher().verify(row.password if row else _nobody(), password[:_LONGEST])
        locked = row is not None and row.locked is not None and row.locked > now
        if row is None or not fits or row.disabled or locked:
            if row is not None and not locked:
                wrong = row.wrong + 1
                self._set(row.id, wrong=wrong % _WRONG, locked=now + _LOCK if wrong >= _WRONG else None)
            raise LogInError("E-mail or password is wrong, or there were too many tries; wait a while")
        changes: dict[str, Any] = {"wrong": 0, "locked": None, "seen": now}
        if hasher().check_needs_rehash(row.password):
            changes["password"] = _hashed(password)
        self._set(row.id, **changes)
        return self._begin(_staff(row))

    def _begin(self, staff: Staff) -> Session:
        token, now = secrets.token_urlsafe(32), self._now()
        table = tables.staff_sessions
        with self._store.connection(write=True) as connection:
            connection.execute(delete(table).where(table.c.expires <= now))
            values = {"staff": staff.id, "made": now, "seen": now, "expires": now + self._life}
            connection.execute(insert(table).values(token=digest(token), **values))
        return Session(staff, token, csrf_of(token))

    def session(self, token: str) -> Session | None:
        """The session of a cookie, if it lasts still."""
        table, staff, now = tables.staff_sessions, tables.staff, self._now()
        with self._store.connection() as connection:
            joined = select(staff, table.c.seen.label("used"), table.c.expires).join(table, table.c.staff == staff.c.id)
            row = connection.execute(joined.where(table.c.token == digest(token))).one_or_none()
        if row is None or row.disabled or row.expires <= now or row.used + self._idle <= now:
            return None
        if now - row.used >= _FRESH:
            with self._store.connection(write=True) as connection:
                connection.execute(update(table).where(table.c.token == digest(token)).values(seen=now))
        return Session(_staff(row), token, csrf_of(token))

    def log_out(self, token: str) -> None:
        """End a session."""
        table = tables.staff_sessions
        with self._store.connection(write=True) as connection:
            connection.execute(delete(table).where(table.c.token == digest(token)))

    def log_out_everywhere(self, staff: str) -> None:
        """End all sessions of an account."""
        table = tables.staff_sessions
        with self._store.connection(write=True) as connection:
            connection.execute(delete(table).where(table.c.staff == staff))

    def present(self, staff: str) -> None:
        """A member of staff has the console open."""
        self._set(staff, seen=self._now())

    def absent(self, staff: str) -> None:
        """A member of staff has closed the console."""
        self._set(staff, seen=None)

    def online(self, within: timedelta) -> int:
        """How many have had the console open of late."""
        table = tables.staff
        with self._store.connection() as connection:
            where = (table.c.seen > self._now() - within, table.c.disabled.is_(False))
            return len(connection.execute(select(table.c.id).where(*where)).all())

    def _set(self, id: str, **values: Any) -> None:
        with self._store.connection(write=True) as connection:
            connection.execute(update(tables.staff).where(tables.staff.c.id == id).values(values))


def _hashed(password: str) -> str:
    if not SHORTEST <= len(password) <= _LONGEST:
        raise DeskError(f"a password has {SHORTEST} to {_LONGEST} characters")
    return hasher().hash(password)


def _staff(row: Any) -> Staff:
    return Staff(row.id, row.email, row.name, Role(row.role), disabled=row.disabled, seen=row.seen)
