"""How long a server asks us to wait, in the forms seen in the wild."""

import pytest

from parvis.networks.pace import seconds_asked

NOW = 1_795_000_000.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": "Wed, 18 Nov 2026 10:07:20 GMT", "date": "Wed, 18 Nov 2026 10:06:50 GMT"}, 30),
        ({"ratelimit-reset": str(int(NOW) + 90)}, 90),
        ({"x-ratelimit-reset": "2026-11-18T10:07:20Z", "date": "Wed, 18 Nov 2026 10:07:00 GMT"}, 20),
        ({"ratelimit-reset": "15"}, 15),
        ({"x-rate-limit-reset": str(int(NOW) + 900), "x-rate-limit-remaining": "0"}, 900),
        ({"x-ratelimit-reset": str((int(NOW) + 45) * 1000)}, 45),
        ({"x-ratelimit-reset": "2026-11-18T10:07:20.5Z", "date": "Wed, 18 Nov 2026 10:07:00 GMT"}, 20.5),
        ({"ratelimit": "limit=100, remaining=0, reset=37", "ratelimit-policy": "100;w=60"}, 37),
        ({"ratelimit": '"default";r=0;t=41'}, 41),
        (
            {
                "x-ratelimit-perhour-remaining": "12",
                "x-ratelimit-perhour-reset": "60",
                "x-ratelimit-perday-remaining": "0",
                "x-ratelimit-perday-reset": "7000",
            },
            7000,
        ),
        ({"retry-after": "7", "x-ratelimit-reset": "900"}, 7),
        ({"retry-after": "Wed, 18 Nov 2026 10:07:20 GMT"}, 1),
        ({"retry-after": "-5"}, 1),
        ({"retry-after": "999999999"}, 86_400),
        ({"retry-after": "soon"}, 60),
        ({}, 60),
    ],
)
def test_seconds_asked(headers: dict[str, str], seconds: float) -> None:
    assert seconds_asked(headers, NOW) == seconds
