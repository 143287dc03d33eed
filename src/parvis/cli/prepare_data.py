"""Brings the data folder and the tables up to date, in a process of its own that ends."""

import sys

from parvis.cli.child import end_with_parent
from parvis.cli.house import bring_up_to_date, open_house, quiet_errors

if __name__ == "__main__":
    end_with_parent()
    open_house()
    with quiet_errors():
        bring_up_to_date()
    sys.exit(0)
