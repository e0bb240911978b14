from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import canonical, parse_canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_can_be_read_and_is_json(value: object) -> None:
    """Every document comes back as it was, through this reader and through any JSON reader."""
    data = canonical(value)
    assert parse_canonical(data) == value
    assert json.loads(data) == value


@given(st.dictionaries(st.text(), st.integers(0, 9), min_size=2, max_size=5))
def test_the_order_of_keys_does_not_matter(document: dict[str, int]) -> None:
    """Two documents that are equal have one spelling."""
    assert canonical(document) == canonical(dict(reversed(document.items())))


def test_the_spelling() -> None:
    """Keys are sorted, nothing is spaced, Cyrillic stands as UTF-8."""
    assert canonical({"b": (1, None), "a": "Бурштин"}) == '{"a":"Бурштин","b":[1,null]}'.encode()


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, {1: "a"}, {"a": {2}}, b"a", "\ud800"])
def test_values_without_one_spelling_are_refused(value: object) -> None:
    """Floating-point numbers, great integers, other types and broken text raise ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011 - UnicodeEncodeError is one
        canonical(value)


@pytest.mark.parametrize("data", [b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}', b"1.0", b"[" * 100_000, b"\xff"])
def test_other_spellings_are_refused(data: bytes) -> None:
    """Spaces, another order, a key twice, a floating-point number, deep nesting and bytes that are no text."""
    with pytest.raises(ValueError):  # noqa: PT011 - UnicodeDecodeError and JSONDecodeError are ones
        parse_canonical(data)
