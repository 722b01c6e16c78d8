"""The report of one file: what is asked, the figures, the words in two languages, the page."""

from cocreate_cli.reporting.figures import Report, figures_of
from cocreate_cli.reporting.page import page_of
from cocreate_cli.reporting.plan import Plan, plan_of

__all__ = ["Plan", "Report", "figures_of", "page_of", "plan_of"]
