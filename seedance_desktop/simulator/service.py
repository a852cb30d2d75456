"""The service's calls over HTTP, and the calls that choose its script."""

import asyncio
import json
import math
import secrets
import time
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from seedance_desktop.simulator import scripts
from seedance_desktop.simulator.answers import (
    BrokenAnswer,
    cut_answer,
    envelope,
    gateway_page,
    refused,
    timestamp,
)
from seedance_desktop.simulator.clip_job import ClipJob
from seedance_desktop.simulator.clip_maker import ClipMaker
from seedance_desktop.simulator.contract import MAX_BODY, TASK_LIMIT, Refusal, read_order
from seedance_desktop.simulator.links import LinkSigner
from seedance_desktop.simulator.request_log import RequestLog
from seedance_desktop.simulator.scripts import Script
from seedance_desktop.simulator.tasks import SLOT, Progress, Task, TaskBook, progress


class Service:
    """One user's account at the service. `speed` 2 halves every time it takes."""

    def __init__(
        self,
        *,
        tasks: TaskBook,
        maker: ClipMaker,
        links: LinkSigner,
        log: RequestLog,
        script: Script,
        token: str,
        speed: float,
        short_side: int,
    ) -> None:
        self._tasks = tasks
        self._maker = maker
        self._links = links
        self._log = log
        self._token = token
        self._speed = speed
        self._short_side = short_side
        self._choose(script)
        for task in tasks:
            if task.gets_clip and tasks.clip_made_at(task.task_id) is None:
                self._have_clip_made(task)

    def application(self) -> Starlette:
        """The ASGI application."""
        application = Starlette(
            routes=[
                Route("/api/v1/video/seedance-2", self._create, methods=["POST"]),
                Route("/api/v1/tasks", self._status, methods=["GET"]),
                Route("/clips/{task_id}.mp4", self._clip, methods=["GET"]),
                Route("/demo/script", self._demo_script, methods=["GET", "POST"]),
                Route("/demo/log", self._demo_log, methods=["GET"]),
            ],
            # A page in a browser must not reach it under another name for this machine.
            middleware=[
                Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
            ],
            exception_handlers={
                Refusal: _tell_refusal,
                HTTPException: _tell_http_error,
                ClientDisconnect: _tell_nobody,
                Exception: _tell_fault,
            },
        )
        # A path that is not the service's is told so, not sent on to one that is.
        application.router.redirect_slashes = False
        return application

    # The create call [C].

    async def _create(self, request: Request) -> Response:
        body = b""
        try:
            body = await _read_body(request)
            task = self._accept(request, body)
        except Refusal as error:
            self._write_down(request, body, refusal=error.message)
            raise
        self._write_down(request, body, task_id=task.task_id)
        return await self._answer(task)

    def _write_down(
        self, request: Request, body: bytes, task_id: str | None = None, refusal: str | None = None
    ) -> None:
        self._log.add(
            script=self._script,
            body=body,
            headers=self._header_check(request),
            task_id=task_id,
            refusal=refusal,
        )

    def _accept(self, request: Request, body: bytes) -> Task:
        self._check_token(request)
        _need_json(request)
        order = read_order(body)
        if self._script is Script.NO_CREDITS:
            # The sibling tells a business failure with a status and a code of success [S].
            raise Refusal(200, 200, "insufficient credits")
        self._check_limit()
        script = self._script_for_next()
        task = self._tasks.accept(order, script, scripts.timing(script, self._speed))
        if task.gets_clip:
            self._have_clip_made(task)
        return task

    def _script_for_next(self) -> Script:
        if self._script is not Script.MIXED:
            return self._script
        script = scripts.MIXTURE[self._mixed % len(scripts.MIXTURE)]
        self._mixed += 1
        return script

    def _check_limit(self) -> None:
        if self._refusals_left > 0:
            self._refusals_left -= 1
            raise Refusal(429, 429, "parallel task limit", retry_after=self._in_seconds(2))
        now = time.time()
        running = sum(
            1
            for task in self._tasks
            if now - task.accepted_at < SLOT / self._speed and not self._progress(task).finished
        )
        if running >= TASK_LIMIT:
            raise Refusal(429, 429, "parallel task limit", retry_after=self._in_seconds(5))

    async def _answer(self, task: Task) -> Response:
        answer = envelope(
            {
                "task_id": task.task_id,
                "status": "queued",
                "created_at": timestamp(task.accepted_at),
                "credits_cost": task.credits_cost,
            }
        )
        match task.script:
            case Script.LOST_ANSWER:
                return BrokenAnswer()
            case Script.CUT_ANSWER:
                return cut_answer(answer)
            case Script.GATEWAY_PAGE:
                return gateway_page()
            case Script.SLOW_ANSWER:
                await asyncio.sleep(scripts.ANSWER_DELAY / self._speed)
        return JSONResponse(answer)

    def _have_clip_made(self, task: Task) -> None:
        job = ClipJob(
            path=str(self._tasks.clip_path(task.task_id)),
            prompt=task.order.prompt,
            ratio=task.order.ratio,
            duration=task.order.duration,
            salt=task.task_id,
            short_side=self._short_side,
        )
        self._maker.add(task.task_id, job)

    # The status call [S].

    async def _status(self, request: Request) -> Response:
        if self._script is Script.NO_STATUS:
            return PlainTextResponse("404 page not found", 404)
        self._check_token(request)
        task_id = request.query_params.get("task_id", "")
        if not task_id:
            raise Refusal(422, 422, "task_id: is required")
        task = self._tasks.get(task_id)
        if task is None:
            raise Refusal(404, 404, "task not found")
        now = self._progress(task)
        return JSONResponse(
            envelope(
                {
                    "task_id": task.task_id,
                    "status": now.status,
                    "model": task.order.model,
                    "created_at": timestamp(task.accepted_at),
                    "updated_at": timestamp(now.since),
                    "credits_cost": float(task.credits_cost),
                    "result": self._result(request, task, now) if now.finished else None,
                }
            )
        )

    def _progress(self, task: Task) -> Progress:
        made_at = self._tasks.clip_made_at(task.task_id) if task.gets_clip else None
        return progress(task, time.time(), made_at, self._maker.error(task.task_id))

    def _result(self, request: Request, task: Task, now: Progress) -> dict[str, Any]:
        return {
            "video_url": None if now.error else self._link(request, task),
            "error_message": now.error,
            "finished_at": timestamp(now.since),
        }

    def _link(self, request: Request, task: Task) -> str:
        if task.script is Script.EXPIRED_LINK and task.links_given == 0:
            query = self._links.query(task.task_id, lifetime=-60)
        else:
            query = self._links.query(task.task_id)
        self._tasks.count_link(task)
        return f"{request.base_url}clips/{task.task_id}.mp4?{query}"

    # The clips, as a store of files serves them: by link alone.

    async def _clip(self, request: Request) -> Response:
        task_id = request.path_params["task_id"]
        if "authorization" in request.headers:
            # Stores refuse two credentials at once; and the token is not theirs to see.
            return _store_error(400, "InvalidArgument", "Only one way to sign is allowed")
        query = request.query_params
        refusal = self._links.refusal(task_id, query.get("Expires", ""), query.get("Signature", ""))
        if refusal is not None:
            return _store_error(403, "AccessDenied", refusal)
        path = self._tasks.clip_path(task_id)
        if not path.exists():
            return _store_error(404, "NoSuchKey", "There is no such clip")
        return FileResponse(path, media_type="video/mp4")

    # The calls of the demo itself; none of them belongs to the service.

    async def _demo_script(self, request: Request) -> Response:
        if request.method == "POST":
            _need_json(request)
            self._choose(await _script_in(request))
        choices = [{"name": script, "about": about} for script, about in scripts.ABOUT.items()]
        return JSONResponse({"name": self._script, "scripts": choices})

    async def _demo_log(self, request: Request) -> Response:
        return JSONResponse(self._log.entries())

    def _choose(self, script: Script) -> None:
        self._script = script
        self._mixed = 0
        self._refusals_left = scripts.REFUSED_CALLS if script is Script.TOO_MANY_TASKS else 0

    def _check_token(self, request: Request) -> None:
        if self._script is Script.WRONG_TOKEN:
            raise Refusal(401, 401, "unauthorized: invalid api key")
        match self._header_check(request)["authorization"]:
            case "missing":
                raise Refusal(401, 401, "unauthorized")
            case "wrong":
                raise Refusal(401, 401, "invalid api key")

    def _header_check(self, request: Request) -> dict[str, str]:
        """What the headers were like, without the token itself."""
        given = request.headers.get("authorization")
        right = f"Bearer {self._token}".encode()
        if given is None:
            authorization = "missing"
        elif secrets.compare_digest(given.encode("latin-1"), right):
            authorization = "right"
        else:
            authorization = "wrong"
        return {"authorization": authorization, "content_type": _content_type(request)}

    def _in_seconds(self, seconds: float) -> int:
        return max(1, math.ceil(seconds / self._speed))


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise Refusal(413, 413, f"the body is larger than {MAX_BODY} bytes")
    return bytes(body)


async def _script_in(request: Request) -> Script:
    try:
        return Script(json.loads(await _read_body(request))["name"])
    except (ValueError, TypeError, KeyError) as error:
        names = ", ".join(Script)
        raise Refusal(422, 422, f"name: must be one of {names}") from error


def _need_json(request: Request) -> None:
    if _content_type(request) != "application/json":
        raise Refusal(415, 415, "the Content-Type must be application/json")


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _store_error(status: int, code: str, message: str) -> Response:
    text = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Response(text, status, media_type="application/xml")


async def _tell_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return refused(error)


async def _tell_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    content = envelope(None, error.status_code, error.detail.lower())
    return JSONResponse(content, error.status_code, headers=error.headers)


async def _tell_nobody(request: Request, error: Exception) -> Response:
    # The caller left before all of the request was there: it counts as never made.
    return Response(status_code=400)


async def _tell_fault(request: Request, error: Exception) -> Response:
    return JSONResponse(envelope(None, 500, "internal error"), 500)
