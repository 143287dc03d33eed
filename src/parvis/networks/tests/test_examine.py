"""The usual mistakes in a login are found and told."""

from datetime import UTC, datetime
from typing import Any

import pytest

from parvis.networks.base import Login
from parvis.networks.examine import NOT_VALID, ROLE_LOST, missing
from parvis.networks.http import Http
from parvis.networks.kinds import facebook, instagram, pinterest, threads, tiktok, x
from parvis.networks.protocols import Examines
from parvis.networks.registry import kinds
from parvis.networks.tests.contract import speaks
from parvis.networks.tests.tapes import Player
from parvis.networks.tests.told import step

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
TOKEN = "secret-token-of-the-test"
ALL = [scope.name for scope in facebook.INFO.scopes]
PAGE_TOKEN = {"app_id": "1", "type": "PAGE", "is_valid": True, "expires_at": 0, "profile_id": "100", "scopes": ALL}
# The example of https://developers.facebook.com/docs/facebook-login/guides/access-tokens/debugging, read on 28
# November 2026: a person's token.
SOCIAL_CAFE = {
    "app_id": 138483919580948,
    "type": "USER",
    "application": "Social Cafe",
    "expires_at": 1352419328,
    "is_valid": True,
    "issued_at": 1347235328,
    "metadata": {"sso": "iphone-safari"},
    "scopes": ["email", "publish_actions"],
    "user_id": "1207059",
}
# Subcodes and words of https://developers.facebook.com/docs/graph-api/guides/error-handling, read on 28 November 2026.
NO_ROLE = "User associated with the Page access token does not have an appropriate role on the Page."


def found(kind: Any, *exchanges: dict[str, Any], **secrets: str) -> list[str]:
    login = Login(external_id="100", handle="mairie", secrets={"token": TOKEN, **secrets})
    network = kind(login, Http(allow_loopback=True, transport=Player({"exchanges": list(exchanges)})))
    findings = network.examine(NOW)
    for finding in findings:
        speaks(finding.say)
        assert TOKEN not in repr(finding)
    return [finding.code + (f" {finding.detail}" if finding.code == "scope" else "") for finding in findings]


def inspected(**data: Any) -> dict[str, Any]:
    return step("GET", f"/v25.0/debug_token?input_token={TOKEN}&access_token={TOKEN}", {"data": data})


def test_a_page_token_that_does_is_left_in_peace() -> None:
    assert found(facebook.Kind, inspected(**PAGE_TOKEN)) == []


def test_the_token_of_a_person_is_told_from_that_of_the_page() -> None:
    assert found(facebook.Kind, inspected(**SOCIAL_CAFE)) == ["kind"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"scopes": ALL[:-1]}, [f"scope {ALL[-1]}"]),
        ({"expires_at": int(NOW.timestamp()) + 86_400}, ["ends"]),
        ({"profile_id": "200"}, ["page"]),
        ({"is_valid": False, "error": {"code": 190, "subcode": 492, "message": NO_ROLE}}, ["lost"]),
        ({"is_valid": False, "error": {"code": 190, "subcode": 460, "message": "Password Changed"}}, ["lost"]),
        ({"is_valid": False}, ["lost"]),
    ],
)
def test_a_page_token_with_a_fault(change: dict[str, Any], codes: list[str]) -> None:
    assert found(facebook.Kind, inspected(**{**PAGE_TOKEN, **change})) == codes


def test_the_application_inspects_where_its_secret_is_known() -> None:
    asked = f"/v25.0/debug_token?input_token={TOKEN}&access_token=app%7Chidden"
    answer = step("GET", asked, {"data": PAGE_TOKEN})
    assert found(facebook.Kind, answer, client_id="app", client_secret="hidden") == []


def test_a_lost_role_is_not_told_as_a_lost_token() -> None:
    assert facebook.LOST[492] == ROLE_LOST != NOT_VALID


def test_a_missing_scope_says_what_it_breaks() -> None:
    (finding,) = missing(x.INFO, [scope.name for scope in x.INFO.scopes if scope.name != "tweet.write"])
    assert "publier, répondre, retirer" in finding.say.fr
    assert "publish, reply, withdraw" in finding.say.en


def test_scopes_and_the_end_are_read_from_the_consent() -> None:
    granted = " ".join(scope.name for scope in x.INFO.scopes if scope.name != "media.write")
    assert found(x.Kind, scopes=granted, ends="2026-11-28T08:00:00+00:00") == ["scope media.write", "ended"]
    assert found(x.Kind, scopes=granted, ends="2026-11-28T08:00:00+00:00", refresh="r") == ["scope media.write"]
    assert found(x.Kind) == []
    assert found(threads.Kind, ends="2026-12-05T08:00:00+00:00") == ["ends"]


@pytest.mark.parametrize(("kind", "codes"), [("PERSONAL", ["account"]), ("BUSINESS", []), ("MEDIA_CREATOR", [])])
def test_a_personal_instagram_account(kind: str, codes: list[str]) -> None:
    path = f"/v25.0/me?fields=user_id%2Caccount_type&access_token={TOKEN}"
    assert found(instagram.Kind, step("GET", path, {"user_id": "100", "account_type": kind})) == codes


def test_accounts_that_may_not_do_all() -> None:
    assert found(pinterest.Kind, step("GET", "/v5/user_account", {"account_type": "PINNER"})) == ["account"]
    creator = {"data": {"privacy_level_options": ["SELF_ONLY"]}, "error": {"code": "ok"}}
    assert found(tiktok.Kind, step("POST", "/v2/post/publish/creator_info/query/", creator)) == ["private"]


def test_every_platform_with_applications_examines_its_login() -> None:
    for kind in kinds().values():
        if getattr(kind, "door", None):
            assert issubclass(kind, Examines), kind.info.slug
