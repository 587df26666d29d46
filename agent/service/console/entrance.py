"""Who may enter the console: log-in, the session's cookie, roles, and proof that a form is the console's own."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from agent.errors import RateLimitError
from agent.handoff.errors import ForbiddenError
from agent.handoff.staff import Accounts, Role, Session
from agent.service.access import address
from agent.service.limits import Buckets, Clock, origin_allowed

if TYPE_CHECKING:
    from agent.settings import ConsoleSettings

COOKIE = "xiaoer-staff"
PATH = "/console"
LOG_IN = f"{PATH}/login"
_PER_MINUTE = 10  # log-ins of an address


class GoAndLogInError(HTTPException):
    """There is no session: a page sends to the log-in, a script is told."""

    def __init__(self) -> None:
        super().__init__(401, "Log in first", headers={"Location": LOG_IN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """The door of the console."""

    accounts: Accounts
    settings: ConsoleSettings
    tries: Buckets

    @classmethod
    def of(cls, accounts: Accounts, settings: ConsoleSettings, clock: Clock) -> Entrance:
        """A door with the usual limits."""
        return cls(
            accounts=accounts, settings=settings, tries=Buckets(_PER_MINUTE / 60, _PER_MINUTE, clock=clock, keys=10_000)
        )

    def session(self, request: Request) -> Session | None:
        """The session of a request; reads the store."""
        token = request.cookies.get(COOKIE, "")
        return self.accounts.session(token) if token else None

    def enter(self, request: Request, role: Role = Role.AGENT) -> Session:
        """The session of a request.

        Raises:
            GoAndLogInError: there is none.
            ForbiddenError: it takes another role.
        """
        session = self.session(request)
        if session is None:
            raise GoAndLogInError
        if not session.staff.may(role):
            raise ForbiddenError(f"This takes the role {role.value}; ask an admin")
        return session

    def act(self, request: Request, csrf: str, role: Role = Role.AGENT) -> Session:
        """The session of a request that changes something, which has to come from a page of that session.

        Raises:
            HTTPException: it does not.
        """
        session = self.enter(request, role)
        self.own_page(request)
        given = csrf or request.headers.get("x-csrf-token", "")
        if not compare_digest(given.encode(), session.csrf.encode()):
            raise HTTPException(403, "This page is from an earlier session; load it again")
        return session

    def own_page(self, request: Request) -> None:
        """Refuse what another site's page sends, whatever cookie it brings."""
        if not origin_allowed(request.scope["headers"], ()) or request.headers.get("sec-fetch-site") == "cross-site":
            raise HTTPException(403, "This does not come from the console")

    def log_in(self, request: Request, email: str, password: str) -> Response:
        """Begin a session and go to the queue; takes a while, on purpose.

        Raises:
            LogInError: e-mail or password is wrong.
            RateLimitError: there were too many tries from this address.
        """
        self.own_page(request)
        if wait := self.tries.take(address(request)):
            raise RateLimitError("Too many tries; wait a moment", retry_after=wait)
        session = self.accounts.log_in(email, password)
        response = RedirectResponse(PATH, 303)
        response.set_cookie(
            COOKIE,
            session.token,
            max_age=int(self.settings.session_hours * 3600),
            path=PATH,
            httponly=True,
            samesite="strict",
            secure=self.settings.secure_cookie or request.url.scheme == "https",
        )
        return response

    def log_out(self, session: Session, *, everywhere: bool) -> Response:
        """End a session, or all of its account."""
        if everywhere:
            self.accounts.log_out_everywhere(session.staff.id)
        else:
            self.accounts.log_out(session.token)
        response = RedirectResponse(LOG_IN, 303)
        response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict")
        return response
