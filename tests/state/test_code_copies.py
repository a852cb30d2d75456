"""The copied code really sends: the program and the command are run against a real server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.code_copies import curl_of, python_of
from tests.support.models import running_model
from tests.support.server import Server, json_reply

REQUEST = VideoRequest(
    'it\'s a "bottle" $HOME `x` \\ !! 雨\nsecond line \ud83d',
    duration=9,
    image_urls=("https://a.b/c?d=e&f='g'",),
)
SENT = REQUEST.with_value("prompt", REQUEST.prompt.replace("\ud83d", "?"))


def environment() -> dict[str, str]:
    return {**os.environ, "SEEDANCE_TOKEN": "s3cret token", "NO_PROXY": "*"}


def check(server: Server) -> None:
    (post,) = server.posts
    assert VideoRequest.from_plain(post.json) == SENT
    assert set(post.json) == set(SENT.to_plain())
    headers = {name.lower(): value for name, value in post.headers.items()}
    assert headers["authorization"] == "Bearer s3cret token"
    assert post.target == "/api/v1/video/seedance-2"


def test_the_program_sends_the_request_once() -> None:
    with Server() as server:
        server.say(json_reply({"code": 200}))
        code = python_of(REQUEST, f"{server.url}/api")
        assert "s3cret" not in code
        subprocess.run([sys.executable, "-c", code], env=environment(), check=True, timeout=300)
        check(server)


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl on this machine")
def test_the_command_sends_the_request_once() -> None:
    with Server() as server:
        server.say(json_reply({"code": 200}))
        command = curl_of(REQUEST, f"{server.url}/api")
        assert "s3cret" not in command
        subprocess.run(["sh", "-c", command], env=environment(), check=True, timeout=300)
        check(server)


async def test_code_has_no_escapes_in_it_and_says_what_is_not_chosen_yet(tmp_path: Path) -> None:
    async with running_model(tmp_path, "http://127.0.0.1:9/api", token=None) as model:
        for copy in (model.preset_desk.copy_curl, model.preset_desk.copy_python):
            model.draft.set("prompt", "a \\{raw\\} boat at {{when=dawn}}")
            copy()
            assert "a {raw} boat at dawn" in QGuiApplication.clipboard().text()
            assert "still holds" not in model.notices.standing[-1].message
            model.draft.set("prompt", "a boat at {dawn|noon}")
            copy()
            assert "still holds {dawn|noon}" in model.notices.standing[-1].message
