"""The view of what was spent."""
