"""Seedance Desktop: a desktop window for a hosted Seedance 2.0 video service."""

__version__ = "0.1.0"
