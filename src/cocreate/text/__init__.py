"""What texts say: language, words, sentiment, emotions, aspects, themes; each with the words it rests on."""

from cocreate.text.aspects import Aspect, Aspects, aspects
from cocreate.text.assigning import Assigned
from cocreate.text.batches import Batch
from cocreate.text.emotion import Emotion, EmotionResult, Felt
from cocreate.text.kinds import Kind, components, intent, urgency
from cocreate.text.language import Language, language
from cocreate.text.quality import Quality, Share
from cocreate.text.queries import Query
from cocreate.text.sentiment import Sentiment, SentimentResult, Sentiments
from cocreate.text.spans import Span
from cocreate.text.themes import Example, Theme, Themes, themes
from cocreate.text.words import sentences, words

__all__ = [
    "Aspect",
    "Aspects",
    "Assigned",
    "Batch",
    "Emotion",
    "EmotionResult",
    "Example",
    "Felt",
    "Kind",
    "Language",
    "Quality",
    "Query",
    "Sentiment",
    "SentimentResult",
    "Sentiments",
    "Share",
    "Span",
    "Theme",
    "Themes",
    "aspects",
    "components",
    "intent",
    "language",
    "sentences",
    "themes",
    "urgency",
    "words",
]
