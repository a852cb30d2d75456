"""The demo's menu reaches the service on this machine, and no one else."""

from __future__ import annotations

import pytest

from seedance_desktop.backend.demo_control import set_script
from seedance_desktop.core.errors import UserError
from tests.support.server import Server, reply, then_cut


async def test_the_script_is_chosen_by_its_name(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.say(reply(200, b"{}"))
    await set_script(f"{server.url}/api", "slow")
    (asked,) = server.posts
    assert (asked.target, asked.json) == ("/demo/script", {"name": "slow"})
    assert asked.headers["content-type"] == "application/json"


@pytest.mark.parametrize("answer", [reply(422), reply(302, b"", {"Location": "/"}), then_cut()])
async def test_a_service_that_does_not_take_it_is_told(server: Server, answer: object) -> None:
    server.say(answer)
    with pytest.raises(UserError, match="Start the demo again"):
        await set_script(f"{server.url}/api", "slow")
