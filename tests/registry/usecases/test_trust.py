"""The trust list: kept, versioned, exchanged, and in force at once."""

from dataclasses import replace

import pytest

from credentials.did_key import did_key_of
from credentials.errors import TrustListInvalid
from credentials.keys import generate_key_ring
from credentials.trust import TrustedIssuer, TrustList, trusted_issuer
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import audit
from registry.trust_errors import TrustEntryUnknown
from registry.usecases import trust
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
