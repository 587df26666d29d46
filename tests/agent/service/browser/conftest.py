"""The real demo shop behind a real server, and a real Chromium in front of it."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from agent.build import open_shop
from agent.service.app import create_app
from agent.service.server import Server, config, listen
from agent.settings import load_settings
from knowledge_base import demo, open_store
from knowledge_base.home import Home
from knowledge_base.schema import Money, Product, ProductId, Variant, VariantId

WIDGET = Path(__file__).parents[4] / "agent" / "service" / "widget"
HOSTILE_TITLE = 'Zephyrine teapot <img src=x onerror="window.pwned=1">'
HOSTILE = Product(
    id=ProductId("XSS-1"),
    title=HOSTILE_TITLE,
    description="A zephyrine teapot. <script>window.pwned = 2</script> [click](javascript:window.pwned=3)",
    brand='"><svg onload="window.pwned=4">',
    variants=(Variant(id=VariantId("XSS-1-A"), price=Money(Decimal("12.00"), "USD"), stock=3),),
    url="javascript:window.pwned=5",
    attributes={"<b>glaze</b>": "<i onmouseover=window.pwned=6>blue</i>"},
)
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_HOST_PAGE = """<!doctype html><html lang="ar" dir="rtl"><head><title>Blog</title><style>
  * { font-size: 31px !important; color: red !important; box-sizing: content-box !important; }
  button, div { background: pink !important; border: 9px solid blue !important; display: inline !important; }
</style></head><body><main><h1>مرحبا</h1><a href="#end">end</a></main>
<script src="SHOP/widget.js" data-brand="#ffd400" data-theme="dark" data-title="متجر"></script></body></html>"""
_PATIENCE = 15_000  # ms for anything that a page is expected to do


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def widget() -> Path:
    """The widget's folder, built from what its sources are now."""
    dist = WIDGET / "dist" / "widget.js"
    inputs = [WIDGET / "package-lock.json", WIDGET / "vite.config.ts"]
    sources = inputs + [path for part in ("src", "build") for path in (WIDGET / part).rglob("*") if path.is_file()]
    if dist.exists() and dist.stat().st_mtime >= max(path.stat().st_mtime for path in sources):
        return WIDGET
    if not shutil.which("npm"):
        pytest.fail("The chat widget is not built and there is no npm to build it; run `make widget`.")
    if not (WIDGET / "node_modules" / "vite").exists():
        run_npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
    run_npm("run", "--silent", "build")
    return WIDGET


def run_npm(*arguments: str) -> str:
    done = subprocess.run(["npm", *arguments], cwd=WIDGET, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"npm {' '.join(arguments)} failed:\n{(done.stdout + done.stderr)[-3000:]}"
    return done.stdout


@dataclass
class Running:
    """A server in a thread of its own."""

    url: str = ""
    app: Any = None
    loop: asyncio.AbstractEventLoop | None = None
    started: threading.Event = field(default_factory=threading.Event)
    stop: asyncio.Event | None = None
    failure: BaseException | None = None

    def hang_up(self) -> None:
        """Cut every chat socket, as a lost line would."""
        assert self.loop is not None
        done = threading.Event()

        def cut() -> None:
            for connection in list(self.app.state.chat._connections):
                connection.abort()
            done.set()

        self.loop.call_soon_threadsafe(cut)
        assert done.wait(10)

    @property
    def sockets(self) -> int:
        return len(self.app.state.chat)


@pytest.fixture(scope="session")
def shop_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop, and one hostile product in it."""
    home = Home(tmp_path_factory.mktemp("browser") / "shop")
    home.path.mkdir()
    store = open_store(home)
    try:
        demo.load(store, home)
        store.put([HOSTILE])
    finally:
        store.close()
    return home.path


@dataclass
class Host:
    """Somebody else's page on another origin, with a style of its own, that includes the shop's widget."""

    url: str
    shop: str = ""  # where the widget comes from, once that is known

    def page(self, path: str) -> bytes:
        """The page; with a mistake in its script tag at /wrong."""
        page = _HOST_PAGE.replace("dark", "pink") if path == "/wrong" else _HOST_PAGE
        return page.replace("SHOP", self.shop).encode()


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(found.page(self.path))

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found = Host(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join(10)


async def _serve(running: Running, home: Path, host: str) -> None:
    settings = load_settings(home=home)
    chat = settings.chat.model_copy(update={"allowed_origins": (host,)})
    async with open_shop(settings.model_copy(update={"chat": chat})) as shop:
        running.app = create_app(shop)
        running.loop = asyncio.get_running_loop()
        running.stop = asyncio.Event()
        with listen("127.0.0.1", 0) as socket:
            running.url = f"http://127.0.0.1:{socket.getsockname()[1]}"
            server = Server(config(running.app), running.app.state.chat)
            async with asyncio.TaskGroup() as group:
                group.create_task(server.serve(sockets=[socket]))
                running.started.set()  # the socket listens already; a first request waits for the rest
                await running.stop.wait()
                server.should_exit = True


@pytest.fixture(scope="session")
def server(shop_home: Path, host: Host, widget: Path) -> Iterator[Running]:
    """The service over the demo shop, loaded and indexed once."""
    running = Running()

    def run() -> None:
        try:
            asyncio.run(_serve(running, shop_home, host.url))
        except BaseException as error:
            running.failure = error
            running.started.set()
            raise

    thread = threading.Thread(target=run, name="shop", daemon=True)
    thread.start()
    assert running.started.wait(180), "the shop did not open in three minutes"
    if running.failure is not None:
        raise running.failure
    host.shop = running.url
    yield running
    assert running.loop is not None
    assert running.stop is not None
    running.loop.call_soon_threadsafe(running.stop.set)
    thread.join(30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next((found for name in names if (found := shutil.which(name))), "/usr/bin/chromium")
    if not os.access(path, os.X_OK):
        pytest.fail("No Chromium: these tests drive a real browser. Install Debian's package `chromium`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser, server: Running) -> Iterator[NewContext]:
    """Makes browser contexts that speak to the shop; a script error on any of their pages fails the test."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: Any) -> BrowserContext:
        wanted = {"viewport": {"width": 1280, "height": 860}, "locale": "en-GB", "base_url": server.url, **options}
        context = browser.new_context(**wanted)
        context.set_default_timeout(_PATIENCE)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        opened.append(context)
        return context

    expect.set_options(timeout=_PATIENCE)
    yield make
    for context in opened:
        context.close()
    assert errors == []


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context().new_page()


class Chat:
    """What a customer does in the widget."""

    def __init__(self, page: Page, *, chinese: bool = False) -> None:
        self.page = page
        self.names = (
            ("打开聊天", "请输入您的问题…", "发送消息")
            if chinese
            else ("Open chat", "Write a message…", "Send message")
        )
        self.launcher = page.locator("#xiaoer .launcher")
        self.panel = page.get_by_role("dialog")
        self.input = self.panel.get_by_role("textbox", name=self.names[1])
        self.send = self.panel.get_by_role("button", name=self.names[2])
        self.said = self.panel.locator(".said")
        self.replies = self.panel.locator(".reply")
        self.cards = self.panel.locator(".card")

    def open(self) -> Chat:
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self

    def say(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    def ask(self, text: str) -> Locator:
        """Say something and wait for the whole answer; the answer."""
        before = self.replies.count()
        self.say(text)
        return self.answer(before)

    def answer(self, number: int) -> Locator:
        reply = self.replies.nth(number)
        expect(reply.locator(".foot time")).to_be_attached()
        return reply

    def choose(self, item: str) -> None:
        """Take something from the menu."""
        self.panel.get_by_role("button", name="Conversation menu").click()
        self.panel.get_by_role("menuitem", name=item).click()

    def settled(self) -> None:
        """The line is up."""
        expect(self.panel).to_have_attribute("data-line", "open")


@pytest.fixture
def chat(page: Page) -> Chat:
    """The widget on the shop's home page, open."""
    page.goto("/")
    chat = Chat(page).open()
    chat.settled()
    return chat


@pytest.fixture(scope="session")
def axe(widget: Path) -> Callable[[Page], list[str]]:
    """Runs axe-core on a page, shadow roots and all; what it found, one line each."""
    script = (widget / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")

    def check(page: Page) -> list[str]:
        page.emulate_media(reduced_motion="reduce")  # a colour half faded in is no finding
        page.evaluate(script)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{violation['id']}: {node['target']} {' '.join(node['failureSummary'].split())[:200]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return check
