"""The compose pane: the request being written."""
