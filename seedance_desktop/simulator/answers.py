"""The service's envelope, and the ways in which an answer can go wrong on its way."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from seedance_desktop.simulator.contract import Refusal

_GATEWAY_PAGE = """<!DOCTYPE html>
<html><head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>gateway</center></body></html>
"""


def envelope(
    data: dict[str, Any] | None, code: int = 200, message: str | None = None
) -> dict[str, Any]:
    """The envelope of every JSON answer [C]; it has a trace id on failures too [S]."""
    return {"code": code, "trace_id": uuid.uuid4().hex, "message": message, "data": data}


def refused(refusal: Refusal) -> JSONResponse:
    """A refusal as the service tells it."""
    retry = refusal.retry_after
    return JSONResponse(
        envelope(None, refusal.code, refusal.message),
        refusal.status,
        headers=None if retry is None else {"Retry-After": str(retry)},
    )


def timestamp(seconds: float) -> str:
    """Seconds since the epoch the way the service writes times."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def gateway_page() -> Response:
    """What a gateway says when the service behind it did not answer in time."""
    return HTMLResponse(_GATEWAY_PAGE, 502)


class BrokenAnswer(Response):
    """Sends bytes as they are, perhaps none, and closes the connection.

    Needs the connection's transport in the request's state; see server.Connection.
    """

    def __init__(self, sent: bytes = b"") -> None:
        super().__init__()
        self._sent = sent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = scope["state"]["transport"]
        transport.write(self._sent)
        transport.close()
        while (await receive())["type"] != "http.disconnect":
            continue


def cut_answer(answer: dict[str, Any]) -> BrokenAnswer:
    """An answer that promises all of `answer` and ends before its task id."""
    body = json.dumps(answer).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return BrokenAnswer(head.encode() + body[: body.index(b'"task_id"')])
