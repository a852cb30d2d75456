"""What happens on a disk that is really full: ``python -m tests.support.small_disk FOLDER``.

FOLDER is on a disk of a few hundred kilobytes. Linux.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from seedance_desktop.backend.settings import Settings, load_settings, save_settings
from seedance_desktop.core.errors import AnswerNotWritten, AnswerOnlyInLedger, StorageTrouble
from seedance_desktop.core.generation import State
from tests.support.stores import add, add_in, opened

BIG = "x" * 100_000


def _fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


def _told(trouble: StorageTrouble) -> None:
    assert "the disk is full" in trouble.text, trouble.text


def main(folder: Path) -> None:
    """Fill the disk, try everything, free it, try again."""
    settings, filler = folder / "settings.json", folder / "filler"
    save_settings(settings, Settings(volume=0.25))
    with opened(folder) as store:
        sending = add_in(store, State.SENDING)
        waiting = add(store)
        _fill(filler)
        try:
            add(store, BIG)
        except StorageTrouble as trouble:
            _told(trouble)
        else:
            raise AssertionError("a row was told that is not on the disk")
        try:
            save_settings(settings, Settings(save_folder="x" * 4000))
        except StorageTrouble as trouble:
            _told(trouble)
        else:
            raise AssertionError("settings were told to be saved")
        try:
            store.record_answer(sending.id, State.RUNNING, task_id="t", raw_answer=BIG)
        except (AnswerNotWritten, AnswerOnlyInLedger) as trouble:
            _told(trouble)
        else:
            raise AssertionError("an answer was told that is not on the disk")
        filler.unlink()
        answered = store.record_answer(sending.id, State.RUNNING, task_id="t", raw_answer=BIG)
        assert answered.raw_answer == BIG
    assert load_settings(settings) == (Settings(volume=0.25), None)
    with opened(folder) as store:
        assert store.get([sending.id, waiting.id]) == [answered, waiting]
    print("all of it held")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
