"""Reading what a picture, a video or a sound is from a few of its bytes.

Readers are generators: they yield the ``Span`` they want to see next and are sent its bytes, so
that one reader serves a file, a link and a test. Whatever the bytes are, a reader ends, and
raises nothing: what cannot be read stays unknown.
"""
