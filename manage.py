#!/usr/bin/env python
"""Django's own commands, as `cocreate manage …` offers them too."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocreate_server.settings")
    execute_from_command_line(sys.argv)
