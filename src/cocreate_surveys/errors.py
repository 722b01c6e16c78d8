"""What is raised on purpose.

```
SurveyError
├── DefinitionError   a survey cannot be read as one, or makes no sense
└── FormatError       a file in a foreign form cannot be read
```
"""


class SurveyError(ValueError):
    """The root of what is raised on purpose."""


class DefinitionError(SurveyError):
    """A survey cannot be read as one, or makes no sense."""


class FormatError(SurveyError):
    """A file in a foreign form cannot be read."""
