"""Where the app keeps what: one value, made once at the start."""

from dataclasses import dataclass
from pathlib import Path

from .files import storage_trouble

APP = "seedance-desktop"
CLIPS_FOLDER = "Seedance"
DEMO_FOLDER = "demo"
ACCOUNT_FOLDER = "account"
SERVICE_FOLDER = "service"
"""What the demo's service keeps; it also tells that a folder is the demo's."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The places of one set of data. ``clips_folder`` may lie elsewhere."""

    data_dir: Path
    clips_folder: Path | None = None

    @property
    def history(self) -> Path:
        """The database of generations."""
        return self.data_dir / "history.sqlite3"

    @property
    def ledger(self) -> Path:
        """One line for each send and each answer."""
        return self.data_dir / "ledger.jsonl"

    @property
    def settings(self) -> Path:
        """What the person chose."""
        return self.data_dir / "settings.json"

    @property
    def draft(self) -> Path:
        """The request being written."""
        return self.data_dir / "draft.json"

    @property
    def presets(self) -> Path:
        """Folder of presets."""
        return self.data_dir / "presets"

    @property
    def clips(self) -> Path:
        """Folder of finished clips."""
        return self.clips_folder or self.data_dir / "clips"

    @property
    def logs(self) -> Path:
        """Folder of logs."""
        return self.data_dir / "logs"

    @property
    def cache(self) -> Path:
        """Folder of posters; all in it can be made again."""
        return self.data_dir / "cache"

    @property
    def service(self) -> Path:
        """Folder of the demo's service."""
        return self.data_dir / SERVICE_FOLDER

    @property
    def lock(self) -> Path:
        """The file whose lock keeps a second instance out."""
        return self.data_dir / "lock"

    def ensure(self) -> None:
        """Create the app's own folders, open to their owner only.

        Raises:
            StorageTrouble: one could not be created.
        """
        for folder in (self.data_dir, self.presets, self.logs, self.cache):
            _make(folder)

    def ensure_service(self) -> None:
        """Create the demo's folder, before any other of its files.

        Raises:
            StorageTrouble: it could not be created.
        """
        _make(self.service)


def default_paths(demo: bool = False) -> Paths:
    """The system's own folders, clips among the person's videos; the demo's all in one place."""
    import platformdirs

    data_dir = platformdirs.user_data_path(APP, appauthor=False)
    if demo:
        return Paths(data_dir / DEMO_FOLDER)
    return Paths(data_dir, platformdirs.user_videos_path() / CLIPS_FOLDER)


def paths_in(folder: Path, demo: bool = False) -> Paths:
    """Everything under ``folder``.

    Demo and account never share data: the folder is whose data came first, and the other's lies in
    a folder of its own there.
    """
    data_dir = folder.absolute()
    is_demos = (data_dir / SERVICE_FOLDER).is_dir()
    if demo and not is_demos and (data_dir / "history.sqlite3").exists():
        return Paths(data_dir / DEMO_FOLDER)
    if is_demos and not demo:
        return Paths(data_dir / ACCOUNT_FOLDER)
    return Paths(data_dir)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise storage_trouble(folder, error) from error
