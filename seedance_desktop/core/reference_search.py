"""Which references a person means by the few characters typed after an ``@``."""

from .reference_sources import file_name
from .references import Place, token
from .request import VideoRequest
from .spec import REFERENCES, Kind
from .spelling import words_for


def places(request: VideoRequest) -> list[Place]:
    """Every reference, in the order of the form."""
    return [(f.kind, n) for f in REFERENCES for n in range(len(request.urls(f.kind)))]


def matching(query: str, request: VideoRequest, spelling: str) -> list[Place]:
    """The references that ``query`` may mean, those it names by kind or number first.

    It may hold the kind's word in any language that is known, whole or begun, the number, both, or
    a part of the file's name.
    """
    wanted = _plain(query)
    if not wanted:
        return places(request)
    by_word, by_name = [], []
    for kind, position in places(request):
        url = request.urls(kind)[position]
        if any(each.startswith(wanted) for each in _ways(kind, position, spelling)):
            by_word.append((kind, position))
        elif wanted in _plain(file_name(url)):
            by_name.append((kind, position))
    return by_word + by_name


def _ways(kind: Kind, position: int, spelling: str) -> list[str]:
    """How the reference may be called, as typed."""
    number = str(position + 1)
    written = _plain(token(kind, position, spelling)).lstrip("@")
    return [written, number, *(f"{word}{number}" for word in words_for(kind))]


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
