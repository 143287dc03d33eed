"""Loaded before everything else: tests never touch the data folder of a running house."""

import os
import tempfile

os.environ["PARVIS_DATA"] = tempfile.mkdtemp(prefix="parvis-tests-")
os.environ.setdefault("PARVIS_ALLOW_LOOPBACK", "1")
