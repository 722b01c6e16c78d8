"""Questionnaires in our own words, English and Chinese, with where their structure comes from."""
