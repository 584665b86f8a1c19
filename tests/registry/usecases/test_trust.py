"""The trust list: kept, versioned, exchanged, and in force at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from credentials.did_key import did_key_of
from credentials.encodings import parse_json
from credentials.errors import TrustListInvalid
from credentials.keys import generate_key_ring
from credentials.proofs.jose import JwsProfile, parse_jws, verify_jws
from credentials.trust import TrustedIssuer, TrustList, trusted_issuer
from credentials.trust_exchange import describe_issuer, serialize_trust_list
from registry.errors import TrustEntryUnknown
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import audit
from registry.usecases import trust, trust_export
from tests.conftest import NOW

COLLEGE = TrustedIssuer("did:web:college.example", "College", (), resolves_keys=True)


def put(services: Services, issuer: TrustedIssuer) -> TrustedIssuer:
    with transaction(services.engine) as session:
        return trust.put(session, services, actor=None, issuer=issuer, now=NOW)


def remove(services: Services, did: str) -> None:
    with transaction(services.engine) as session:
        trust.remove(session, actor=None, did=did, now=NOW)


def current(services: Services) -> TrustList:
    with reading(services.engine) as session:
        return trust.current(session, services)


def test_an_entry_is_in_force_at_once_in_every_process(services: Services) -> None:
    other_process = replace(services)
    assert current(other_process).find(COLLEGE.did) is None
    put(services, COLLEGE)
    for process in (services, other_process):
        assert current(process).find(COLLEGE.did) == COLLEGE
        assert current(process).find(services.key_ring.controller) is not None
    remove(services, COLLEGE.did)
    for process in (services, other_process):
        assert current(process).find(COLLEGE.did) is None


def test_every_change_is_a_version_and_stands_in_the_audit_log(services: Services) -> None:
    put(services, COLLEGE)
    put(services, replace(COLLEGE, name="The College"))
    remove(services, COLLEGE.did)
    with reading(services.engine) as session:
        changes = trust.page_changes(session).changes
        assert [(c.version, c.act, (c.entry or {}).get("name")) for c in changes] == [
            (3, "remove", None),
            (2, "put", "The College"),
            (1, "put", "College"),
        ]
        entries = [audit.list_of_subject(session, f"trust:{n}")[0].action for n in (1, 2, 3)]
        assert entries == ["trust.put", "trust.put", "trust.remove"]
        first = trust.page_changes(session, limit=2)
        rest = trust.page_changes(session, cursor=first.next_cursor, limit=2)
        assert [c.version for c in (*first.changes, *rest.changes)] == [3, 2, 1]
        assert rest.next_cursor is None


def test_entries_are_read_in_pages(sqlite_services: Services) -> None:
    for name in "abc":
        put(sqlite_services, replace(COLLEGE, did=f"did:web:{name}.example"))
    with reading(sqlite_services.engine) as session:
        first = trust.page(session, limit=2)
        rest = trust.page(session, cursor=first.next_cursor, limit=2)
    assert [issuer.did for issuer in (*first.issuers, *rest.issuers)] == [
        f"did:web:{name}.example" for name in "abc"
    ]
    assert (first.version, rest.next_cursor) == (3, None)


def test_the_key_of_a_did_key_comes_from_the_did(sqlite_services: Services) -> None:
    key = generate_key_ring("did:web:x.example", NOW).credential_signer.public_key
    stored = put(sqlite_services, TrustedIssuer(did_key_of(key), "Holder", ()))
    assert [found.key for found in stored.keys] == [key]


@pytest.mark.parametrize(
    "change",
    [
        {"resolves_keys": False},
        {"did": "did:web:college.example:"},
        {"did": "did:web:" + "x" * 600},
        {"did": "did:key:z6Mkwrong"},
        {"did": "did:example:1"},
        {"did": "did:web:registry.example"},
    ],
)
def test_an_entry_that_could_verify_nothing_or_is_ours_is_refused(
    sqlite_services: Services, change: dict[str, object]
) -> None:
    with pytest.raises(TrustListInvalid):
        put(sqlite_services, replace(COLLEGE, **change))  # type: ignore[arg-type]
    assert len(current(sqlite_services).entries) == 1


def test_keys_are_listed_or_looked_up_but_not_both(sqlite_services: Services) -> None:
    ring = generate_key_ring(COLLEGE.did, NOW)
    listed = trusted_issuer(ring, name="College", status_url_prefixes=[])
    with pytest.raises(TrustListInvalid):
        put(sqlite_services, replace(listed, resolves_keys=True))
    assert put(sqlite_services, listed) == listed


def test_what_is_not_on_the_list_cannot_be_removed(sqlite_services: Services) -> None:
    with pytest.raises(TrustEntryUnknown):
        remove(sqlite_services, COLLEGE.did)
    with pytest.raises(TrustEntryUnknown):
        remove(sqlite_services, sqlite_services.key_ring.controller)


def test_an_exported_list_is_imported_elsewhere(services: Services) -> None:
    put(services, replace(COLLEGE, valid_until=NOW + timedelta(days=365)))
    with reading(services.engine) as session:
        exported = trust_export.export(session, services, now=NOW)
    remove(services, COLLEGE.did)
    with transaction(services.engine) as session:
        imported = trust.import_list(session, services, actor=None, raw=exported.plain, now=NOW)
    assert imported == trust.Imported(added=1, changed=0, removed=0, unchanged=0)
    assert current(services) == exported.issuers


def test_an_import_counts_what_it_does_and_replaces_only_if_told(
    sqlite_services: Services,
) -> None:
    first, second = COLLEGE, replace(COLLEGE, did="did:web:b.example")
    put(sqlite_services, first)
    put(sqlite_services, second)
    third = replace(COLLEGE, did="did:web:c.example")
    raw = serialize_trust_list(TrustList((first, replace(second, name="B"), third)))
    with transaction(sqlite_services.engine) as session:
        taken = trust.import_list(session, sqlite_services, actor=None, raw=raw, now=NOW)
    assert taken == trust.Imported(added=1, changed=1, removed=0, unchanged=1)
    alone = serialize_trust_list(TrustList((third,)))
    with transaction(sqlite_services.engine) as session:
        taken = trust.import_list(
            session, sqlite_services, actor=None, raw=alone, replace_all=True, now=NOW
        )
    assert taken == trust.Imported(added=0, changed=0, removed=2, unchanged=1)
    assert len(current(sqlite_services).entries) == 2


def test_an_import_with_one_fault_changes_nothing(sqlite_services: Services) -> None:
    hopeless = replace(COLLEGE, did="did:web:b.example", resolves_keys=False)
    raw = serialize_trust_list(TrustList((COLLEGE, hopeless)))
    with pytest.raises(TrustListInvalid), transaction(sqlite_services.engine) as session:
        trust.import_list(session, sqlite_services, actor=None, raw=raw, now=NOW)
    assert len(current(sqlite_services).entries) == 1


def test_the_signed_export_is_proven_by_the_registry(sqlite_services: Services) -> None:
    put(sqlite_services, COLLEGE)
    with reading(sqlite_services.engine) as session:
        signed = trust_export.export(session, sqlite_services, now=NOW).signed
    profile = {trust_export.TYPE: JwsProfile((trust_export.TYPE,))}
    token = parse_jws(signed.encode(), typ=trust_export.TYPE, profiles=profile)
    verify_jws(token, sqlite_services.key_ring.credential_signer.public_key)
    claims = parse_json(token.payload)
    assert (claims["iss"], claims["version"]) == ("did:web:registry.example", 1)
    assert claims["issuers"][1] == describe_issuer(COLLEGE)
