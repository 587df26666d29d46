"""How the app is run: uvicorn's settings, and a server that lets running turns finish before it stops."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

from agent.errors import SettingsError
from agent.service.patience import PatientProtocol

try:
    from websockets.speedups import apply_mask
except ImportError:  # a platform without the compiled part
    from websockets.utils import apply_mask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

    from agent.service.chat import Chat

_GARBAGE = (50_000, 20, 50)  # allocations before a pass; the standard 700 is meant for small programs
_SWITCH = 0.001  # seconds that a thread that thinks keeps the loop waiting for the interpreter; Python's is 0.005
_FRAME_BYTES = 65_536  # of a websocket frame


class LineProtocol(WebSocketsSansIOProtocol):
    """uvicorn's websocket protocol, which also offers itself to the app as the ASGI extension `xiaoer.line`.

    ASGI passes one frame at a time, each through a queue, a wait and a write of its own, and cannot cut a peer off that
    does not read. The line hands a frame over as it arrives and writes all that is ready at once.
    """

    _take: Callable[[bytes], None] | None = None
    _aligned = False  # whether all that came so far ended where a frame ends

    async def run_asgi(self) -> None:
        """Run the app, with the extension in its scope."""
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions["xiaoer.line"] = {"line": self}
        try:
            await super().run_asgi()
        finally:
            self._take = None

    def listen(self, take: Callable[[bytes], None]) -> None:
        """Give text frames to `take` from now on, and no more to ASGI's `receive`."""
        self._take = take

    def data_received(self, data: bytes) -> None:
        """Take what came. One whole text frame, as nearly all are, needs no parser that can stop anywhere."""
        if self._take is not None and self._aligned and (payload := _whole_text(data)) is not None:
            conn = self.conn
            if conn.cur_size is None and conn.state is State.OPEN and not self.close_sent:
                self._take(payload)
                return
        shaken = self.handshake_initiated
        super().data_received(data)
        if not shaken:
            self._aligned = data.endswith(b"\r\n\r\n")
        elif self._aligned:
            self._aligned = _ends_whole(data)

    def send_receive_event_to_app(self) -> None:
        """Pass a whole frame on."""
        if self._take is None or self.curr_msg_data_type != "text" or self.close_sent:
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        self._take(bytes(data))

    def write_texts(self, texts: Sequence[bytes]) -> bool:
        """Send text frames now; False, and nothing sent, if the peer has not read what it was sent before."""
        if not self.writable.is_set() or self.conn.extensions:
            return False
        if not self.transport.is_closing() and self.conn.state is State.OPEN:
            self.transport.write(b"".join([part for text in texts for part in (_head(len(text)), text)]))
        return True  # to one that is gone nothing is sent; the app hears of it when it receives

    def abort(self) -> None:
        """Cut the peer off, whatever it has not read yet."""
        self.transport.abort()


def _extent(data: bytes, start: int) -> int:
    """Where a masked frame that begins at `start` ends (RFC 6455, section 5.2); past the data if it is cut."""
    if len(data) < start + 2:
        return len(data) + 1
    length, head = data[start + 1] & 0x7F, 2
    if length == 126:
        length, head = int.from_bytes(data[start + 2 : start + 4], "big"), 4
    elif length == 127:
        length, head = int.from_bytes(data[start + 2 : start + 10], "big"), 10
    return start + head + 4 + length


def _ends_whole(data: bytes) -> bool:
    """Whether data that begins with a frame ends with one."""
    end = 0
    while end < len(data):
        end = _extent(data, end)
    return end == len(data)


def _whole_text(data: bytes) -> bytes | None:
    """The payload of data that is exactly one final, masked text frame of a usual length."""
    if len(data) < 6 or data[0] != 0x81 or not 0x80 <= data[1] < 0xFF or _extent(data, 0) != len(data):
        return None
    start = 2 if data[1] < 0xFE else 4
    return apply_mask(data[start + 4 :], data[start : start + 4])


def _head(length: int) -> bytes:
    """What stands before a server's unfragmented text frame (RFC 6455, section 5.2)."""
    if length < 126:
        return bytes((0x81, length))
    if length < 65_536:
        return b"\x81\x7e" + length.to_bytes(2, "big")
    return b"\x81\x7f" + length.to_bytes(8, "big")


def config(app: Any, *, log_level: str = "warning") -> uvicorn.Config:
    """Uvicorn's settings for this app.

    The sans-I/O websocket implementation keeps an idle socket small and a frame cheap; deflate would cost each socket
    more memory than all the rest; the service sends its own pings, which also tell a client that the line is alive.
    """
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=PatientProtocol,
        ws=LineProtocol,
        ws_max_size=_FRAME_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        log_config=None,
        log_level=log_level,
        access_log=False,
        server_header=False,
        backlog=4096,
        timeout_graceful_shutdown=5,
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound, so that a taken port is known before anything is loaded.

    Raises:
        SettingsError: the address cannot be listened on; says why.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=4096)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error  # names are not found by -2
        raise SettingsError(f"port {port} on {host} cannot be used: {reason}; choose another with --port") from error


class Server(uvicorn.Server):
    """Tells the chat's clients that it stops only when their answers are there.

    The chat may come later (`attend`), when its shop is still being opened while the server answers already.
    """

    def __init__(self, settings: uvicorn.Config, chat: Chat | None = None) -> None:
        super().__init__(settings)
        self._chat = chat
        self._ready = asyncio.Event()
        self._over = asyncio.Event()

    def attend(self, chat: Chat) -> None:
        """Take care of a chat's clients from now on."""
        self._chat = chat
        _settle()

    async def over(self) -> None:
        """Wait until the server has stopped."""
        await self._over.wait()

    async def ready(self) -> None:
        """Wait until the server takes requests, or has given up."""
        await self._ready.wait()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to stop."""
        try:
            await super().serve(sockets)
        finally:
            self._ready.set()
            self._over.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on Ctrl-C and SIGTERM; uvicorn would raise them again, and the shop would never be closed."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; a second signal waits for nobody."""
        if self.should_exit and self._chat is not None:
            self._chat.conversations.hurry()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start."""
        await super().startup(sockets)
        self._ready.set()
        if self._chat is not None:
            _settle()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish the turns, close the sockets with 1012, then stop as uvicorn does."""
        if self._chat is not None:
            await self._chat.close()
        await super().shutdown(sockets)


def _settle() -> None:
    """Spare the garbage collector what will stay: a pass over a loaded shop stops the loop for long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    sys.setswitchinterval(_SWITCH)
