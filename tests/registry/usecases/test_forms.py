"""One credential, many formats: the same facts, id and status places; each signed once."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import SystemRandom
from uuid import UUID

import pytest

from credentials.contexts import contexts
from credentials.encodings import parse_json
from credentials.profiles import sd_jwt_vc, vc20
from credentials.proofs import sd_jwt
from credentials.proofs.data_integrity import parse_proofs, verify_proof
from credentials.proofs.jose import VC_JWT, parse_jws
from credentials.token_status import parse_status_claim
from registry.errors import FormatNotOffered
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import audit, credentials, status_lists
from registry.usecases import forms, revocation
from tests.registry.people import decided, dump


def issued(services: Services) -> UUID:
    _, result = decided(services)
    assert result.credential is not None
    return result.credential.id


def ask(services: Services, credential_id: UUID, form: str) -> str:
    with transaction(services.engine) as session:
        return forms.get_form(
            session,
            services,
            credential_id=credential_id,
            form=form,
            actor_id=None,
            randomness=SystemRandom(),
            now=services.clock(),
        )


def first_record(services: Services, credential_id: UUID) -> vc20.Credential:
    with reading(services.engine) as session:
        row = credentials.find(session, credential_id)
        assert row is not None
        return vc20.parse(parse_json(parse_jws(row.vc_jwt.encode(), typ=VC_JWT).payload))


def public_key(services: Services, kid: str):
    (key,) = [key for key in services.key_ring.keys if key.signer.kid == kid]
    return key.signer.public_key


def test_a_form_is_signed_once_and_stays_the_same(services: Services) -> None:
    credential_id = issued(services)
    for form in forms.FORMATS:
        first = ask(services, credential_id, form)
        services.clock.pass_time(hours=1)  # type: ignore[attr-defined]
        assert ask(services, credential_id, form) == first
    with reading(services.engine) as session:
        entries = audit.list_of_subject(session, f"credential:{credential_id}")
    signed = [one.details["format"] for one in entries if one.action == "credential.form_signed"]
    assert sorted(signed) == sorted(set(forms.FORMATS) - {forms.SIGNED_FIRST})


def test_the_document_says_what_the_jwt_says_under_two_proofs(sqlite_services: Services) -> None:
    credential_id = issued(sqlite_services)
    document = json.loads(ask(sqlite_services, credential_id, "vc"))
    proofs = parse_proofs(document)
    assert [proof.cryptosuite for proof in proofs] == ["eddsa-rdfc-2022", "ecdsa-rdfc-2019"]
    for proof in proofs:
        key = public_key(sqlite_services, proof.verification_method)
        verify_proof(document, proof, key, contexts=contexts())
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    assert vc20.parse_document(unsigned) == first_record(sqlite_services, credential_id)


def test_an_elm_form_names_the_issuer_as_the_operator_does(sqlite_services: Services) -> None:
    told = {"issuer_country": "IE", "issuer_legal_number": "IE-123456"}
    services = replace(sqlite_services, settings=sqlite_services.settings.model_copy(update=told))
    credential_id = issued(services)
    document = json.loads(ask(services, credential_id, "elm"))
    token = parse_jws(ask(services, credential_id, "elm-jwt").encode(), typ=VC_JWT)
    for issuer in (document["issuer"], parse_json(token.payload)["issuer"]):
        assert issuer["eIDASIdentifier"]["notation"] == "IE-123456"
        assert issuer["eIDASIdentifier"]["spatial"]["id"].endswith("/country/IRL")
        assert issuer["location"][0]["address"][0]["countryCode"]["id"].endswith("/country/IRL")


def test_the_sd_jwt_says_the_same_and_has_a_status_place_of_its_own(services: Services) -> None:
    credential_id = issued(services)
    parsed = sd_jwt.parse(ask(services, credential_id, "dc+sd-jwt").encode())
    claims = sd_jwt.verify_issuer(parsed, public_key(services, parsed.issuer_jws.kid))
    first = first_record(services, credential_id)
    assert sd_jwt_vc.parse(claims).record() == sd_jwt_vc.by_the_day(first.record)
    place = parse_status_claim(claims["status"])
    with reading(services.engine) as session:
        (entry,) = status_lists.list_entries(session, credential_id, "token")
    assert (place.url.rpartition("/")[2], place.index) == (entry.list_id, entry.position)


def test_a_form_asked_for_after_a_suspension_is_suspended(services: Services) -> None:
    credential_id = issued(services)
    for act, state in ((revocation.suspend, 2), (revocation.reinstate, 0), (revocation.revoke, 1)):
        with transaction(services.engine) as session:
            act(session, actor=None, credential_id=credential_id, reason="x", now=services.clock())
        ask(services, credential_id, "dc+sd-jwt")
        assert token_states(services, credential_id) == [state]


def token_states(services: Services, credential_id: UUID) -> list[int]:
    with reading(services.engine) as session:
        states = []
        for entry in status_lists.list_entries(session, credential_id, "token"):
            row = status_lists.find(session, entry.list_id)
            assert row is not None
            at, shift = divmod(entry.position * 2, 8)
            states.append(row.bits[at] >> shift & 3)
        return states


def test_an_unknown_format_is_refused_and_changes_nothing(sqlite_services: Services) -> None:
    credential_id = issued(sqlite_services)
    before = dump(sqlite_services)
    with pytest.raises(FormatNotOffered):
        ask(sqlite_services, credential_id, "mso_mdoc")
    assert dump(sqlite_services) == before


def test_many_who_ask_first_at_once_get_one_form(services: Services) -> None:
    credential_id = issued(services)
    with ThreadPoolExecutor(6) as crowd:
        got = list(crowd.map(lambda _: ask(services, credential_id, "dc+sd-jwt"), range(6)))
    assert len(set(got)) == 1
    assert len(token_states(services, credential_id)) == 1
