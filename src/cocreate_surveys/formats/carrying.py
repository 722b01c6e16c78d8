"""Any form in, told by what the file holds."""

from cocreate_surveys.codec import survey_from_data, survey_to_data
from cocreate_surveys.errors import DefinitionError, FormatError
from cocreate_surveys.formats.bounds import json_object
from cocreate_surveys.formats.brought import Brought
from cocreate_surveys.formats.qsf import read_qsf
from cocreate_surveys.formats.surveyjs import read_surveyjs
from cocreate_surveys.formats.xlsform import read_xlsform

PACKED = b"PK\x03\x04"


def read_any(content: bytes) -> Brought:
    """A survey out of a file of whatever form.

    Raises:
        FormatError: The file is none of them, or is damaged.
    """
    try:
        brought = _read(content)
        survey_from_data(survey_to_data(brought.survey))
    except (TypeError, AttributeError, KeyError, IndexError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        # where a list, a text and a number may each stand where another is wanted, not every mixture is foreseen
        raise FormatError(f"a part of the file has not the shape its form gives it ({error})") from error
    return brought


def _read(content: bytes) -> Brought:
    if content.startswith(PACKED):
        return read_xlsform(content)
    data = json_object(content)
    if "SurveyElements" in data:
        return read_qsf(content)
    pages = data.get("pages")
    if not isinstance(pages, list) and "elements" not in data:
        raise FormatError(
            "the file holds JSON, but neither a survey of Cocreate nor one of SurveyJS or Qualtrics"
        )
    foreign = any(isinstance(one, dict) and {"name", "elements"} & one.keys() for one in pages or ())
    if "elements" in data or "cocreate" in data or foreign:
        return read_surveyjs(content)
    try:
        return Brought(survey_from_data(data))
    except DefinitionError as error:
        raise FormatError(
            f"the file holds JSON, but neither a survey of Cocreate nor one of SurveyJS or Qualtrics ({error})"
        ) from error
