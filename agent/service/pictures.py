"""The HTTP face of uploads: pictures in, and out again to their own conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import anyio
from anyio import to_thread
from fastapi import APIRouter, Depends, Form, Request, Response, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse

from agent.errors import ConversationError
from agent.service.access import SameOrigin, address
from agent.service.bodies import Json
from agent.service.frames import ConversationKey

if TYPE_CHECKING:
    from agent.service.conversations import Conversations
    from agent.service.limits import Limits, Rates
    from agent.service.uploads import Uploads


def router(
    conversations: Conversations, uploads: Uploads, *, limits: Limits, rates: Rates, origin: SameOrigin
) -> APIRouter:
    """`/api/uploads`."""
    routes = APIRouter(prefix="/api")
    threads = anyio.CapacityLimiter(1)  # a big picture takes much memory for a moment

    @routes.post("/uploads", dependencies=[Depends(origin)])
    async def upload(file: UploadFile, conversation: Annotated[ConversationKey, Form()], request: Request) -> Response:
        """Store a picture for a conversation, to be named in a message's `attachments`."""
        rates.request(address(request))
        known = await conversations.get(conversation)
        data = await file.read(limits.max_upload_bytes + 1)
        if len(data) > limits.max_upload_bytes:
            raise HTTPException(413, f"The file has more than {limits.max_upload_bytes} bytes")
        saved = await to_thread.run_sync(uploads.save, known.id, data, limiter=threads)
        if conversations.forgotten(known.id):  # while the picture was drawn
            await to_thread.run_sync(uploads.forget, known.id)
            raise ConversationError("No such conversation; begin a new one")
        url = f"/api/uploads/{known.id}/{saved.id}"
        return Json({"id": saved.id, "media_type": saved.media_type, "url": url}, 201)

    @routes.get("/uploads/{conversation}/{upload}")
    def uploaded(conversation: str, upload: str) -> Response:
        """A picture of a conversation, for those who know the conversation."""
        path = uploads.find(conversation, upload)
        if path is None:
            raise HTTPException(404, "There is no such upload")
        headers = {"Cache-Control": "private, max-age=3600", "Content-Security-Policy": "default-src 'none'; sandbox"}
        return FileResponse(path, media_type=uploads.media_type(path), headers=headers)

    return routes
