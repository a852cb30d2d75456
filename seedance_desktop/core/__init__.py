"""Values and rules. Pure: no I/O, no asyncio, no Qt, no third-party package."""
