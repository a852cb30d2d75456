"""The queue: what is sent, what waits, and its order."""
