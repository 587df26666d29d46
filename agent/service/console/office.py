"""The rest of the console: what the shop does not know yet, canned replies, accounts and the audit log."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from agent.handoff.desk import GAPS
from agent.handoff.errors import DeskError
from agent.handoff.staff import Role
from agent.service.console.entrance import PATH
from agent.service.console.pages import private
from agent.service.console.routes import Csrf, Word

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.handoff.staff import Session
    from agent.service.console.routes import Console


def router(console: Console) -> APIRouter:
    """`/console/gaps`, `/console/replies`, `/console/team`, `/console/audit`."""
    routes = APIRouter(prefix=PATH, include_in_schema=False)
    _add_gaps(routes, console)
    _add_replies(routes, console)
    _add_team(routes, console)
    return routes


async def _done(console: Console, session: Session, what: str, subject: str, do: Callable[[], object]) -> None:
    """Do something, and note it."""

    def work() -> None:
        do()
        console.desk.audit.write(session.staff.id, session.staff.name, what, subject)

    await to_thread.run_sync(work)


def _to(page: str) -> Response:
    return private(RedirectResponse(f"{PATH}/{page}", 303))


def _add_gaps(routes: APIRouter, console: Console) -> None:
    gaps = console.desk.gaps

    @routes.get("/gaps")
    async def open_gaps(request: Request, said: str = "") -> Response:
        session = await console.enter(request)
        groups = await to_thread.run_sync(gaps.groups)
        may = session.staff.may(Role.LEAD)
        return console.page(request, "gaps.html", session, groups=groups, may=may, said=said == "1")

    @routes.post("/gaps/{key}/answer")
    async def answer(request: Request, key: str, csrf: Csrf = "", question: Word = "", text: Word = "") -> Response:
        session = await console.act(request, csrf, Role.LEAD)
        await _done(console, session, "write FAQ entry", key, lambda: gaps.answer(key, question, text))
        console.desk.bell.ring(GAPS)
        return _to("gaps?said=1")

    @routes.post("/gaps/{key}/dismiss")
    async def dismiss(request: Request, key: str, csrf: Csrf = "") -> Response:
        session = await console.act(request, csrf, Role.LEAD)
        await _done(console, session, "dismiss question", key, lambda: gaps.dismiss(key))
        console.desk.bell.ring(GAPS)
        return _to("gaps")


def _add_replies(routes: APIRouter, console: Console) -> None:
    replies = console.desk.replies

    @routes.get("/replies")
    async def canned(request: Request) -> Response:
        session = await console.enter(request)
        found = await to_thread.run_sync(replies.all)
        return console.page(request, "replies.html", session, canned=found, may=session.staff.may(Role.LEAD))

    @routes.post("/replies")
    async def put(
        request: Request, csrf: Csrf = "", id: Word = "", language: Word = "", title: Word = "", text: Word = ""
    ) -> Response:
        session = await console.act(request, csrf, Role.LEAD)
        await _done(console, session, "write canned reply", title[:80], lambda: replies.put(language, title, text, id))
        return _to("replies")

    @routes.post("/replies/remove")
    async def remove(request: Request, csrf: Csrf = "", id: Word = "") -> Response:
        session = await console.act(request, csrf, Role.LEAD)
        await _done(console, session, "remove canned reply", id, lambda: replies.remove(id))
        return _to("replies")


def _add_team(routes: APIRouter, console: Console) -> None:
    accounts = console.desk.accounts

    @routes.get("/team")
    async def team(request: Request) -> Response:
        session = await console.enter(request, Role.ADMIN)
        people = await to_thread.run_sync(accounts.all)
        return console.page(request, "team.html", session, people=people, fresh=None, roles=list(Role))

    @routes.post("/team")
    async def add(request: Request, csrf: Csrf = "", email: Word = "", name: Word = "", role: Word = "") -> Response:
        """A new account; its password is shown once."""
        session = await console.act(request, csrf, Role.ADMIN)
        password = secrets.token_urlsafe(12)
        chosen = Role(role) if role in set(Role) else Role.AGENT
        await _done(console, session, "add account", email, lambda: accounts.add(email, name, password, chosen))
        people = await to_thread.run_sync(accounts.all)
        fresh = (email, password)
        return console.page(request, "team.html", session, people=people, fresh=fresh, roles=list(Role))

    @routes.post("/team/change")
    async def change(request: Request, csrf: Csrf = "", email: Word = "", what: Word = "", role: Word = "") -> Response:
        session = await console.act(request, csrf, Role.ADMIN)
        if email == session.staff.email:
            raise DeskError("Ask another admin to change your own account")
        if what == "role" and role in set(Role):
            await _done(console, session, f"make {role}", email, lambda: accounts.set_role(email, Role(role)))
        elif what in {"disable", "enable"}:
            off = what == "disable"
            await _done(console, session, f"{what} account", email, lambda: accounts.disable(email, disabled=off))
        return _to("team")

    @routes.get("/audit")
    async def audit(request: Request) -> Response:
        session = await console.enter(request, Role.LEAD)
        entries = await to_thread.run_sync(console.desk.audit.newest)
        return console.page(request, "audit.html", session, entries=entries)
