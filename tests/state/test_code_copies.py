"""The copied code really sends: the program and the command are run against a real server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.code_copies import curl_of, python_of
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
