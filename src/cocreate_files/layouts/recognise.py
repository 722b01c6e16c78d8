"""Which layout a file has, told from its first rows and its extension."""

from cocreate_files.errors import UnreadableFile
from cocreate_files.layouts import formbricks, limesurvey, qualtrics, statistics, surveymonkey
from cocreate_files.layouts.layout import Layout, Rows, plain_headings

__all__ = ["LAYOUTS", "layout_named", "recognise"]

LAYOUTS: tuple[str, ...] = ("qualtrics", "surveymonkey", "limesurvey", "formbricks", "spss", "stata", "table")
STATISTICS = {".sav": "spss", ".zsav": "spss", ".dta": "stata"}


def recognise(first_rows: Rows, extension: str) -> Layout:
    """The layout of a file.

    Args:
        first_rows: Its first rows, cells as text; three are enough.
        extension: What its name ends with, such as `.csv`.

    Returns:
        The layout; a plain table where nothing else fits.

    Examples:
        >>> recognise([["Name", "Score"], ["Ann", "9"]], ".csv").name
        'table'
    """
    if extension in STATISTICS:
        return statistics.layout(STATISTICS[extension])
    if qualtrics.header_rows(first_rows):
        return qualtrics.layout(first_rows)
    if surveymonkey.is_surveymonkey(first_rows):
        return surveymonkey.layout()
    if formbricks.is_formbricks(first_rows):
        return formbricks.layout()
    if limesurvey.is_limesurvey(first_rows):
        return limesurvey.layout()
    return Layout("table", "a table", 1, plain_headings)


def layout_named(name: str, first_rows: Rows) -> Layout:
    """The layout a person names.

    Args:
        name: One of `LAYOUTS`.
        first_rows: The file's first rows.

    Returns:
        The layout.

    Raises:
        UnreadableFile: If there is no such layout.
    """
    match name:
        case "qualtrics":
            return qualtrics.layout(first_rows)
        case "surveymonkey":
            return surveymonkey.layout()
        case "formbricks":
            return formbricks.layout()
        case "limesurvey":
            return limesurvey.layout()
        case "spss" | "stata":
            return statistics.layout(name)
        case "table":
            return Layout("table", "a table", 1, plain_headings)
        case _:
            raise UnreadableFile(
                f"no layout {name!r}; there are auto, {', '.join(LAYOUTS)}",
                code="no_such_layout",
                layout=name,
            )
