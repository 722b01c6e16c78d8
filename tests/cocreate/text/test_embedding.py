import numpy as np
import pytest

from cocreate.errors import OptionError
from cocreate.text import Sentiment
from cocreate.text import embedding as module
from cocreate.text.embedding import embeddings_at_hand, general_head


def test_the_head_fits_the_model():
    assert general_head().weights.shape == (384,)


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    module._module.cache_clear()
    with pytest.raises(OptionError, match=r"pip install 'cocreate\[embeddings\]'"):
        Sentiment(embeddings=True)("很好")


def test_embeddings_have_their_say(monkeypatch):
    class Stub:
        """Embeddings of a kind: all of them point far the way the head looks."""

        @staticmethod
        def encode(text):
            assert text.startswith("query: ")
            weights = general_head().weights
            return 20 * weights / np.linalg.norm(weights)

    monkeypatch.setattr(module, "_module", lambda: Stub)
    assert Sentiment(embeddings=True)("房间在三楼").value > Sentiment()("房间在三楼").value
    assert Sentiment(embeddings=True)("Комната на третьем этаже").label is None


@pytest.mark.skipif(not embeddings_at_hand(), reason="the extra cocreate[embeddings] is not installed")
def test_the_extra_itself():
    low, high = Sentiment(embeddings=True).many(["The plot drags", "It runs like new"]).values
    assert low < high
