"""What a holder may write otherwise without breaking a signature must not deceive the reader.

Canonical RDF does not keep the names of members. A revoked or expired credential whose status or
end is told in another way still verifies; it must be refused.
"""

import copy

import pytest

from credentials.contexts import contexts
from credentials.encodings import serialize_json
from credentials.errors import ClaimsDisagree
from credentials.jsonld.plain_sight import DECIDING
from credentials.jsonld.scopes import NotCompiled, compiled
from credentials.profiles.vc20 import W3C_CONTEXT
from credentials.proofs.data_integrity import SecuredDocument, add_proof, parse_proofs
from tests.credentials.conftest import DID, INDEX, NOW, REVOCATION_URL, SUSPENSION_URL
from tests.credentials.jsonld.random_documents import CONTEXT_LISTS

VOCABULARY = "https://www.w3.org/2018/credentials#"
DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
END = "2026-11-24T09:30:00Z"
ENDED = {"@value": END, "@type": DATE_TIME}


def entry(purpose, url):
    return {
        "id": f"{url}#{INDEX}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(INDEX),
        "statusListCredential": url,
    }


@pytest.fixture(scope="module")
def revoked(registry):
    """Signed, revoked and expired."""
    document = {
        "@context": [W3C_CONTEXT],
        "id": "urn:uuid:0a5a6c3e-7d3d-4b39-9b0e-0c4f6e4c9a11",
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "validFrom": "2026-11-01T09:30:00Z",
        "validUntil": END,
        "credentialSubject": {"id": "did:example:holder", "name": "Ana"},
        "credentialStatus": [entry("revocation", REVOCATION_URL)],
    }
    return add_proof(
        document,
        signer=registry.ring.credential_signer,
        cryptosuite="eddsa-rdfc-2022",
        created=NOW,
        contexts=contexts(),
    )


def absolute(document):
    document[f"{VOCABULARY}credentialStatus"] = document.pop("credentialStatus")
    document[f"{VOCABULARY}validUntil"] = ENDED
    del document["validUntil"]


def with_terms(**terms):
    def change(document):
        document["@context"].append(terms)

    return change


def renamed(document):
    with_terms(
        seen={"@id": f"{VOCABULARY}credentialStatus", "@type": "@id"},
        until={"@id": f"{VOCABULARY}validUntil", "@type": DATE_TIME},
    )(document)
    document["seen"] = document.pop("credentialStatus")
    document["until"] = document.pop("validUntil")


def by_vocabulary(document):
    document["@context"].append({"@vocab": f"{VOCABULARY}credential"})
    document["Status"] = document.pop("credentialStatus")


def by_prefix(document):
    with_terms(w3=VOCABULARY)(document)
    document["w3:credentialStatus"] = document.pop("credentialStatus")


def nested_away(document):
    with_terms(more="@nest")(document)
    document["more"] = {"credentialStatus": document.pop("credentialStatus")}


def from_the_other_end(document):
    status = document.pop("credentialStatus")[0]
    status["@reverse"] = {f"{VOCABULARY}credentialStatus": {"id": document["id"]}}
    document["credentialSubject"]["@reverse"] = {
        f"{VOCABULARY}credentialSubject": {
            "id": document["id"],
            f"{VOCABULARY}validUntil": ENDED,
            f"{VOCABULARY}credentialStatus": status,
        }
    }
    del document["validUntil"]


def by_a_reversed_term(document):
    with_terms(of={"@reverse": f"{VOCABULARY}credentialSubject", "@type": "@id"})(document)
    status = document.pop("credentialStatus")
    document["credentialSubject"]["of"] = {
        "id": document["id"],
        f"{VOCABULARY}credentialStatus": status,
    }


def for_nobody(document):
    document["credentialSubject"]["@id"] = document["credentialSubject"].pop("id")


def without_a_name(document):
    document["@id"] = document.pop("id")


CHANGES = [
    absolute,
    renamed,
    by_vocabulary,
    by_prefix,
    nested_away,
    from_the_other_end,
    by_a_reversed_term,
    for_nobody,
    without_a_name,
]


def report_of(check, registry, document):
    statuses = registry.statuses(revoked=(INDEX,))
    return check(serialize_json(document), statuses=statuses)


def test_the_credential_is_read_as_it_was_signed(check, registry, revoked):
    report = report_of(check, registry, revoked)
    codes = {one.name: one.code for one in report.checks}
    assert (codes["proof"], codes["validity"], codes["status"]) == (None, "expired", "revoked")


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_decides_cannot_be_told_out_of_sight(check, registry, revoked, change):
    altered = copy.deepcopy(revoked)
    change(altered)
    report = report_of(check, registry, altered)
    assert report.outcome == "invalid"
    codes = {one.name: one.code for one in report.checks}
    assert codes["schema"] in {"claims_disagree", "term_unknown"}


def test_one_of_two_states_cannot_be_told_out_of_sight(registry, check):
    """The member is still there, with the harmless one."""
    document = {
        "@context": [W3C_CONTEXT],
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "credentialSubject": {"id": "did:example:holder", "name": "Ana"},
        "credentialStatus": [
            entry("revocation", REVOCATION_URL),
            entry("suspension", SUSPENSION_URL),
        ],
    }
    secured = add_proof(
        document,
        signer=registry.ring.credential_signer,
        cryptosuite="eddsa-rdfc-2022",
        created=NOW,
        contexts=contexts(),
    )
    raised, harmless = secured["credentialStatus"]
    hidden = {
        **secured,
        "credentialStatus": harmless,
        f"{VOCABULARY}credentialStatus": raised,
    }
    codes = {one.name: one.code for one in report_of(check, registry, hidden).checks}
    assert codes["schema"] == "claims_disagree"


def test_a_status_list_cannot_be_kept_alive_either(registry):
    """An old list whose end is out of sight would hide what was raised since."""
    document = {
        "@context": [W3C_CONTEXT],
        "id": REVOCATION_URL,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": DID,
        "validUntil": END,
        "credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "revocation"},
    }
    secured = add_proof(
        document,
        signer=registry.ring.credential_signer,
        cryptosuite="eddsa-rdfc-2022",
        created=NOW,
        contexts=contexts(),
    )
    absolute_end = {**secured, f"{VOCABULARY}validUntil": ENDED}
    del absolute_end["validUntil"]
    (proof,) = parse_proofs(absolute_end)
    with pytest.raises(ClaimsDisagree):
        SecuredDocument(absolute_end, contexts()).verify(
            proof, registry.ring.credential_signer.public_key
        )


def test_terms_that_the_proof_does_not_cover_name_nothing(registry, check, revoked):
    """Whoever holds the credential could call its claims something else."""
    called = copy.deepcopy(revoked)
    with_terms(masterWelder="https://schema.org/name")(called)
    subject = called["credentialSubject"]
    subject["masterWelder"] = subject.pop("name")
    codes = {one.name: one.code for one in report_of(check, registry, called).checks}
    assert (codes["proof"], codes["schema"]) == (None, "context_unknown")


def test_terms_that_were_signed_are_read(registry, check):
    document = {
        "@context": [W3C_CONTEXT, {"craft": "https://x.example/craft"}],
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "credentialSubject": {"id": "did:example:holder", "craft": "welding"},
    }
    for suite, code in (("eddsa-jcs-2022", None), ("eddsa-rdfc-2022", "context_unknown")):
        secured = add_proof(
            document,
            signer=registry.ring.credential_signer,
            cryptosuite=suite,
            created=NOW,
            contexts=contexts(),
        )
        codes = {one.name: one.code for one in report_of(check, registry, secured).checks}
        assert (codes["proof"], codes["schema"]) == (None, code)
        # A context more at the end is none that was signed.
        more = {**secured, "@context": [*document["@context"], {"trade": "https://x.example/t"}]}
        codes = {one.name: one.code for one in report_of(check, registry, more).checks}
        assert (codes["proof"], codes["schema"]) == (None, "context_unknown")


def scopes_of(scope, depth=3):
    yield scope
    for name, term in scope.terms.items() if depth else ():
        if term.is_scoped:
            try:
                below = scope.inside(name, term) if name[0].islower() else scope.for_types([name])
            except NotCompiled:
                continue
            yield from scopes_of(below, depth - 1)


@pytest.mark.parametrize("named", CONTEXT_LISTS, ids=str)
def test_no_closed_context_has_a_second_name_for_what_decides(named):
    """So the tables need not look."""
    top = compiled(tuple(contexts()[url] for url in named))
    by_iri = {f"<{iri}>": term for term, iri in DECIDING.items()}
    for scope in scopes_of(top, depth=2):
        for name, term in scope.terms.items():
            assert by_iri.get(term.predicate, name) == name
