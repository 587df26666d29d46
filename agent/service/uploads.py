"""What customers upload: pictures, checked, drawn anew without their metadata, and shown only to their conversation."""

from __future__ import annotations

import io
import re
import secrets
import shutil
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import MessageError, RateLimitError, StorageError
from agent.events import Attachment

if TYPE_CHECKING:
    from PIL import Image

_SAFE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
_MEDIA = {"jpg": "image/jpeg", "png": "image/png"}
_PART = ".part"
_HALF_WRITTEN = 3600.0  # seconds after which nobody writes on
_FULL = "The shop has no room for more pictures right now; say it in words, or try again later"
_LONGEST_SIDE = 2048  # pixels; what try-on and search need at most


class Uploads:
    """The pictures below the home's uploads folder, `<conversation>/<random id>.<jpg or png>`. Safe from any thread.

    What is kept is counted once, when first needed, and from then on in memory: this process alone writes there.
    """

    def __init__(
        self,
        folder: Path,
        *,
        max_megapixels: float = 40.0,
        per_conversation: int = 20,
        total_bytes: int = 2_000_000_000,
        days: float = 30.0,
    ) -> None:
        self.folder = folder
        self._max_megapixels = max_megapixels
        self._per_conversation = per_conversation
        self._total_bytes = total_bytes
        self._seconds = days * 86_400
        self._lock = threading.Lock()
        self._kept: int | None = None

    @property
    def kept(self) -> int:
        """Bytes of all pictures."""
        with self._lock:
            return self._count()

    def save(self, conversation: str, data: bytes) -> Attachment:
        """Check a picture and store it; takes tens of milliseconds of CPU, so call it in a thread.

        Raises:
            MessageError: not a JPEG, PNG or WebP picture, damaged, or too many pixels.
            RateLimitError: the conversation has enough pictures.
            StorageError: the shop has no room for more.
        """
        folder = self._folder(conversation)
        if folder.is_dir() and sum(1 for _ in folder.iterdir()) >= self._per_conversation:
            raise RateLimitError(f"This conversation has {self._per_conversation} pictures already", retry_after=3600)
        extension, drawn = self._redraw(data)
        name = secrets.token_urlsafe(16)
        path = folder / f"{name}.{extension}"
        with self._lock:
            kept = self._count() + len(drawn)
            if kept > self._total_bytes:
                raise StorageError(_FULL)
            folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(_PART)
            part.write_bytes(drawn)
            part.replace(path)
            self._kept = kept
        return self._attachment(path)

    def forget(self, conversation: str) -> None:
        """Remove a conversation's pictures."""
        if _SAFE.fullmatch(conversation):
            with self._lock:
                shutil.rmtree(self.folder / conversation, ignore_errors=True)
                self._kept = None

    def expire(self, now: float) -> int:
        """Remove the pictures that are kept no longer, and what a crash left half written; how many."""
        gone = 0
        with self._lock:
            for path in self._files():
                seconds = _HALF_WRITTEN if path.suffix == _PART else self._seconds
                with suppress(OSError):  # another one stays; the next round sees it again
                    if now - path.stat().st_mtime > seconds:
                        path.unlink()
                        gone += 1
            for folder in self.folder.glob("*/"):
                with suppress(OSError):  # one that is not empty stays
                    folder.rmdir()
            self._kept = None
        return gone

    def find(self, conversation: str, id: str) -> Path | None:
        """The file of an upload of this conversation."""
        if not (_SAFE.fullmatch(conversation) and _SAFE.fullmatch(id)):
            return None
        candidates = (self._folder(conversation) / f"{id}.{extension}" for extension in _MEDIA)
        return next((path for path in candidates if path.is_file()), None)

    def attachments(self, conversation: str, ids: Sequence[str]) -> tuple[Attachment, ...]:
        """The uploads that a message names.

        Raises:
            MessageError: one of them is not this conversation's.
        """
        found = []
        for upload in ids:
            path = self.find(conversation, upload)
            if path is None:
                raise MessageError(f"attachments: {upload} is no upload of this conversation")
            found.append(self._attachment(path))
        return tuple(found)

    def media_type(self, path: Path) -> str:
        """The media type of a stored upload."""
        return _MEDIA[path.suffix[1:]]

    def _files(self) -> list[Path]:
        return [path for path in self.folder.glob("*/*") if path.is_file()]

    def _count(self) -> int:
        if self._kept is None:
            self._kept = sum(path.stat().st_size for path in self._files())
        return self._kept

    def _folder(self, conversation: str) -> Path:
        if not _SAFE.fullmatch(conversation):
            raise MessageError("conversation: not an id of this server")
        return self.folder / conversation

    def _attachment(self, path: Path) -> Attachment:
        relative = path.relative_to(self.folder).as_posix()
        return Attachment(id=path.stem, media_type=self.media_type(path), path=relative)

    def _redraw(self, data: bytes) -> tuple[str, bytes]:
        """The picture as a new file: nothing of the old one but its pixels comes through."""
        from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - heavy, only uploads need it

        kind = _kind(data)
        try:
            with Image.open(io.BytesIO(data), formats=(kind,)) as picture:
                self._check(picture)
                picture.verify()
            with Image.open(io.BytesIO(data), formats=(kind,)) as picture:
                picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
                return _encode(upright)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise MessageError(f"file: more megapixels than the {self._max_megapixels:.0f} that are taken") from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise MessageError("file: the picture is damaged") from error

    def _check(self, picture: Image.Image) -> None:
        megapixels = picture.width * picture.height / 1e6
        if megapixels > self._max_megapixels:
            raise MessageError(
                f"file: the picture has {megapixels:.0f} megapixels; at most {self._max_megapixels:.0f} are taken"
            )


def _kind(data: bytes) -> str:
    """The picture's format by its first bytes; what a client says of it does not count."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            return kind
    raise MessageError("file: not a JPEG, PNG or WebP picture")


def _encode(picture: Image.Image) -> tuple[str, bytes]:
    out = io.BytesIO()
    if "A" in picture.getbands() or "transparency" in picture.info:
        clean = picture.convert("RGBA")
        clean.info.clear()
        clean.save(out, "PNG", optimize=False)
        return "png", out.getvalue()
    clean = picture.convert("RGB")
    clean.info.clear()
    clean.save(out, "JPEG", quality=90)
    return "jpg", out.getvalue()
