"""Customers' own words, in English and Chinese, made by a grammar."""

from cocreate.worlds.learning_centres.verbatims.chinese import CHINESE
from cocreate.worlds.learning_centres.verbatims.english import ENGLISH
from cocreate.worlds.learning_centres.verbatims.grammar import Grammar
from cocreate.worlds.learning_centres.verbatims.writing import Occasion, write_verbatims

__all__ = ["CHINESE", "ENGLISH", "Grammar", "Occasion", "write_verbatims"]
