"""The whole job as a person with a screen reader does it, the app killed in the middle of it."""

import json
import re
import signal
from pathlib import Path

from tests.support.media import png
from tests.support.server import Server, files
from tests.support.simulator import Simulator
from tests.support.window import Eyes, Window

TOKEN = "sk-e2e-5f3a9c71d2"
PROMPT = "A paper boat crosses a puddle at dusk"


def where_the_token_is(folder: Path, pid: int | None = None) -> list[str]:
    """Every file and every part of the process table that shows it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    if pid is not None:
        files += [Path(f"/proc/{pid}/{name}") for name in ("environ", "cmdline", "comm")]
    return [str(path) for path in files if TOKEN.encode() in path.read_bytes()]


def compose(window: Window, image: str) -> None:
    """Set every parameter, and be held to the rules on the way."""
    window.until(lambda: "prompt" in window.items("problemList")[0])
    assert not window.ask("is_on", "generateButton", "enabled")
    window.enter("promptEdit", PROMPT)
    window.until(lambda: window.ask("is_on", "generateButton", "enabled"))
    window.choose("mode_omni_reference")
    window.choose("model_seedance_2_0_fast")
    window.choose("ratio_9_16")
    assert window.ask("limits", "durationSlider") == [4, 15]
    window.set_value("durationSlider", 6)
    window.until(lambda: window.ask("value", "durationSpin") == 6)
    window.press("addImage")
    window.enter("referenceUrlEdit", image)
    window.press("referenceUrlAdd")
    window.until(lambda: image in window.items("imageList")[0])
    assert "unknown" in window.ask("name_of", "costLabel")


def store_token(window: Window) -> None:
    """Give the token to the system's keyring."""
    window.press("tokenButton")
    window.until(lambda: window.ask("is_password", "tokenEdit"))
    window.enter("tokenEdit", f"  Bearer {TOKEN} ")
    window.press("tokenSave")
    window.until(lambda: not window.ask("is_there", "tokenEdit"))


def test_from_the_token_to_the_clip_with_a_kill_between(eyes: Eyes, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with (
        Server() as pictures,
        Simulator.start("stuck", token=TOKEN, state_dir=tmp_path / "service") as simulator,
    ):
        pictures.say(files(png(640, 360), "image/png"))
        image = f"{pictures.url}/boat.png"
        options = ("--base-url", simulator.base_url)
        with Window(eyes, folder, *options) as window:
            store_token(window)
            compose(window, image)
            window.press("generateButton")
            row = window.row("running", PROMPT)
            (post,) = simulator.log()
            assert "60" in row and re.search(r"[0-9a-f]{32}", row), row
            assert post.request == {
                "prompt": PROMPT,
                "model": "seedance_2_0_fast",
                "function_mode": "omni_reference",
                "ratio": "9:16",
                "duration": 6,
                "image_urls": [image],
                "audio_urls": [],
                "video_urls": [],
            }
            assert post.headers["authorization"] == "right"
            assert not any("authorization" in seen.headers for seen in pictures.requests)
            assert not where_the_token_is(folder, window.process.pid)
            assert window.end(signal.SIGKILL) == -signal.SIGKILL
        port = simulator.port
    assert port is not None
    let_it_end(tmp_path / "service")
    with (
        Simulator.start(
            token=TOKEN, port=port, state_dir=tmp_path / "service", log=tmp_path / "log"
        ) as simulator,
        Window(eyes, folder, *options) as window,
    ):
        row = window.row("done", PROMPT)
        window.until(lambda: [*(folder / "clips").glob("*.mp4")])
        assert "60" in row and re.search(r"[0-9a-f]{32}", row), row
        # The draft is there again, the paid request was not sent again.
        assert PROMPT in window.ask("content", "promptEdit")
        assert not simulator.log()
        assert not where_the_token_is(folder, window.process.pid)
        assert window.end() == 0
        assert not where_the_token_is(folder)


def let_it_end(service: Path) -> None:
    """The task that never ends does, once the service has started again."""
    (record,) = (service / "tasks").glob("*.json")
    task = json.loads(record.read_text())
    task["script"], task["timing"]["ends_after"] = "fast", 0.0
    record.write_text(json.dumps(task))


def test_the_demo_from_start_to_clip_and_to_a_refusal(eyes: Eyes, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Window(eyes, folder, "--demo") as window:
        window.enter("promptEdit", PROMPT)
        window.set_value("durationSlider", 4)
        window.press("generateButton")
        window.row("done", PROMPT)
        window.until(lambda: [*(folder / "clips").glob("*.mp4")])
        window.behave("m", "moderated")
        window.press("generateButton")
        row = window.row("failed", PROMPT)
        assert "content policy" in row
        assert window.end() == 0
