"""What texts say: language, words, sentiment, emotions, aspects, themes; each with the words it rests on."""

from cocreate.text.batches import Batch
from cocreate.text.emotion import Emotion, EmotionResult, Felt
from cocreate.text.kinds import Kind, components, intent, urgency
from cocreate.text.language import Language, language
from cocreate.text.quality import Quality, Share
from cocreate.text.sentiment import Sentiment, SentimentResult, Sentiments
from cocreate.text.spans import Span
from cocreate.text.words import sentences, words

__all__ = [
    "Batch",
    "Emotion",
    "EmotionResult",
    "Felt",
    "Kind",
    "Language",
    "Quality",
    "Sentiment",
    "SentimentResult",
    "Sentiments",
    "Share",
    "Span",
    "components",
    "intent",
    "language",
    "sentences",
    "urgency",
    "words",
]
