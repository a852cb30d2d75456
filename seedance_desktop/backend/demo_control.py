"""Tells the service on this machine which script to follow; no other service has such a call."""

import msgspec

from ..core.errors import UserError

_TIME = 10.0
"""Seconds for the whole of it."""


async def set_script(base_url: str, name: str) -> None:
    """Choose the demo's script by its name.

    Raises:
        UserError: the demo's service did not take it.
    """
    # Only the demo needs it, and only once its menu is used.
    from .transport import TimeLimits, exchange, make_client, tls_context

    # No proxy may stand between this machine and itself.
    client = make_client(tls_context(), TimeLimits(), trust_env=False, keep_alive=False)
    async with client:
        answer = await exchange(
            client,
            "POST",
            f"{base_url.removesuffix('/api')}/demo/script",
            headers={"Content-Type": "application/json"},
            content=msgspec.json.encode({"name": name}),
            deadline=_TIME,
        )
    if answer.status != 200:
        raise UserError("The demo's service did not take the change. Start the demo again.")
