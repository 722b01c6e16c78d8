"""Surveys as data: questions, logic and languages in; screens, checked answers and fields of records out.

It knows no framework, network or clock, so that pages, files and the shell all mean the same by a survey.
"""
