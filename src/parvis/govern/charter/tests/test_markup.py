"""Light marks: what is written is shown, and nothing that is written runs."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parvis.govern.charter import markup


def test_light_marks():
    made = markup.html("Un **mot** et *un autre*, [là](https://a.example).\n\n- un\n- deux")
    assert "<strong>mot</strong>" in made
    assert "<em>un autre</em>" in made
    assert '<a href="https://a.example"' in made
    assert made.count("<li>") == 2


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<b>)",
        '[x](https://a.example" onclick="alert(1))',
    ],
)
def test_nothing_runs(text):
    made = markup.html(text)
    assert "<script" not in made
    assert "<img" not in made
    assert 'href="javascript' not in made
    assert 'href="data' not in made
    assert " onclick=" not in made.replace("&quot;", "").split(">")[0]


@given(st.text(max_size=80))
@example("-")
def test_paper_takes_any_text(text):
    for block in markup.blocks(text):
        assert block["kind"] in {"p", "ul", "ol"}
        assert block["items"]
