"""Walks snac's OAuth login form as a browser would and prints an access token.
   python3 mastodon_snac_token.py http://127.0.0.1:PORT ann PASSWORD
snac answers HTTP/1.1 but closes every connection without saying so: clients that keep connections
(requests, httpx) see resets unless told not to (httpx.Limits(max_keepalive_connections=0))."""

import html
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

CALLBACK = "https://office.test/callback"
SCOPES = "read write follow"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *a):
        return None


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)


def call(url, form=None):
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    try:
        return OPENER.open(urllib.request.Request(url, data=data), timeout=20)
    except urllib.error.HTTPError as err:
        return err


def token(base, user, password):
    app = json.load(call(base + "/api/v1/apps", {"client_name": "tests", "redirect_uris": CALLBACK, "scopes": SCOPES}))
    ask = {
        "response_type": "code",
        "client_id": app["client_id"],
        "redirect_uri": CALLBACK,
        "scope": SCOPES,
        "state": "s",
    }
    page = call(base + "/oauth/authorize?" + urllib.parse.urlencode(ask)).read().decode()
    form = {n: html.unescape(v) for n, v in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)}
    answer = call(re.search(r'action="([^"]+)"', page).group(1), form | {"login": user, "passwd": password})
    query = urllib.parse.parse_qs(urllib.parse.urlparse(answer.headers["Location"]).query)
    assert query["state"] == ["s"]
    got = json.load(
        call(
            base + "/oauth/token",
            {
                "grant_type": "authorization_code",
                "client_id": app["client_id"],
                "client_secret": app["client_secret"],
                "redirect_uri": CALLBACK,
                "code": query["code"][0],
            },
        )
    )
    return got["access_token"]


if __name__ == "__main__":
    print(token(*sys.argv[1:4]))
