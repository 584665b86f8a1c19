"""The W3C's data model, where a rule has more corners than the conformance tests look into."""

from datetime import UTC, datetime

import pytest

from credentials.errors import ClaimMissing, ClaimsDisagree, ClaimsInvalid, ContextUnknown
from credentials.profiles import vcdm
from credentials.profiles.related_resources import check_related_resources
from credentials.profiles.status_entries import parse_entries

DOCUMENT = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "credentialSubject": {"id": "did:example:ana"},
}
ENTRY = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": "https://lists.example/3",
}


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-24T12:00:00Z", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("2026-11-24T12:00:00+05:30", datetime(2026, 11, 24, 6, 30, tzinfo=UTC)),
        ("2026-11-24T12:00:00-14:00", datetime(2026, 11, 25, 2, tzinfo=UTC)),
        ("2026-11-24T12:00:00", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("2026-11-24T24:00:00Z", datetime(2026, 11, 25, tzinfo=UTC)),
        ("2026-11-24T12:00:00.25Z", datetime(2026, 11, 24, 12, 0, 0, 250_000, tzinfo=UTC)),
        ("2026-11-24T12:00:00.123456789Z", datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_xml_schema_writes_it(text, instant):
    assert vcdm.parse_timestamp(text, "validFrom") == instant


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24",
        "2026-11-24T12:00Z",
        "2026-11-24 12:00:00Z",
        "2026-11-24t12:00:00z",
        "2026-13-24T12:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-11-24T25:00:00Z",
        "2026-11-24T24:00:01Z",
        "2026-11-24T12:00:60Z",
        "2026-11-24T12:00:00+15:00",
        "26-11-24T12:00:00Z",
        "-2026-11-24T12:00:00Z",
        "99999-11-24T12:00:00Z",
        "9999-12-31T24:00:00Z",
        "2026-11-24T12:00:00Z\n",
        "2026-11-24T12:00:00." + "1" * 60 + "Z",
        "٢٠٢٦-11-24T12:00:00Z",
        "2026-11-24T12:00:0٠Z",
        20261124,
        None,
    ],
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ClaimsInvalid):
        vcdm.parse_timestamp(text, "validFrom")


def test_the_first_context_tells_the_version():
    assert vcdm.version_of(DOCUMENT) == 2
    assert vcdm.version_of({"@context": ["https://www.w3.org/2018/credentials/v1"]}) == 1
    for contexts in ("https://www.w3.org/ns/credentials/v2", [], ["x"], {}, 5, [DOCUMENT] * 21):
        with pytest.raises(ContextUnknown):
            vcdm.version_of({"@context": contexts})
    with pytest.raises(ClaimMissing):
        vcdm.version_of({})


def test_parties_are_named_by_a_url_or_an_object_with_one():
    assert vcdm.issuer_of(DOCUMENT) == "did:example:issuer"
    assert vcdm.issuer_of({"issuer": {"id": "did:example:x", "name": "X"}}) == "did:example:x"
    assert vcdm.holder_of({}) is None
    for issuer in ("x", "", " did:x:y", "did:x:y z", {}, {"id": 5}, [], 5, None, True):
        with pytest.raises(ClaimsInvalid):
            vcdm.issuer_of({"issuer": issuer})


def test_validity_is_in_order():
    early, late = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"
    assert vcdm.validity_of({}) == (None, None)
    assert vcdm.validity_of({"validFrom": early, "validUntil": early})[0] is not None
    with pytest.raises(ClaimsDisagree):
        vcdm.validity_of({"validFrom": late, "validUntil": early})
    with pytest.raises(ClaimMissing):
        vcdm.validity_of({}, 1)


def test_entries_that_can_be_looked_up_are_told_from_others():
    assert parse_entries(DOCUMENT) == ((), False)
    entries, others = parse_entries({"credentialStatus": [ENTRY, {**ENTRY, "statusSize": 2}]})
    assert [(one.list_url, one.index, one.purpose) for one in entries] == [
        ("https://lists.example/3", 94567, "revocation")
    ]
    assert others
    for change in (
        {"statusPurpose": "message"},
        {"statusListCredential": "http://lists.example/3"},
        {"type": ["BitstringStatusListEntry", "https://terms.example/#Other"]},
        {"statusListIndex": "1٥"},
    ):
        assert parse_entries({"credentialStatus": {**ENTRY, **change}}) == ((), True)


@pytest.mark.parametrize(
    "digest",
    [
        {"digestSRI": "md5-AAAA"},
        {"digestSRI": "sha256-####"},
        {"digestSRI": 5},
        {"digestMultibase": "z" + "1" * 43},
        {"digestMultibase": "uAAA"},
        {"digestMultibase": "u" + "ä" * 43},
        {"digestMultibase": []},
    ],
)
def test_a_digest_is_one(digest):
    with pytest.raises(ClaimsInvalid):
        check_related_resources({"relatedResource": {"id": "https://r.example", **digest}})
