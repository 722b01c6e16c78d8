"""Surveys in the forms of others: XLSForm and SurveyJS both ways, Qualtrics QSF in."""
