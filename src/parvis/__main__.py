"""`python -m parvis` is the command `parvis`."""

import sys

from parvis.cli.main import main

sys.exit(main())
