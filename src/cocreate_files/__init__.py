"""Files in, tables out: readers, layouts of survey tools, and guesses that are stated, never silent."""

from cocreate_files.answers import Answers, LeftOut, answers_of
from cocreate_files.columns import Column, Profile
from cocreate_files.errors import FileError, MappingError, UnreadableFile
from cocreate_files.layouts import LAYOUTS, Layout, recognise
from cocreate_files.mapping import FIELD_TYPES, ROLES, ColumnMapping, Mapping
from cocreate_files.notes import Note
from cocreate_files.opening import EXTENSIONS, open_file
from cocreate_files.records import (
    REASONS,
    RECORD_COLUMNS,
    judged_relation,
    records_relation,
    records_sql,
    rejects_relation,
    unsaid_columns,
)
from cocreate_files.table import Malformed, SourceTable

__all__ = [
    "EXTENSIONS",
    "FIELD_TYPES",
    "LAYOUTS",
    "REASONS",
    "RECORD_COLUMNS",
    "ROLES",
    "Answers",
    "Column",
    "ColumnMapping",
    "FileError",
    "Layout",
    "LeftOut",
    "Malformed",
    "Mapping",
    "MappingError",
    "Note",
    "Profile",
    "SourceTable",
    "UnreadableFile",
    "answers_of",
    "judged_relation",
    "open_file",
    "recognise",
    "records_relation",
    "records_sql",
    "rejects_relation",
    "unsaid_columns",
]
