"""How the export of each survey tool is laid out, and how it is told from the others."""

from cocreate_files.layouts.layout import Heading, Layout
from cocreate_files.layouts.recognise import LAYOUTS, layout_named, recognise

__all__ = ["LAYOUTS", "Heading", "Layout", "layout_named", "recognise"]
