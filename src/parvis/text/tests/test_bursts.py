"""Bursts: found when they begin, never from what came later, rarely where nothing happens."""

import gzip
import io
import json
import math
import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.text import cli_bursts
from parvis.text.bursts import Detector, find, risen

HOUR = timedelta(hours=1)
BEGAN = datetime(2026, 1, 5)


def watch(days: int, a_day: float, seed: int = 1, step: timedelta = HOUR) -> list[tuple[datetime, int]]:
    """A restless made-up watch with a day and a week in it."""
    dice = random.Random(seed)
    series = []
    for i in range(timedelta(days=days) // step):
        at = BEGAN + i * step
        rate = a_day * (step / timedelta(days=1)) * (1 + 0.8 * math.sin(at.hour / 24 * 2 * math.pi))
        rate *= dice.gammavariate(2, 0.5) * (0.6 if at.weekday() > 4 else 1.16)
        series.append((at, sum(dice.random() < rate / 500 for _ in range(500))))
    return series


def pour(series: list[tuple[datetime, int]], at: datetime, counts: list[int]) -> list[tuple[datetime, int]]:
    step = series[1][0] - series[0][0]
    extra = {at + i * step: count for i, count in enumerate(counts)}
    return [(when, count + extra.get(when, 0)) for when, count in series]


def test_a_burst_has_its_start_its_size_and_its_end():
    event = BEGAN + timedelta(days=30, hours=14)
    bursts = find(pour(watch(40, 48), event, [60, 90, 50, 40]), HOUR)
    hit = next(burst for burst in bursts if burst.detected_at >= event)
    assert hit.detected_at == event
    assert hit.start == event
    assert timedelta(hours=3) <= hit.end - event <= timedelta(hours=8)
    assert 240 <= hit.size <= 280
    assert hit.expected < 50
    assert hit.score > 10


def test_a_busy_hour_of_the_day_is_no_burst():
    series = [(BEGAN + i * HOUR, 200 if i % 24 == 18 else 5) for i in range(24 * 30)]
    assert find(series, HOUR) == []


def test_the_same_count_is_a_burst_at_night():
    series = [(BEGAN + i * HOUR, 200 if i % 24 == 18 else 5) for i in range(24 * 30)]
    night = BEGAN + timedelta(days=28, hours=3)
    assert [burst.detected_at for burst in find(pour(series, night, [150]), HOUR)] == [night]


@pytest.mark.parametrize("a_day", [4, 48, 240])
def test_at_most_one_false_alarm_per_watch_and_week(a_day: int):
    weeks, watches = 10, 8
    alarms = sum(len(find(watch(7 * weeks, a_day, seed), HOUR)) for seed in range(watches))
    assert alarms <= weeks * watches


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(100, 500))
def test_nothing_later_changes_what_was_known(seed: int, cut: int):
    series = pour(watch(21, 24, seed), BEGAN + timedelta(days=10, hours=seed % 24), [40, 40])
    whole = [(b.start, b.detected_at) for b in find(series, HOUR) if b.detected_at < series[cut][0]]
    assert whole == [(b.start, b.detected_at) for b in find(series[:cut], HOUR)]


def test_step_by_step_equals_at_once():
    series = pour(watch(40, 48), BEGAN + timedelta(days=30), [80, 90])
    detector = Detector(HOUR)
    ended = [burst for at, count in series if (burst := detector.add(at, count))]
    assert ended == find(series, HOUR)
    assert ended
    assert detector.current is None


def test_a_new_level_is_one_burst_that_ends():
    series = [(at, count + (100 if at >= BEGAN + timedelta(days=30) else 0)) for at, count in watch(60, 48)]
    after = [burst for burst in find(series, HOUR) if burst.detected_at >= BEGAN + timedelta(days=30)]
    assert len(after) <= 3
    assert after[0].end - after[0].start <= timedelta(days=3, hours=1)


@pytest.mark.parametrize("step", [timedelta(minutes=5), timedelta(hours=3), timedelta(days=1), timedelta(weeks=1)])
def test_any_step(step: timedelta):
    series = [(BEGAN + i * step, 5) for i in range(max(200, timedelta(days=10) // step))]
    at = series[-20][0]
    assert [burst.detected_at for burst in find(pour(series, at, [400]), step)] == [at]


def test_little_or_nothing_to_read():
    assert find([], HOUR) == []
    assert find([(BEGAN, 10**12)], HOUR) == []
    assert find([(BEGAN + i * HOUR, 0) for i in range(500)], HOUR) == []


def test_steps_may_be_missing():
    series = [each for i, each in enumerate(watch(40, 48)) if not 300 < i < 360]
    event = BEGAN + timedelta(days=30)
    assert any(burst.detected_at == event for burst in find(pour(series, event, [150, 90]), HOUR))


def test_the_cause_is_the_words_that_rose():
    before = ["mairie", "école", "la"] * 50
    during = ["mairie", "la"] * 20 + ["inondation"] * 18 + ["pont"] * 9 + ["une"]
    assert risen(before, during) == ["inondation", "pont"]


def test_the_command_follows_its_contract(tmp_path, capsys):
    series = pour(watch(40, 48), BEGAN + timedelta(days=30), [80, 90])
    file = tmp_path / "series.csv.gz"
    file.write_bytes(gzip.compress("\n".join(["timestamp,count", *(f"{at},{n}" for at, n in series)]).encode()))
    assert cli_bursts.main(["--series", str(file)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert set(lines[-1]) == {"start", "end", "detected_at", "size", "expected", "score"}
    assert "2026-02-04T00:00:00" in {line["detected_at"] for line in lines}


def test_the_command_reads_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"2026-01-05T00:00:00Z,4\n2026-01-05T01:00:00Z,5\n")))
    assert cli_bursts.main(["--series", "-"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "bad",
    [
        "2026-01-05,\n",
        "hier,3\n2026-01-05,1\nhier,4\n",
        "2026-01-05,3\n2026-01-06,x\n",
        "2026-01-05,3\n2026-01-06,-1\n",
        "2026-01-05,1\n2026-01-06T00:00:00Z,2\n",
        "2026-01-05,1\n2026-01-05,2\n2026-01-05,3\n",
        "2026-01-05T00:00:00,1\n2026-01-05T01:00:00,2\n2026-01-05T01:00:00,3\n",
        "2026-01-05T00:00:00,1\n2026-01-05T00:00:00.000001,2\n2027-01-04,3\n",
        "2026-01-05T00:00,1\n2026-01-05T01:00,2\n2026-01-05T01:40,3\n2026-01-05T02:40,3\n",
        "2026-01-05,1\n2026-01-06,2\n2026-03-06,3\n2026-09-06,3\n2026-12-06,3\n",
    ],
)
def test_the_command_says_which_line_is_wrong(tmp_path, capsys, bad: str):
    file = tmp_path / "bad.csv"
    file.write_text(bad)
    assert cli_bursts.main(["--series", str(file)]) == 1
    assert capsys.readouterr().err.strip()


def test_a_step_may_be_missing(tmp_path, capsys):
    file = tmp_path / "gap.csv"
    file.write_text("2026-01-05T00:00,1\n2026-01-05T00:15,2\n2026-01-05T01:00,3\n2026-01-05T01:15,3\n")
    assert cli_bursts.main(["--series", str(file)]) == 0
    assert capsys.readouterr() == ("", "")


def test_the_command_refuses_a_missing_file(capsys):
    assert cli_bursts.main(["--series", "/nowhere.csv"]) == 2
    assert "/nowhere.csv" in capsys.readouterr().err
