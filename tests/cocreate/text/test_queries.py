from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.errors import QueryError
from cocreate.text import Query


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("price", "The PRICE is fair", ["PRICE"]),
        ("price", "priceless", None),
        ("price*", "prices and priceless", ["prices", "priceless"]),
        ('"too expensive"', "far too  expensive", ["too  expensive"]),
        ("贵 或 性价比", "价格不贵，性价比高", ["贵", "性价比"]),
        ("price OR cost NOT cheap", "a price, though cheap", ["price"]),
        ("(price OR cost) NOT cheap", "a price, though cheap", None),
        ("price -cheap", "a fair price", ["price"]),
        ("price AND fair", "fair price", ["fair", "price"]),
        ("price fair", "a price", None),
        ("price 且 非 cheap", "price", ["price"]),
        ("wait NEAR/3 long", "we had to wait so long", ["wait", "long"]),
        ("wait NEAR/3 long", "we wait here and it is not very long", None),
        ("等 近/4 久", "等了好久", ["等", "久"]),
        ("（贵 或 便宜）“服务 好”", "便宜，服务 好", ["便宜", "服务 好"]),
        ("服務", "服务很好", ["服务"]),
        ("app", "这个app很好", ["app"]),
        ("e-mail", "send an e-mail", ["e-mail"]),
    ],
)
def test_what_is_found(query, text, found):
    read = Query.read(query)
    assert read.matches(text) == (found is not None)
    assert [span.text for span in read.spans(text)] == (found or [])


@pytest.mark.parametrize(
    ("query", "said", "place"),
    [
        ("", "the query is empty", 0),
        ("(price OR cost", "this bracket is never closed", 0),
        ("price) OR cost", "a bracket is closed that was not opened", 5),
        ('price OR "too', "this quote is never closed", 9),
        ("price OR", "the query ends here, a word is wanted", 8),
        ("AND price", "'AND' stands where a word is wanted", 0),
        ("NOT price", "only says what must not stand there", 0),
        ("a OR NOT b", "only says what must not stand there", 0),
        ('price ""', "there is nothing to find here", 6),
        ("*", "there is nothing to find here", 0),
    ],
)
def test_faults_point_at_their_place(query, said, place):
    with pytest.raises(QueryError, match=said) as told:
        Query.read(query)
    assert told.value.place == place
    assert str(told.value).endswith("\n  " + query + "\n  " + " " * place + "^")


WORDS = st.sampled_from(["red", "blue", "green"])


@given(WORDS, WORDS, st.lists(WORDS, max_size=5))
def test_logic(one, two, said):
    text = " ".join(said)
    has_one, has_two = one in said, two in said
    assert Query.read(f"{one} OR {two}").matches(text) == (has_one or has_two)
    assert Query.read(f"{one} AND {two}").matches(text) == (has_one and has_two)
    assert Query.read(f"{one} NOT {two}").matches(text) == (has_one and not has_two)


@given(st.text(alphabet='ab "()*-|& ORNTAD近或', max_size=20))
def test_any_query_is_read_or_refused(query):
    with suppress(QueryError):
        found = Query.read(query).spans("a b ab OR")
        assert all("a b ab OR"[span.start : span.end] == span.text for span in found)
