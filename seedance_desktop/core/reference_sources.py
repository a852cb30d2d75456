"""What a drag or the clipboard holds: the links in it, and which kind of reference each is.

Everything here comes from other programs, so nothing is trusted: texts are cut to a length, tags
are looked for without a parser that could be kept busy, and no name is followed.
"""

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from . import media_names
from .spec import Kind
from .urls import MAX_URL_LENGTH, RefusedUrl, check_url, legible

MAX_TEXT = 1_000_000
"""Characters of a text or a page that are looked through."""
MAX_LINKS = 2_000
"""Links that are taken from one drag; the others are counted."""
MAX_LOOKS = 200
"""Of these, so many whose file or content has to be read, or of a page, whose place on it."""

_TAG = 10_000
"""Characters of a tag that are looked through; only a picture written into it is longer."""
_ENDINGS = {
    Kind.IMAGE: {"jpg", "jpeg", "jfif", "png", "webp", "bmp", "tif", "tiff", "gif", "avif", "heic"},
    Kind.VIDEO: {"mp4", "m4v", "mov", "webm", "mkv", "avi", "mpg", "mpeg"},
    Kind.AUDIO: {"mp3", "wav", "m4a", "aac", "ogg", "oga", "opus", "flac", "wma", "aif", "aiff"},
}
"""More than the model takes: a link is told apart by them, not judged."""
LINK_FILES = frozenset({"url", "webloc", "desktop"})
"""Endings of files that hold nothing but a link."""

_URL = re.compile(r"(?:https?|file)://[^\s<>\"'“”‘’「」《》]+", re.IGNORECASE)
_AFTER = ".,;:!?。,、;:!?)"
_IMG = re.compile(r"<img\s", re.IGNORECASE)
_SRC = re.compile(r"""\ssrc\s*=\s*(?:"([^"]*)|'([^']*)|([^\s>"']+))""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a drag or the clipboard holds, in plain values; each may be empty."""

    urls: tuple[str, ...] = ()
    """Its list of URLs, as file managers and browsers give it."""
    titled_url: str = ""
    """A browser's URL with its title in the next line."""
    html: str = ""
    text: str = ""
    picture: bool = False
    """It holds the pixels of a picture."""
    clips: tuple[int, ...] = ()
    """Ids of generations dragged from the history."""

    @property
    def only_text(self) -> bool:
        """Whether it is text somebody wrote or copied, maybe with links in it."""
        return bool(self.text) and not (self.urls or self.titled_url or self.clips)

    @property
    def only_words(self) -> bool:
        """Whether it is text with more in it than links: one for an editor.

        Links alone, as an address bar or a sheet gives them, say nothing in a prompt.
        """
        links = self.text.split()
        return self.only_text and not (links and all(map(_URL.fullmatch, links)))


@dataclass(frozen=True, slots=True)
class Found:
    """The links of a drag."""

    links: tuple[str, ...] = ()
    """Public links, and files of this computer as ``file:`` URLs."""
    link_files: tuple[str, ...] = ()
    """``file:`` URLs of files that hold a link, and are to be read first."""
    refused: tuple[RefusedUrl, ...] = ()
    pictures: frozenset[str] = frozenset()
    """Those of the links that a page shows as pictures, whatever their words say or leave out."""
    beyond: int = 0
    """How many links there are more than are taken at once."""


def find_links(carried: Carried) -> Found:
    """Every link in ``carried``, each in the most telling form it has there.

    Clips of the history come without: their files are for other programs.
    """
    if carried.clips:
        return Found()
    links, link_files, refused = [], [], []
    candidates, pictures, beyond = _candidates(carried)
    for candidate in candidates:
        if is_local(candidate) and (parts := _split(candidate)) is not None:
            if _ending(parts.path) in LINK_FILES:
                link_files.append(candidate)
            elif kind_of(candidate) is None:
                refused.append(RefusedUrl(candidate, _wrong_file(candidate)))
            else:
                links.append(candidate)
            continue
        checked = check_url(candidate)
        if isinstance(checked, RefusedUrl):
            refused.append(checked)
        else:
            links.append(checked)
    if not (links or link_files or refused):
        refused.append(RefusedUrl("", _nothing(carried)))
    beyond += max(0, len(link_files) - MAX_LOOKS)
    files = tuple(link_files[:MAX_LOOKS])
    return Found(tuple(links), files, tuple(refused), pictures, beyond)


def kind_of(url: str) -> Kind | None:
    """The kind of reference a link's own words name; None where they name none.

    The path's ending counts first, then what its query says of type or file name, as links of
    storage services do.
    """
    parts = _split(url)
    if parts is None:
        return None
    by_path = _kind_of_ending(_ending(parts.path))
    if by_path is not None or parts.scheme == "file":
        return by_path
    for name, value in parse_qsl(parts.query[:MAX_URL_LENGTH]):
        kind = _kind_of_parameter(name.lower(), value)
        if kind is not None:
            return kind
    return None


def urls_in_text(text: str) -> tuple[list[str], int]:
    """The links in a text, without the punctuation after them; how many more than are taken."""
    found: list[str] = []
    matches = _URL.finditer(text[:MAX_TEXT])
    for match in islice(matches, MAX_LINKS):
        url = match[0].rstrip(_AFTER)
        # A bracket that was opened inside belongs to the link.
        if url.count("(") > url.count(")") and match[0][len(url) : len(url) + 1] == ")":
            url += ")"
        found.append(url)
    return found, sum(1 for _ in matches)


def pictures_in_html(page: str) -> tuple[list[str], int]:
    """Where the pictures of a piece of a page are; how many more there are than are taken."""
    from html import unescape

    page = page[:MAX_TEXT]
    found: list[str] = []
    tags = _IMG.finditer(page)
    for tag in islice(tags, MAX_LOOKS):
        at = tag.end() - 1
        end = page.find(">", at, at + _TAG)
        source = _SRC.search(page, at, end if end >= 0 else at + _TAG)
        if source is not None:
            found.append(unescape(source[1] or source[2] or source[3] or "").strip())
    return [url for url in found if url], sum(1 for _ in tags)


def file_name(url: str) -> str:
    """The last part of a link's path as a person writes it; the host where there is none."""
    parts = _split(url)
    if parts is None:
        return legible(url)
    name = unquote(parts.path.rstrip("/").rpartition("/")[2])
    return legible(name or parts.netloc or url)


def is_local(url: str) -> bool:
    """Whether the link is a file of this computer."""
    return url[:5].lower() == "file:"


def _candidates(carried: Carried) -> tuple[list[str], frozenset[str], int]:
    """The pictures of a page before the link around them, URLs before text; which are pictures,
    and how many candidates there are more.
    """
    urls = list(carried.urls) or [carried.titled_url.partition("\n")[0].strip()]
    urls = [url for url in urls if url]
    urls, beyond = urls[:MAX_LINKS], max(0, len(urls) - MAX_LINKS)
    on_page, more_on_page = pictures_in_html(carried.html)
    pictures = [url for url in on_page if ":" in url]
    told = any(is_local(url) or kind_of(url) is not None for url in urls)
    if pictures and not told:
        return list(dict.fromkeys(pictures)), frozenset(pictures), more_on_page
    if not urls:
        urls, beyond = urls_in_text(carried.text)
    return urls, frozenset(pictures), beyond


def _nothing(carried: Carried) -> str:
    if carried.picture:
        return (
            "A picture without a link cannot be used: the service fetches references itself. "
            "Copy the address of the picture instead."
        )
    return "There is no link in it. A reference is a public link that begins with https://."


def _wrong_file(url: str) -> str:
    name = file_name(url)
    if urlsplit(url).path.endswith("/") or "." not in name:
        return f"“{name}” is not an image, video or audio file. Drop the files themselves."
    return f"“{name}” is not an image, video or audio file."


def _kind_of_parameter(name: str, value: str) -> Kind | None:
    if name in {"format", "fm", "ext", "extension"}:
        return _kind_of_ending(value.lower())
    if "content-type" in name or name in {"rsct", "mime", "type"}:
        return media_names.kind_of(value.strip().lower())
    return _kind_of_ending(_ending(value.strip("\"' ")))


def _kind_of_ending(ending: str) -> Kind | None:
    return next((kind for kind, endings in _ENDINGS.items() if ending in endings), None)


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    stem, dot, ending = unquote(name).rpartition(".")
    return ending.lower() if dot and stem else ""


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
