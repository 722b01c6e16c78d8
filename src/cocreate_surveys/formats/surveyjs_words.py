"""Earlier answers within words, as SurveyJS writes them: `You chose {colour}`."""

import re

PIPE = re.compile(r"(?<!\{)\{([^{}|]+)\}(?!\})")


def piped_in(text: str) -> str:
    """Words with their pipes as ours; names of more than letters are made to fit as ids are."""
    return PIPE.sub(lambda found: "{{" + found[1].strip() + "}}", text)
