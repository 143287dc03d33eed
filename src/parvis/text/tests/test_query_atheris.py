"""The parser under a fuzzer that is guided by coverage, for a bounded time, where atheris is installed."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

SECONDS = 15


@pytest.mark.slow
@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed")
def test_no_bytes_break_the_parser(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    cases = Path(__file__).parent / "cases"
    for number, line in enumerate((cases / "normal_forms.txt").read_text("utf-8").splitlines()):
        (seeds / str(number)).write_text(line.partition(" => ")[0], "utf-8")
    fuzz = [sys.executable, str(Path(__file__).with_name("fuzz_query.py")), str(seeds)]
    # Not the whole process: libFuzzer reads ru_maxrss, which a child inherits from the test run that starts it.
    # Short, and from the same seed: a test that fails now and then holds others up. Longer runs by hand: fuzz_query.py.
    bounds = ["-timeout=20", "-rss_limit_mb=0", "-malloc_limit_mb=512", "-seed=1", "-runs=2000"]
    done = subprocess.run(
        [*fuzz, f"-max_total_time={SECONDS}", *bounds],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
