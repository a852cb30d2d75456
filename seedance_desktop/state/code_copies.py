"""A request as text to copy: as it would be sent to the service, without the token."""

from ..backend import wire
from ..backend.history_sql import storable_request
from ..core import code_export
from ..core.request import VideoRequest


def curl_of(request: VideoRequest, base_url: str) -> str:
    """A cURL command for a POSIX shell; ``request`` is taken as sent."""
    return code_export.as_curl(wire.create_url(base_url), _body(request))


def python_of(request: VideoRequest, base_url: str) -> str:
    """A Python program with httpx; ``request`` is taken as sent."""
    return code_export.as_python(wire.create_url(base_url), _body(request))


def _body(request: VideoRequest) -> str:
    return wire.body_text(wire.request_body(storable_request(request)))
