"""Surveys as JSON, both ways."""

from typing import Any

import msgspec

from cocreate_surveys.definition import Survey
from cocreate_surveys.errors import DefinitionError

_decoder = msgspec.json.Decoder(Survey)


def survey_from_json(text: bytes | str) -> Survey:
    """A survey from its JSON.

    Raises:
        DefinitionError: It is none; the message says where.
    """
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise DefinitionError(f"not a survey: {error}") from error


def survey_from_data(data: Any) -> Survey:
    """A survey from what its JSON says, read already.

    Raises:
        DefinitionError: It is none; the message says where.
    """
    try:
        return msgspec.convert(data, Survey)
    except (msgspec.ValidationError, RecursionError) as error:
        raise DefinitionError(f"not a survey: {error}") from error


def survey_to_data(survey: Survey) -> dict[str, Any]:
    """What the JSON of a survey says; what is as usual is left out."""
    data: dict[str, Any] = msgspec.to_builtins(survey)
    return data


def survey_to_json(survey: Survey) -> bytes:
    """A survey as JSON, indented for people."""
    return msgspec.json.format(msgspec.json.encode(survey), indent=2)
