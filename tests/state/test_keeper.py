"""Settings and draft reach the disk, whatever comes in between."""

import threading
from pathlib import Path

import pytest

from seedance_desktop.backend.settings import Settings, load_settings
from seedance_desktop.core.errors import StorageTrouble
from seedance_desktop.state import keeper
from seedance_desktop.state.keeper import Autosave, SettingsKeeper
from seedance_desktop.state.notices import Notices
from seedance_desktop.state.tasks import TaskOwner
from seedance_desktop.state.threads import Worker
from tests.support.waiting import until


async def test_what_a_close_cancels_before_it_is_written_is_written_by_its_last_flush(
    tmp_path: Path,
) -> None:
    file, tasks, files = tmp_path / "settings.json", TaskOwner(), Worker("files")
    settings = SettingsKeeper(Settings(), file, files, tasks, Notices())
    slow_disk = threading.Event()
    files.submit(slow_disk.wait)
    settings.set(profile_id="mine")
    await until(lambda: tasks.running("autosave"), "the pause after a change")
    await tasks.close(30)
    slow_disk.set()
    await settings.flush()
    files.close()
    assert load_settings(file)[0].profile_id == "mine"


async def test_what_a_full_disk_did_not_take_is_written_without_another_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeper, "AGAIN_MS", 1)
    tasks, files, notices, tries = TaskOwner(), Worker("files"), Notices(), []
    told: list[int] = []
    notices.changed.connect(lambda: told.append(len(notices.standing)))

    def save(value: str) -> None:
        tries.append(value)
        if len(tries) < 3:
            raise StorageTrouble("No space is left.")

    autosave = Autosave(save, lambda: "words", files, tasks, notices)
    autosave.touch()
    await until(lambda: len(tries) == 3)
    await until(lambda: told == [1, 0], "told once, until it was written")
    await tasks.close(30)
    await autosave.flush()
    files.close()
    assert len(tries) == 3, "written once, and no more"
