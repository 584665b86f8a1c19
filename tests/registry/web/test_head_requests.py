"""Caches and monitors ask with HEAD."""

import pytest


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/frameworks", "/.well-known/did.json"])
def test_head_is_get_without_content(api, path):
    got, asked = api.http.get(path), api.http.head(path)
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["content-length"] == got.headers["content-length"]
    assert asked.headers["content-type"] == got.headers["content-type"]


def test_where_nothing_is_head_says_so(api):
    assert api.http.head("/nothing-here").status_code == 404
    assert api.http.head("/api/v1/verify").status_code == 405
