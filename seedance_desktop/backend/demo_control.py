"""Tells the service on this machine which script to follow; no other service has such a call."""

from ..core.errors import UserError


async def set_script(base_url: str, name: str) -> None:
    """Choose the demo's script by its name.

    Raises:
        UserError: the demo's service did not take it.
    """
    # Only the demo needs it, and only once its menu is used.
    import httpx

    url = f"{base_url.removesuffix('/api')}/demo/script"
    try:
        # No proxy may stand between this machine and itself.
        async with httpx.AsyncClient(trust_env=False, timeout=10.0) as client:
            answer = await client.post(url, json={"name": name})
            answer.raise_for_status()
    except httpx.HTTPError as error:
        raise UserError("The demo's service did not take the change. Start the demo again.") from (
            error
        )
