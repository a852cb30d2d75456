"""The service's answer laid out for reading."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.raw_json import laid_out

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_VALUES = st.recursive(_SCALARS, lambda v: st.lists(v) | st.dictionaries(st.text(), v))


def test_an_answer_is_laid_out_in_lines() -> None:
    raw = '{"code":200,"message":null,"data":{"task_id":"a,b:{c}","credits_cost":12.0,"none":[ ]}}'
    assert laid_out(raw) == (
        "{\n"
        '  "code": 200,\n'
        '  "message": null,\n'
        '  "data": {\n'
        '    "task_id": "a,b:{c}",\n'
        '    "credits_cost": 12.0,\n'
        '    "none": []\n'
        "  }\n"
        "}"
    )


@given(st.dictionaries(st.text(), _VALUES) | st.lists(_VALUES))
def test_it_says_the_same(value: object) -> None:
    raw = json.dumps(value, ensure_ascii=False)
    assert json.loads(laid_out(raw)) == json.loads(raw)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ('{"a": 1, "a": 2}', ['"a": 1', '"a": 2']),
        ('{"message": "cut in the mid', ['"message": "cut in the mid']),
        ('{"odd": 1e999, not json at all', ["1e999", "not json at all"]),
        ('{"quote": "she said \\"so\\" }"}', ['"she said \\"so\\" }"']),
    ],
)
def test_what_is_odd_stays_to_be_seen(raw: str, kept: list[str]) -> None:
    shown = laid_out(raw)
    assert all(part in shown for part in kept)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    solid = "".join(text.split())
    assert "".join(laid_out(text).split()) == solid


@pytest.mark.parametrize("raw", ["[" * 50_000, '{"a":' * 50_000, "[" * 50_000 + "]" * 50_000])
def test_brackets_without_end_make_no_text_without_end(raw: str) -> None:
    shown = laid_out(raw)
    assert "".join(shown.split()) == raw
    assert len(shown) < 100 * len(raw)


def test_a_page_of_html_comes_back_as_it_is() -> None:
    page = "<html>\n  <body>502, [try] again</body>\n</html>"
    assert laid_out(page) is page
