"""Pictures in and out: only pictures, drawn anew, and only for their own conversation."""

from __future__ import annotations

import io
import os
import struct
import zlib

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from agent.errors import MessageError, RateLimitError, StorageError
from agent.service.uploads import Uploads
from knowledge_base.home import Home

CONVERSATION = "C" * 24


def kept_in(uploads, saved):
    path = uploads.find(CONVERSATION, saved.id)
    assert path is not None
    return path


def picture(format="JPEG", size=(64, 48), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, (200, 30, 30) if mode == "RGB" else (200, 30, 30, 90)).save(out, format, **options)
    return out.getvalue()


def with_secrets():
    exif = Image.Exif()
    exif[0x010E] = "my home address"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return picture(exif=exif, comment=b"hidden words")


def bomb(width=50_000, height=50_000):
    """A tiny PNG that says it is huge."""

    def chunk(kind, data):
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/jpeg"),
        (picture("PNG", mode="RGBA"), "image/png"),
        (picture("WEBP", mode="RGBA"), "image/png"),
    ],
)
def test_pictures_are_kept(tmp_path, data, media_type):
    uploads = Uploads(tmp_path)
    saved = uploads.save(CONVERSATION, data)
    path = kept_in(uploads, saved)
    with Image.open(path) as kept:
        assert kept.size == (64, 48)
    assert (tmp_path / saved.path) == path
    assert uploads.attachments(CONVERSATION, [saved.id]) == (saved,)


def test_nothing_of_the_old_file_but_its_pixels_comes_through(tmp_path):
    uploads = Uploads(tmp_path)
    original = with_secrets()
    assert b"my home address" in original
    path = kept_in(uploads, uploads.save(CONVERSATION, original))
    kept = path.read_bytes()
    assert b"address" not in kept
    assert b"hidden" not in kept
    with Image.open(path) as shown:
        assert not shown.getexif()
        assert shown.size == (48, 64)  # turned upright before the note about it is lost


def test_a_file_glued_behind_a_picture_is_lost(tmp_path):
    uploads = Uploads(tmp_path)
    path = kept_in(uploads, uploads.save(CONVERSATION, picture() + b"<script>alert(1)</script>"))
    assert b"script" not in path.read_bytes()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a JPEG, PNG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a JPEG, PNG or WebP"),
        (b"GIF89a" + bytes(50), "not a JPEG, PNG or WebP"),
        (picture("BMP"), "not a JPEG, PNG or WebP"),
        (picture("JPEG")[:200], "damaged"),
        (picture("PNG")[:60], "damaged"),
        (b"\xff\xd8\xff" + bytes(500), "damaged"),
        (b"RIFF\0\0\0\0WEBP" + bytes(100), "damaged"),
        (bomb(), "more megapixels than the 40"),
        (bomb(10_000, 10_000), "more megapixels than the 40"),
        (bomb(7_000, 7_000), "49 megapixels; at most 40"),
        (bomb(1000, 1000), "damaged"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path, data, words):
    with pytest.raises(MessageError, match=words):
        Uploads(tmp_path).save(CONVERSATION, data)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@given(
    head=st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b""]),
    rest=st.binary(max_size=300),
)
def test_no_bytes_do_more_than_be_refused(tmp_path_factory, head, rest):
    with pytest.raises(MessageError):
        Uploads(tmp_path_factory.getbasetemp()).save(CONVERSATION, head + rest)


def test_a_large_picture_is_made_smaller(tmp_path):
    uploads = Uploads(tmp_path)
    saved = uploads.save(CONVERSATION, picture(size=(3000, 1500)))
    with Image.open(kept_in(uploads, saved)) as kept:
        assert kept.size == (2048, 1024)


def test_a_conversation_keeps_only_so_many(tmp_path):
    uploads = Uploads(tmp_path, per_conversation=2)
    for _ in range(2):
        uploads.save(CONVERSATION, picture())
    with pytest.raises(RateLimitError, match="2 pictures already"):
        uploads.save(CONVERSATION, picture())
    uploads.save("D" * 24, picture())


@pytest.mark.parametrize("id", ["../../secrets", "a/b/c/d/e/f", "", ".", "%2e%2e%2f%2e%2e", "x" * 22])
def test_no_id_leads_out_of_the_folder(tmp_path, id):
    (tmp_path / "secrets.jpg").write_bytes(b"x")
    uploads = Uploads(tmp_path / "uploads")
    assert uploads.find(CONVERSATION, id) is None
    assert uploads.find(id, "a" * 22) is None
    with pytest.raises(MessageError):
        uploads.attachments(CONVERSATION, [id])


async def test_a_picture_travels_from_the_client_to_the_agent_and_back(serve):
    async with (
        serve() as server,
        httpx.AsyncClient(base_url=server.http) as http,
        server.socket() as socket,
        server.socket() as other,
    ):
        await socket.hello()
        await other.hello()
        form = {"conversation": socket.conversation}
        answer = await http.post("/api/uploads", data=form, files={"file": ("a.exe", picture(), "text/html")})
        assert answer.status_code == 201
        upload = answer.json()
        await socket.say("what is this", attachments=[upload["id"]])
        said = (await socket.until("done"))[0]
        assert said["attachments"] == [upload["id"]]
        heard = server.shop.agent.heard[-1].attachments[0]
        assert (server.shop.settings.data.uploads / heard.path).is_file()
        shown = await http.get(upload["url"])
        assert shown.headers["content-type"] == "image/jpeg"
        assert "sandbox" in shown.headers["content-security-policy"]
        elsewhere = upload["url"].replace(socket.conversation, other.conversation)
        assert (await http.get(elsewhere)).status_code == 404
        await other.say("give me that", attachments=[upload["id"]])
        assert (await other.recv())["code"] == "bad_message"


@pytest.mark.parametrize(
    ("data", "form", "status"),
    [
        (picture(), {"conversation": "A" * 24}, 404),
        (picture(), {}, 422),
        (b"not a picture", None, 400),
        (picture(size=(1500, 1500), format="BMP"), None, 413),
    ],
)
async def test_bad_uploads_are_refused(serve, data, form, status):
    async with serve(max_upload_bytes=100_000) as server, httpx.AsyncClient(base_url=server.http) as http:
        if form is None:
            opened = (await http.post("/api/chat", json={"text": "hi"})).json()
            form = {"conversation": opened["conversation"]}
        answer = await http.post("/api/uploads", data=form, files={"file": ("a.jpg", data, "image/jpeg")})
    assert answer.status_code == status
    assert answer.json()["error"]["message"]


async def test_a_page_of_somebody_else_cannot_upload_by_a_form(serve):
    async with serve() as server, httpx.AsyncClient(base_url=server.http) as http, server.socket() as socket:
        await socket.hello()
        answer = await http.post(
            "/api/uploads",
            data={"conversation": socket.conversation},
            files={"file": ("a.jpg", picture(), "image/jpeg")},
            headers={"origin": "https://evil.example"},
        )
        assert answer.status_code == 403


def test_all_pictures_together_have_a_bound_and_room_comes_back(tmp_path):
    size = len(kept_in(Uploads(tmp_path), Uploads(tmp_path).save(CONVERSATION, picture())).read_bytes())
    uploads = Uploads(tmp_path, total_bytes=2 * size)  # what lies there already counts
    uploads.save("D" * 24, picture())
    assert uploads.kept == 2 * size
    with pytest.raises(StorageError, match="no room for more pictures"):
        uploads.save("E" * 24, picture())
    assert not (tmp_path / ("E" * 24)).exists()
    uploads.forget(CONVERSATION)
    uploads.save("E" * 24, picture())


def test_pictures_are_kept_for_their_days_and_crumbs_for_an_hour(tmp_path):
    uploads = Uploads(tmp_path, days=1)
    old, new = (kept_in(uploads, uploads.save(CONVERSATION, picture())) for _ in range(2))
    crumb = tmp_path / ("D" * 24) / "half.part"
    crumb.parent.mkdir()
    crumb.write_bytes(b"x")
    now = new.stat().st_mtime
    os.utime(old, (now - 86_401, now - 86_401))
    os.utime(crumb, (now - 3_601, now - 3_601))
    assert uploads.expire(now) == 2
    assert list(tmp_path.rglob("*")) == [new.parent, new]
    assert uploads.expire(now + 86_401) == 1
    assert uploads.kept == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("id", ["../kept", "..", "", "."])
def test_forgetting_reaches_nothing_beside_the_folder(tmp_path, id):
    kept = tmp_path / "kept" / "a.jpg"
    kept.parent.mkdir()
    kept.write_bytes(b"x")
    uploads = Uploads(tmp_path / "uploads")
    uploads.save(CONVERSATION, picture())
    uploads.forget(id)
    assert kept.exists()
    assert uploads.kept


async def test_a_full_shop_says_so_over_http(serve):
    async with serve(max_uploads_total_bytes=1) as server, httpx.AsyncClient(base_url=server.http) as http:
        opened = (await http.post("/api/chat", json={"text": "hi"})).json()
        form = {"conversation": opened["conversation"]}
        answer = await http.post("/api/uploads", data=form, files={"file": ("a.jpg", picture(), "image/jpeg")})
    assert answer.status_code == 507
    assert answer.json()["error"]["code"] == "storage_full"
    assert "no room for more pictures" in answer.json()["error"]["message"]


async def test_the_service_clears_old_pictures_away_by_itself(serve, tmp_path):
    folder = Home(tmp_path).uploads / CONVERSATION
    folder.mkdir(parents=True)
    (folder / "old.jpg").write_bytes(b"x")
    (folder / "new.jpg").write_bytes(b"x")
    os.utime(folder / "old.jpg", (0, 0))
    async with serve() as server:
        await server.until(lambda: not (folder / "old.jpg").exists())
    assert (folder / "new.jpg").exists()
