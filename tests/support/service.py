"""A client for one test, and the answers most tests begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from seedance_desktop.backend.answers import CreateAnswer
from seedance_desktop.backend.client import ServiceClient
from seedance_desktop.core.request import VideoRequest
from tests.support.server import Reply, Server

TOKEN = "sk-9f8e7d6c5b4a39281706"
REQUEST = VideoRequest(prompt="A fox in the snow", image_urls=("https://example.org/a.png",))
ACCEPTED = {
    "code": 200,
    "trace_id": "45c30d76f06549b199a3775544523689",
    "message": None,
    "data": {
        "task_id": "t-1",
        "status": "running",
        "created_at": "2023-11-07T05:31:56Z",
        "credits_cost": 12,
    },
}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@asynccontextmanager
async def client(**limits: float) -> AsyncIterator[ServiceClient]:
    client = ServiceClient(**limits)
    try:
        yield client
    finally:
        await client.aclose()


async def create(server: Server, answer: Reply, **limits: float) -> CreateAnswer:
    server.say(answer)
    async with client(**limits) as service:
        return await service.create_task(server.url, TOKEN, REQUEST)


def message(text: Any, code: Any = 200) -> dict[str, Any]:
    return {"code": code, "trace_id": "tr-1", "message": text, "data": None}
