"""Sheets opened over the window; opened and awaited, never run modally."""
