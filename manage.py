#!/usr/bin/env python
"""Django's command line for the disclosure portal."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        if type(error).__name__ != "WrongKey":  # core.keys may be imported only once the settings are read
            raise
        sys.exit(str(error))
