"""Questions stop at their bounds of time and memory, and say so; the engine answers the next one."""

from dataclasses import replace

import pytest
from django.conf import settings as django_settings

from cocreate_server.ground.core.errors import QueryTooLarge
from cocreate_server.ground.lake.engine import ask

ENDLESS = "SELECT max(hash(range)) AS n FROM range(1000000000000)"


def test_a_question_that_takes_too_long_is_stopped(settings):
    settings.ENV = replace(django_settings.ENV, query_seconds=0.2)
    with pytest.raises(QueryTooLarge, match=r"0\.2 s"):
        ask(ENDLESS)
    assert ask("SELECT 1 AS n")["n"].tolist() == [1]


def test_what_is_missing_is_none_or_nan():
    found = ask("SELECT * FROM (VALUES ('a', 1), (NULL, NULL)) t(word, number) ORDER BY word")
    assert found["word"].tolist() == ["a", None]
    assert found["number"].tolist()[0] == 1
    assert found["number"].tolist()[1] != 1
