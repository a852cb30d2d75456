"""A request as code: whatever its prompt holds, the code sends just that, and no token is in it."""

from __future__ import annotations

import ast
import json
import shlex

from hypothesis import example, given
from hypothesis import strategies as st

from seedance_desktop.core.code_export import as_curl, as_python
from seedance_desktop.core.request_import import read_text

URL = "https://api.example.com/a'b/v1/video/seedance-2"
prompts = st.text(st.characters(exclude_categories=["Cs"]))


def body_of(prompt: str) -> str:
    return json.dumps({"prompt": prompt, "duration": 5, "image_urls": ["https://a.b/c?d=e&f"]})


@given(prompts)
@example("it's \"quoted\" $(rm -rf ~) `x` !! \\ \\' %s {braces} ${HOME}\n'''\n\"\"\"")
@example("雨の街 🛶 \u2028\x00\x1b")
def test_a_curl_line_sends_the_request_whatever_its_prompt(prompt: str) -> None:
    body = body_of(prompt)
    line = as_curl(URL, body)
    words = shlex.split(line)
    assert words[0] == "curl"
    assert URL in words
    assert json.loads(words[words.index("--data-raw") + 1]) == json.loads(body)
    assert "Authorization: Bearer $SEEDANCE_TOKEN" in words
    assert read_text(line).preset.prompt == prompt


@given(prompts)
@example('it\'s "quoted" \'\'\'\n"""\\ {braces} {0}')
def test_a_program_holds_the_request_whatever_its_prompt(prompt: str) -> None:
    body = body_of(prompt)
    tree = ast.parse(as_python(URL, body))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    call = next(c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "post")
    assert ast.literal_eval(call.args[0]) == URL
    (sent,) = (k.value for k in call.keywords if k.arg == "json")
    assert ast.literal_eval(sent) == json.loads(body)
