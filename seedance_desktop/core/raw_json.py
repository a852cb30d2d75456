"""Showing an answer as it came: laid out for reading, not a character of it changed."""

_OPEN, _CLOSE = "{[", "}]"
_MARKS = _OPEN + _CLOSE + ",:"
_STEP = "  "
_MOST_STEPS = 30
"""A line is set in no further: brackets without end would make of an answer a text of gigabytes."""


def laid_out(text: str) -> str:
    """``text`` with line breaks and indents as JSON has them.

    It is never parsed: doubled keys, odd numbers and an answer cut in the middle stay to be seen.
    What does not begin like JSON comes back as it is.
    """
    if not text.lstrip().startswith(tuple(_OPEN)):
        return text
    out: list[str] = []
    depth = 0
    at = 0
    while at < len(text):
        end = _end_of_token(text, at)
        token, at = text[at:end], end
        if token in _OPEN:
            closing = _next_solid(text, at)
            if text[closing : closing + 1] and text[closing] in _CLOSE:
                out.append(token + text[closing])
                at = closing + 1
                continue
            depth += 1
            out.append(f"{token}{_line(depth)}")
        elif token in _CLOSE:
            depth = max(0, depth - 1)
            out.append(f"{_line(depth)}{token}")
        elif token == ",":
            out.append(f",{_line(depth)}")
        elif token == ":":
            out.append(": ")
        else:
            out.append(token.strip())
    return "".join(out)


def _line(depth: int) -> str:
    return "\n" + _STEP * min(depth, _MOST_STEPS)


def _end_of_token(text: str, start: int) -> int:
    """Where the mark, the string, or whatever else begins at ``start`` ends."""
    if text[start] == '"':
        end = start + 1
        while end < len(text) and text[end] != '"':
            end += 2 if text[end] == "\\" else 1
        return min(end + 1, len(text))
    end = start + 1
    if text[start] not in _MARKS:
        while end < len(text) and text[end] not in _MARKS and text[end] != '"':
            end += 1
    return end


def _next_solid(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start
