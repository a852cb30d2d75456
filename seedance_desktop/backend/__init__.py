"""The outside world: HTTP, the history store, the keyring, files. Never Qt."""
