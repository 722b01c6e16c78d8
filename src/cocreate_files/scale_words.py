"""Scales that are answered in words: their points in order, in English and Chinese."""

from collections.abc import Iterable

__all__ = ["scale_of_words"]

NEITHER_SATISFIED = "neither satisfied nor dissatisfied"
NEITHER_AGREE = "neither agree nor disagree"
SCALES: tuple[tuple[str, ...], ...] = (
    ("very dissatisfied", "dissatisfied", NEITHER_SATISFIED, "satisfied", "very satisfied"),
    ("very dissatisfied", "somewhat dissatisfied", NEITHER_SATISFIED, "somewhat satisfied", "very satisfied"),
    ("very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"),
    (
        "extremely dissatisfied", "somewhat dissatisfied", NEITHER_SATISFIED, "somewhat satisfied",
        "extremely satisfied",
    ),
    ("strongly disagree", "disagree", NEITHER_AGREE, "agree", "strongly agree"),
    ("strongly disagree", "disagree", "neutral", "agree", "strongly agree"),
    ("strongly disagree", "somewhat disagree", NEITHER_AGREE, "somewhat agree", "strongly agree"),
    (
        "strongly disagree", "disagree", "somewhat disagree", NEITHER_AGREE,
        "somewhat agree", "agree",
        "strongly agree",
    ),
    (
        "very difficult", "difficult", "somewhat difficult", "neither easy nor difficult",
        "somewhat easy", "easy",
        "very easy",
    ),
    ("very difficult", "difficult", "neither easy nor difficult", "easy", "very easy"),
    ("very difficult", "difficult", "neutral", "easy", "very easy"),
    ("very poor", "poor", "fair", "good", "very good"),
    ("very poor", "poor", "average", "good", "excellent"),
    ("poor", "fair", "good", "very good", "excellent"),
    ("never", "rarely", "sometimes", "often", "always"),
    ("非常不满意", "不满意", "一般", "满意", "非常满意"),
    ("很不满意", "不满意", "一般", "满意", "很满意"),
    ("非常不满意", "比较不满意", "一般", "比较满意", "非常满意"),
    ("非常不同意", "不同意", "一般", "同意", "非常同意"),
    ("非常不同意", "不同意", "中立", "同意", "非常同意"),
    ("非常困难", "困难", "一般", "容易", "非常容易"),
    ("非常困难", "困难", "有点困难", "一般", "比较容易", "容易", "非常容易"),
    ("很差", "差", "一般", "好", "很好"),
    ("非常差", "差", "一般", "好", "非常好"),
    ("从不", "很少", "有时", "经常", "总是"),
)  # fmt: skip
FEWEST_POINTS_SEEN = 2


def scale_of_words(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Codes and labels of the scale all the values belong to; empty where there is none.

    Args:
        values: The distinct answers.

    Returns:
        Code from 1 and label as the file writes it, lowest first.

    Examples:
        >>> scale_of_words(["Satisfied", "Very satisfied", "Neutral"])[-1]
        ('5', 'Very satisfied')
    """
    written = {" ".join(value.split()).lower(): " ".join(value.split()) for value in values}
    if len(written) < FEWEST_POINTS_SEEN:
        return ()
    for scale in SCALES:
        if set(written) <= set(scale):
            return tuple((str(code), written.get(word, word)) for code, word in enumerate(scale, start=1))
    return ()
