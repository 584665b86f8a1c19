"""Two readers of one person's copies put them side by side. RFC 9901, 10.1; OpenID4VCI 1.0, 3.3.

What the copies of one batch share they share with another credential of the same day, so that it
tells nobody apart; all else is a copy's own. What a holder discloses is told by name.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest

from credentials.encodings import decode_base64url, parse_json
from credentials.proofs import sd_jwt
from registry.storage.database import reading
from registry.storage.queries import audit, forms
from tests.registry.web.conftest import ASSESSOR, DECIDER, FULL, INTAKE, WORKER
from tests.registry.web.wallet import JWT, LDP, Wallet


def batch(api, credential_id: str, count: int, **asked: Any) -> list[Any]:
    wallet = Wallet(api)
    assert wallet.redeem(wallet.offer(WORKER, credential=credential_id)).status_code == 200
    nonce = wallet.nonce()
    answer = wallet.request(*[wallet.prove(nonce) for _ in range(count)], **asked)
    assert answer.status_code == 200, answer.text
    return [one["credential"] for one in answer.json()["credentials"]]


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value with the path to it, and how many there are in each list."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}/{name}")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield f"{path}/length", len(value)
        for at, inner in enumerate(value):
            yield from leaves(inner, f"{path}/{at}")
    else:
        yield path, value


def always_shown(copy: str) -> dict[str, object]:
    """All that a reader sees who is shown not one claim: what the issuer signed, and how."""
    signed = sd_jwt.present(sd_jwt.parse(copy.encode()), []).rstrip("~")
    header, payload, signature = signed.split(".")
    seen = {
        "header": parse_json(decode_base64url(header.encode())),
        "payload": parse_json(decode_base64url(payload.encode())),
        "signature": signature,
    }
    return dict(leaves(seen))


def all_shown(copy: str) -> dict[str, object]:
    return dict(leaves(sd_jwt.parse(copy.encode()).unproven_claims))


def own(copies: list[dict[str, object]], stranger: dict[str, object]) -> set[str]:
    """What tells that copies belong together: said by more than one, and not by a stranger's."""
    told: set[str] = set()
    for path in set().union(*copies):
        values = [copy.get(path) for copy in copies]
        if len(set(values)) < len(values) and values[0] != stranger.get(path):
            told.add(path)
    return told


def decide(cases, *, papers: int, **facts: str) -> str:
    case = cases.start(**facts)
    for _ in range(papers):
        cases.hand_in(case)
    cases.event(case, WORKER, "submit")
    for who, event in ((INTAKE, "check"), (INTAKE, "verify"), (ASSESSOR, "evaluate")):
        cases.event(case, who, event)
    cases.event(case, ASSESSOR, "propose", proposal=FULL)
    answer = cases.api.post(f"/api/v1/applications/{case}/decision", DECIDER, json={})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["credential"])


@pytest.fixture
def decided(cases, clock) -> tuple[str, str]:
    """Ids of two credentials, decided at two moments of one day on different grounds."""
    first = decide(cases, papers=3)
    clock.pass_time(minutes=7)
    return first, decide(cases, papers=4, occupation="7126")


def test_two_readers_find_nothing_that_tells_copies_of_one_person(api, decided):
    mine, other = decided
    copies, (stranger,) = batch(api, mine, 3), batch(api, other, 1)
    shown = [always_shown(copy) for copy in copies]
    strangers = always_shown(stranger)
    assert all(copy.keys() == strangers.keys() for copy in shown)
    assert own(shown, strangers) == set()
    # Of what is a copy's own, not one value is twice there.
    for path in ("/payload/status/status_list/idx", "/payload/cnf/jwk/x", "/payload/_sd/0"):
        assert len({copy[path] for copy in shown}) == len(copies), path
    # Nor do disclosures tell: each has its own salt.
    texts = [one.text for copy in copies for one in sd_jwt.parse(copy.encode()).disclosures]
    assert len(set(texts)) == len(texts)


def test_what_a_holder_discloses_tells_no_number_but_those_named_so(api, decided):
    """Shown in full, copies are one person's; these two claims alone say so without the facts."""
    mine, other = decided
    copies, (stranger,) = batch(api, mine, 2), batch(api, other, 1)
    shown = [all_shown(copy) for copy in copies]
    for path in ("/jti", "/sub"):
        assert shown[0][path] != shown[1][path]
    numbers = {
        path for path in own(shown, all_shown(stranger)) if "urn:uuid" in str(shown[0][path])
    }
    assert numbers == {"/copy_of", "/decision_id"}
    assert shown[0]["/copy_of"] == f"urn:uuid:{mine}"


def test_each_copy_is_valid_until_the_decision_is_revoked_and_each_is_told(api, decided):
    mine, _ = decided
    copies = batch(api, mine, 2)
    for state in ("valid", "invalid"):
        for copy in copies:
            report = api.post("/api/v1/verify", json={"credential": copy}).json()
            assert report["outcome"] == state, report["checks"]
        api.post(
            f"/api/v1/credentials/{mine}/revoke",
            DECIDER,
            json={"reason": "x"},
        )
    with reading(api.services.engine) as session:
        entries = audit.list_of_subject(session, f"credential:{mine}")
        rows = forms.list_copies(session, UUID(mine))
    (handed,) = [one for one in entries if one.action == "credential.handed_over"]
    assert set(handed.details["ids"].split()) == {str(row.id) for row in rows}
    assert {f"urn:uuid:{row.id}" for row in rows} == {all_shown(copy)["/jti"] for copy in copies}


@pytest.mark.parametrize("form", [JWT, LDP])
def test_the_forms_that_show_everything_are_linkable(api, decided, form):
    """As docs/formats.md says: this is what SD-JWT copies are for."""
    first, second = batch(api, decided[0], 2, configuration=form)
    if form == JWT:
        first, second = (
            parse_json(decode_base64url(one.split(".")[1].encode())) for one in (first, second)
        )
    assert first["id"] == second["id"]
