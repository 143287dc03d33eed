"""What the worker does for the house itself."""

from parvis.core.forget import anew, write_file_anew
from parvis.core.work import Step

STEPS = [Step("file written anew", anew, write_file_anew, lease=3600)]
