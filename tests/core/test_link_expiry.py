"""Signed links of many makers tell when they end; other links tell nothing."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.link_expiry import expires_at

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC).timestamp()
EPOCH = str(int(AT))
HOST = "https://files.example.com/a/clip.mp4"


def encoded(data: object, alphabet: bytes = b"-_") -> str:
    return base64.b64encode(json.dumps(data).encode(), alphabet).decode()


def policy() -> str:
    condition = {"DateLessThan": {"AWS:EpochTime": int(AT)}}
    text = base64.b64encode(json.dumps({"Statement": [{"Condition": condition}]}).encode())
    return text.decode().replace("+", "-").replace("=", "_").replace("/", "~")


SIGNED = {
    "S3 v4": "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261125T110000Z&X-Amz-Expires=3600"
    "&X-Amz-Signature=ab",
    "S3 v2": f"AWSAccessKeyId=AK&Expires={EPOCH}&Signature=a%2Bb",
    "GCS v4": "X-Goog-Date=20261125T113000Z&X-Goog-Expires=1800&X-Goog-Signature=ab",
    "GCS v2": f"GoogleAccessId=x&Expires={EPOCH}&Signature=ab",
    "Azure": "sv=2024-05-04&se=2026-11-25T12%3A00%3A00Z&sr=b&sp=r&sig=ab%3D",
    "Azure without seconds": "se=2026-11-25T12:00Z&sig=ab",
    "Azure as a day": "se=2026-11-25&sig=ab",
    "CloudFront": f"Expires={EPOCH}&Signature=ab&Key-Pair-Id=K",
    "CloudFront's policy": f"Policy={policy()}&Signature=ab&Key-Pair-Id=K",
    "OSS v1": f"Expires={EPOCH}&OSSAccessKeyId=LT&Signature=ab%3D",
    "OSS v4": "x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-date=20261125T110000Z"
    "&x-oss-expires=3600&x-oss-signature=ab",
    "COS": f"q-sign-algorithm=sha1&q-ak=AK&q-sign-time=1764000000;{EPOCH}&q-signature=ab",
    "COS in one": "sign=" + quote(f"q-sign-algorithm=sha1&q-sign-time=1764000000;{EPOCH}&q-ak=A"),
    "TOS": "X-Tos-Algorithm=TOS4-HMAC-SHA256&X-Tos-Date=20261125T110000Z&X-Tos-Expires=3600",
    "Volcengine's network": f"x-expires={EPOCH}&x-signature=ab",
    "Akamai": f"hdnts=st=1764000000~exp={EPOCH}~acl=/*~hmac=ab",
    "Akamai's other name": f"__token__=exp={EPOCH}~acl=/a/*~hmac=ab",
    "a short name": f"e={EPOCH}&token=AK:ab=",
    "nginx": f"md5=ab&expires={EPOCH}",
    "milliseconds": f"exp={EPOCH}000&sig=a",
    "a date": "expires=2026-11-25T12:00:00%2B00:00",
    "a web token": f"token=eyJhbGciOiJIUzI1NiJ9.{encoded({'exp': int(AT)}).rstrip('=')}.abc",
    "Discord": f"ex={int(AT):x}&is=65&hm=ab",
}


@pytest.mark.parametrize("query", SIGNED.values(), ids=SIGNED)
def test_a_signed_link_tells_when_it_ends(query: str) -> None:
    day = datetime(2026, 11, 25, tzinfo=UTC).timestamp()
    assert expires_at(f"{HOST}?{query}") == (day if query.startswith("se=2026-11-25&") else AT)


@pytest.mark.parametrize(
    "path", [f"/exp={EPOCH}~acl=%2fa%2f*~hmac=ab/clip.mp4", f"/bcdn_token=x&expires={EPOCH}/a.mp4"]
)
def test_in_the_path_too(path: str) -> None:
    assert expires_at(f"https://files.example.com{path}") == AT


def test_the_earliest_moment_counts() -> None:
    assert expires_at(f"{HOST}?Expires={int(AT) + 50}&exp={EPOCH}&sig=a") == AT


@pytest.mark.parametrize(
    "query",
    [
        "",
        "v=1764000000",
        f"e={EPOCH}",
        "Expires=soon&Signature=a",
        "expires=3600",
        "exp=99999999999",
        "X-Amz-Expires=3600",
        "X-Amz-Date=20261399T990000Z&X-Amz-Expires=3600",
        "X-Amz-Date=20261125T110000Z&X-Amz-Expires=٣٦٠٠",
        "se=2026-11-25T12:00:00Z",
        "Policy=bm8ganNvbg__&Signature=a",
        f"Policy={encoded([1])}",
        f"Policy={encoded({'Statement': [{'Condition': 5}, 7]})}",
        "token=eyJh.eyJh.x",
        "q-sign-time=;",
        "auth_key=1764000000-0-0-ab",
    ],
)
def test_other_links_tell_nothing(query: str) -> None:
    assert expires_at(f"{HOST}?{query}") is None


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    expires_at(text)
    expires_at(f"{HOST}?{text}")
    expires_at(f"{HOST}?Policy={text}&expires={text}&se={text}&sig=1&token={text}")


@given(st.recursive(st.none() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5))
def test_any_claim_is_taken(claim: object) -> None:
    for data in (claim, {"exp": claim}, {"Statement": claim}, {"Statement": [claim]}):
        expires_at(f"{HOST}?Policy={encoded(data)}")
        expires_at(f"{HOST}?token=eyJh.{encoded(data).rstrip('=')}.x")
