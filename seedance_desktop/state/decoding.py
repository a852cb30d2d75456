"""Why a clip cannot be played, in words; what the player and the poster maker share.

Qt's player tells three kinds of trouble apart from one another badly: a file it cannot open, a
file that is no video or is cut, and a video in a form it has no decoder for (AV1), where it
reports no error at all and is at the end at once, without a frame.
"""

from typing import TYPE_CHECKING

from ..core.errors import ClipUndecodable

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaPlayer

FIRST_FRAME_LIMIT_MS = 15_000
"""A first frame usually takes 3 to 70 ms; this is for a machine that is very busy."""

_KEPT = "The file is kept: open it in another player."
_GONE = "The file is not where it was saved, or cannot be read. If it was moved, put it back."


def no_frame() -> ClipUndecodable:
    """The clip came to its end, or the time limit passed, without one frame."""
    return ClipUndecodable(f"It has no picture in a form that this computer can show. {_KEPT}")


def trouble_for(error: "QMediaPlayer.Error") -> ClipUndecodable:
    """What the player's ``error`` means. Its own text names internals, so it is not shown."""
    if error.name in ("ResourceError", "AccessDeniedError"):
        return ClipUndecodable(_GONE)
    return ClipUndecodable(f"The file is damaged, was cut off, or is no video. {_KEPT}")
