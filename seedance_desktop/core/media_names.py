"""Media types in words a designer uses."""

from .spec import Kind

_NAMES = {
    "image/jpeg": "a JPEG image",
    "image/png": "a PNG image",
    "image/webp": "a WebP image",
    "image/bmp": "a BMP image",
    "image/tiff": "a TIFF image",
    "image/gif": "a GIF image",
    "image/avif": "an AVIF image",
    "image/heic": "an HEIC image",
    "image/svg+xml": "an SVG drawing",
    "image/vnd.adobe.photoshop": "a Photoshop file",
    "video/mp4": "an MP4 video",
    "video/quicktime": "a MOV video",
    "video/webm": "a WebM video",
    "video/x-matroska": "an MKV video",
    "video/x-msvideo": "an AVI video",
    "audio/mpeg": "an MP3",
    "audio/wav": "a WAV",
    "audio/flac": "a FLAC",
    "audio/ogg": "an Ogg sound",
    "audio/aac": "an AAC sound",
    "audio/mp4": "an M4A sound",
    "application/vnd.apple.mpegurl": "a playlist",
    "application/pdf": "a PDF",
    "application/zip": "a packed file",
    "application/gzip": "a packed file",
    "application/json": "a JSON message",
    "text/html": "a web page",
    "text/xml": "an XML message",
    "text/plain": "plain text",
    "application/x-empty": "empty",
}

UNKNOWN = "application/octet-stream"
"""What nothing is known of."""

EMPTY = "application/x-empty"


def kind_of(media_type: str) -> Kind | None:
    """Which list a file of this type belongs to, if any."""
    family = media_type.partition("/")[0]
    return Kind(family) if family in list(Kind) else None


def name_of(media_type: str) -> str:
    """With its article: ``a PNG image``, ``a web page``."""
    if named := _NAMES.get(media_type):
        return named
    kind = kind_of(media_type)
    return f"another kind of {kind}" if kind else "something that is not known here"
