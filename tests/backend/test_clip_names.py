from __future__ import annotations

import unicodedata
from datetime import datetime
from pathlib import PureWindowsPath

from hypothesis import example, given
from hypothesis import strategies as st

from seedance_desktop.backend.clip_files import MAX_NAME, file_name

DAY = datetime(2026, 11, 23, 9, 30)


@given(st.text(), st.integers(0) | st.text(), st.text(max_size=20))
@example("CON", "../../etc/passwd", "mp4")
@example("a" * 500, 7, "mp4")
@example("狐狸" * 100, 10**40, "mp4")
@example("a\u202efdp.exe\0\n", 7, "mp4 ")
def test_any_name_is_legal_everywhere(prompt: str, id: int | str, ext: str) -> None:
    name = file_name(DAY, prompt, id, ext)
    assert name.startswith("2026-11-23 ")
    assert len(name.encode()) <= MAX_NAME
    assert not set(name) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in name)
    assert name == name.strip(" .") and "  " not in name
    assert PureWindowsPath(name).name == name
    assert PureWindowsPath(name).suffix.isascii()


def test_a_name_is_made_of_date_prompt_and_id() -> None:
    assert file_name(DAY, "A fox: in snow?", 42, "mp4") == "2026-11-23 A fox in snow 42.mp4"
    assert file_name(DAY, "雪地里的狐狸", 42, "mp4") == "2026-11-23 雪地里的狐狸 42.mp4"
    assert file_name(DAY, " \u200b ", 42, "") == "2026-11-23 42.mp4"


def test_a_long_prompt_ends_with_a_whole_word() -> None:
    name = file_name(DAY, "wonderful " * 50, 42, "mp4")
    assert name.endswith(" wonderful 42.mp4")
