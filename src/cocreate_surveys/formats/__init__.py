"""Surveys in the forms of others: XLSForm and SurveyJS both ways, Qualtrics QSF in."""

from cocreate_surveys.formats.brought import Brought, Lost, Taken
from cocreate_surveys.formats.carrying import read_any
from cocreate_surveys.formats.qsf import read_qsf
from cocreate_surveys.formats.surveyjs import read_surveyjs
from cocreate_surveys.formats.surveyjs_out import write_surveyjs
from cocreate_surveys.formats.xlsform import read_xlsform
from cocreate_surveys.formats.xlsform_out import write_xlsform

__all__ = [
    "Brought",
    "Lost",
    "Taken",
    "read_any",
    "read_qsf",
    "read_surveyjs",
    "read_xlsform",
    "write_surveyjs",
    "write_xlsform",
]
