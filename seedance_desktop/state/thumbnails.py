"""Small pictures of references, fetched, decoded and scaled off the GUI thread."""

from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ..backend.small_files import SmallFiles, drop
from ..core.errors import UserError
from ..core.spec import Kind
from .keeper import SettingsKeeper
from .lru import Lru
from .own_files import own_file
from .small_pictures import read_small, save_small
from .tasks import TaskOwner
from .threads import Worker

MEMORY = 32 * 1024 * 1024
"""Bytes of pixels held."""
DISK = 64 * 1024 * 1024
"""Bytes of pictures kept, so that a link is not fetched again at the next start."""
AT_ONCE = 3
"""Pictures on their way at a time."""

FOLDER = "references"
"""Where they are kept in the cache."""

_GROUP = "thumbnails"
_FILMS = frozenset(("video/mp4", "video/quicktime", "video/webm", "video/x-matroska"))
"""Nothing else is given to the decoder: a playlist would have it open what it names."""

_Key = tuple[Kind, str]


class Thumbnails(QObject):
    """Pictures by kind and URL, from memory, from the disk, or from where the link leads.

    While links are not to be looked at nothing is fetched: files of this computer and what was
    kept are shown all the same.
    """

    ready = Signal(str)
    """The picture of this URL is here, or is known not to be had."""

    def __init__(
        self,
        tasks: TaskOwner,
        settings: SettingsKeeper,
        cache: Path,
        allow_private: Callable[[], bool],
        make_poster: Callable[[Path, Path], Awaitable[None]],
        parent: QObject | None = None,
    ) -> None:
        """``make_poster`` writes the first frame of a film, at one path, as a JPEG to another."""
        super().__init__(parent)
        self._tasks = tasks
        self._settings = settings
        self._files = SmallFiles(cache / FOLDER, DISK)
        self._allow_private = allow_private
        self._make_poster = make_poster
        self._worker = Worker(_GROUP)
        # Of its own: what comes in need not wait for a picture to be decoded.
        self._disk = Worker("thumbnail files")
        self._started = False
        self._pictures: Lru[_Key, QImage] = Lru(MEMORY, _bytes)
        self._wanted: deque[_Key] = deque()
        self._asked: set[_Key] = set()
        self._failed: set[_Key] = set()
        settings.changed.connect(self._on_settings_changed)

    def start(self) -> None:
        """Begin with what was asked for; call it once the window is painted."""
        self._started = True
        self._begin()

    def picture(self, kind: Kind, url: str) -> QImage | None:
        """The picture of a reference; a null one where none is to be had.

        None while it is not here yet: it is being loaded then, and ``ready`` tells.
        """
        key = (kind, url)
        if kind is Kind.AUDIO or key in self._failed:
            return QImage()
        picture = self._pictures.get(key)
        if picture is None:
            self._want(key)
        return picture

    def try_again(self, url: str) -> None:
        """Load what could not be had of ``url``, when next asked for it."""
        failed = {key for key in self._failed if key[1] == url}
        if failed:
            self._failed -= failed
            self.ready.emit(url)

    def close(self) -> None:
        """Finish what is being read, then end the thread."""
        self._wanted.clear()
        self._worker.close()
        self._disk.close()

    def _want(self, key: _Key) -> None:
        if key in self._asked:
            return
        self._asked.add(key)
        self._wanted.append(key)
        self._begin()

    def _begin(self) -> None:
        places = AT_ONCE - len(self._tasks.running(_GROUP)) if self._started else 0
        for _ in range(min(places, len(self._wanted))):
            self._tasks.start(self._load_wanted(), _GROUP, group=_GROUP)

    async def _load_wanted(self) -> None:
        while self._wanted:
            key = self._wanted.popleft()
            picture = QImage()
            try:
                picture = await self._load(*key)
            except UserError:
                pass  # the check of the link tells why
            finally:
                self._asked.discard(key)
            if picture.isNull():
                self._failed.add(key)
            else:
                self._pictures.put(key, picture)
            self.ready.emit(key[1])

    async def _load(self, kind: Kind, url: str) -> QImage:
        """The picture; a null one where none is to be had. Raises ``UserError`` for that too."""
        local = own_file(url)
        if local is not None:
            return await self._picture_of(kind, local)
        place = await self._disk.run(self._files.place, f"{kind} {url}")
        if await self._disk.run(self._files.used, place):
            return await self._worker.run(read_small, place)
        if not self._settings.value.check_links:
            return QImage()
        await self._disk.run(_load)
        from ..backend.reference_fetch import fetch_reference
        from ..core.reference_limits import LIMITS

        fetched = await self._disk.run(self._files.passing)
        try:
            await fetch_reference(
                url,
                fetched,
                run=self._disk.run,
                wanted=LIMITS[kind].formats if kind is Kind.IMAGE else _FILMS,
                max_bytes=LIMITS[kind].below_bytes,
                allow_private=self._allow_private(),
            )
            picture = await self._picture_of(kind, fetched)
            if not picture.isNull():
                await self._worker.run(self._keep, picture, place)
        finally:
            self._disk.submit(drop, fetched)
        return picture

    async def _picture_of(self, kind: Kind, file: Path) -> QImage:
        if kind is Kind.IMAGE:
            return await self._worker.run(read_small, file)
        if not await self._disk.run(is_film, file):
            return QImage()
        poster = await self._disk.run(self._files.passing)
        try:
            await self._make_poster(file, poster)
            return await self._worker.run(read_small, poster)
        finally:
            self._disk.submit(drop, poster)

    def _keep(self, picture: QImage, place: Path) -> None:
        written = self._files.passing()
        if save_small(picture, written):
            self._files.keep(written, place)

    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if "check_links" in names and self._settings.value.check_links:
            for url in {url for _, url in self._failed}:
                self.try_again(url)


def _load() -> None:
    from ..backend.preflight import load

    load()


def is_film(file: Path) -> bool:
    """Whether a file may be given to the decoder of films."""
    from ..backend.media.sniffing import media_type_of

    try:
        with file.open("rb") as opened:
            return media_type_of(opened.read(64)) in _FILMS
    except OSError:
        return False


def _bytes(picture: QImage) -> int:
    return picture.sizeInBytes()
