"""The routes below `/console`. What changes something needs the session's CSRF token, and is in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Form, Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from agent.handoff.errors import LogInError
from agent.handoff.staff import Role, Session
from agent.service.console.entrance import LOG_IN, PATH, Entrance
from agent.service.console.floor import Floor
from agent.service.console.live import Live
from agent.service.console.pages import FOLDER, ConsolePages, private
from agent.service.console.view import Views, with_notes

if TYPE_CHECKING:
    from agent.handoff.desk import Desk

Csrf = Annotated[str, Form(max_length=200)]
Word = Annotated[str, Form(max_length=8000)]
_STATIC = {".css": "text/css", ".js": "text/javascript"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """What the routes work on."""

    desk: Desk
    entrance: Entrance
    floor: Floor
    live: Live
    views: Views
    pages: ConsolePages

    async def enter(self, request: Request, role: Role = Role.AGENT) -> Session:
        """The session of a request."""
        return await to_thread.run_sync(self.entrance.enter, request, role)

    async def act(self, request: Request, csrf: str, role: Role = Role.AGENT) -> Session:
        """The session of a request that changes something."""
        return await to_thread.run_sync(self.entrance.act, request, csrf, role)

    async def lists(self, session: Session) -> dict[str, Any]:
        """The two lists: who waits, and who talks with the assistant."""
        waiting = await to_thread.run_sync(self.views.waiting, session.staff.id)
        recent = await self.views.recent([row.conversation for row in waiting])
        return {"waiting": waiting, "recent": recent}

    async def talk(self, conversation: str) -> dict[str, Any]:
        """One conversation as the page shows it."""
        items = await self.views.thread(conversation)

        def kept() -> tuple[Any, ...]:
            queue = self.desk.queue
            return queue.current(conversation), queue.past(conversation), queue.notes(conversation)

        current, past, notes = await to_thread.run_sync(kept)
        return {
            "conversation": conversation,
            "items": with_notes(items, notes),
            "current": current,
            "packet": (current or past[-1]).packet if current or past else None,
            "handoff": current or (past[-1] if past else None),
        }

    def page(self, request: Request, template: str, session: Session, **values: Any) -> Response:
        """A page for a member of staff."""
        return self.pages.html(request, template, session=session, **values)


def router(console: Console) -> APIRouter:
    """All routes of the console but those of knowledge and accounts."""
    routes = APIRouter(prefix=PATH, include_in_schema=False)
    _add_entrance(routes, console)
    _add_queue(routes, console)
    _add_acts(routes, console)

    @routes.get("/static/{name}")
    def static(name: str) -> Response:
        file = FOLDER / "static" / Path(name).name
        if not file.is_file() or file.suffix not in _STATIC:
            return PlainTextResponse("There is no such file.\n", 404)
        return FileResponse(file, media_type=_STATIC[file.suffix], headers={"Cache-Control": "no-cache"})

    return routes


def _add_entrance(routes: APIRouter, console: Console) -> None:
    @routes.get("/login")
    async def login(request: Request) -> Response:
        if await to_thread.run_sync(console.entrance.session, request) is not None:
            return RedirectResponse(PATH, 303)
        return console.pages.html(request, "login.html", wrong="", email="")

    @routes.post("/login")
    async def log_in(request: Request, email: Word = "", password: Word = "") -> Response:
        try:
            response = await to_thread.run_sync(console.entrance.log_in, request, email[:300], password)
        except LogInError as error:
            audit = console.desk.audit
            await to_thread.run_sync(lambda: audit.write("", email[:100].casefold(), "log-in failed"))
            return console.pages.html(request, "login.html", 401, wrong=str(error), email=email[:300])
        return private(response)

    @routes.post("/logout")
    async def log_out(request: Request, csrf: Csrf = "", everywhere: Word = "") -> Response:
        session = await console.act(request, csrf)
        staff = session.staff
        await to_thread.run_sync(lambda: console.desk.audit.write(staff.id, staff.name, "log out"))
        leave = console.entrance.log_out
        return private(await to_thread.run_sync(lambda: leave(session, everywhere=bool(everywhere))))


def _add_queue(routes: APIRouter, console: Console) -> None:
    @routes.get("")
    async def queue(request: Request) -> Response:
        if await to_thread.run_sync(console.entrance.session, request) is None:
            return private(RedirectResponse(LOG_IN, 303))
        session = await console.enter(request)
        return console.page(request, "queue.html", session, **await console.lists(session), talk=None)

    @routes.get("/queue")
    async def rows(request: Request, at: str = "") -> Response:
        session = await console.enter(request)
        return console.page(request, "_rows.html", session, **await console.lists(session), at=at)

    @routes.get("/events")
    async def events(request: Request) -> Response:
        session = await console.enter(request)
        return console.live.stream(session.staff.id, session.token)

    @routes.get("/conversations/{conversation}")
    async def conversation(request: Request, conversation: str) -> Response:
        session = await console.enter(request)
        talk = await console.talk(conversation)
        canned = await to_thread.run_sync(console.desk.replies.all)
        lists = await console.lists(session)
        return console.page(request, "queue.html", session, **lists, talk=talk, canned=canned)

    @routes.get("/conversations/{conversation}/thread")
    async def thread(request: Request, conversation: str) -> Response:
        session = await console.enter(request)
        return console.page(request, "_thread.html", session, talk=await console.talk(conversation))

    @routes.get("/search")
    async def search(request: Request, q: str = "") -> Response:
        session = await console.enter(request)
        found = await console.views.search(q[:200]) if q.strip() else []
        return console.page(request, "search.html", session, q=q[:200], found=found)


def _add_acts(routes: APIRouter, console: Console) -> None:
    floor = console.floor

    @routes.post("/conversations/{conversation}/take")
    async def take(request: Request, conversation: str, csrf: Csrf = "") -> Response:
        session = await console.act(request, csrf)
        await floor.take(conversation, session.staff)
        return _back(conversation)

    @routes.post("/conversations/{conversation}/say")
    async def say(request: Request, conversation: str, csrf: Csrf = "", text: Word = "") -> Response:
        session = await console.act(request, csrf)
        await floor.say(conversation, session.staff, text)
        return _back(conversation)

    @routes.post("/conversations/{conversation}/note")
    async def note(request: Request, conversation: str, csrf: Csrf = "", text: Word = "") -> Response:
        session = await console.act(request, csrf)
        await floor.note(conversation, session.staff, text)
        return _back(conversation)

    @routes.post("/conversations/{conversation}/back")
    async def back(request: Request, conversation: str, csrf: Csrf = "") -> Response:
        session = await console.act(request, csrf)
        await floor.hand_back(conversation, session.staff)
        return _back(conversation)


def _back(conversation: str) -> Response:
    return private(RedirectResponse(f"{PATH}/conversations/{conversation}", 303))
