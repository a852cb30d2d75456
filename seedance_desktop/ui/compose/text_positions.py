"""Places in a text: a text document counts UTF-16 units, Python counts characters."""


def units(text: str) -> int:
    """The length of ``text`` as a text document counts it."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def characters(text: str, position: int) -> int:
    """How many characters of ``text`` stand before the document's ``position``."""
    if text.isascii():
        return min(position, len(text))
    head = text.encode("utf-16-le", "surrogatepass")[: 2 * position]
    return len(head.decode("utf-16-le", "surrogatepass"))
