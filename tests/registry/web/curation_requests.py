"""For each code of curation a request that a caller could send."""

import json
from pathlib import Path
from uuid import uuid4

from registry.usecases.demo_accounts import PASSWORD
from tests.registry.drafting import citable
from tests.registry.web.door import ADMIN

EXAMPLES = Path(__file__).parents[2] / "examples" / "worked-examples.json"
DRAFTS, CURATOR, REVIEWER = "/api/v1/graph/drafts", "curator@demo.example", "reviewer@demo.example"
NL4 = "https://w3id.org/open-recognition/id/statement/nl-nlqf-4--eqf-4"


def draft(door, *changes):
    """The address of a new draft with these changes."""
    made = door.api.post(DRAFTS, CURATOR, json={"title": "Changes"})
    path = f"{DRAFTS}/{made.json()['id']}"
    for change in changes:
        assert door.api.post(f"{path}/changes", CURATOR, json=change).status_code == 201
    return path


def change(door, **wanted):
    return door.api.post(f"{draft(door)}/changes", CURATOR, json=wanted)


def send_file(door, what, content, name):
    files = {"file": (name, content, "application/octet-stream")}
    return door.api.post(f"{draft(door)}/{what}", CURATOR, files=files)


def approved(door, path):
    assert door.api.post(f"{path}/submit", CURATOR, json={}).status_code == 200
    return door.api.post(f"{path}/review", REVIEWER, json={"verdict": "approve"})


def office_not_competent(door):
    """A curator of a German authority withdraws what the Netherlands say."""
    wanted = {
        "email": "curator@de-zab.example",
        "password": PASSWORD,
        "given_name": "New",
        "family_name": "Curator",
        "roles": ["curator"],
        "organisation": "de-zab",
    }
    assert door.api.post("/api/v1/accounts/members", ADMIN, json=wanted).status_code == 201
    made = door.api.post(DRAFTS, wanted["email"], json={"title": "Changes"}).json()
    withdraw = {"act": "withdraw", "iri": NL4}
    return door.api.post(f"{DRAFTS}/{made['id']}/changes", wanted["email"], json=withdraw)


def regression_examples_differ(door):
    world = json.loads(EXAMPLES.read_bytes())
    asked = next(one for one in world["level_examples"] if "conf" in one["expect"])
    asked["expect"]["conf"] = "0.0001"
    path = draft(door, {"act": "withdraw", "iri": NL4})
    files = {"file": ("own.json", json.dumps(world).encode(), "application/json")}
    assert door.api.post(f"{path}/examples", CURATOR, files=files).status_code == 201
    assert approved(door, path).status_code == 200
    return door.api.post(f"{path}/publish", CURATOR, json={})


def export_impossible(door):
    """A note longer than a cell of a spreadsheet is published; RDF holds it, xlsx does not."""
    part = citable(door.api.services, NL4)
    part["provenance"]["note"] = "x" * 20_001
    path = draft(door, {"act": "supersede", "iri": NL4, "part": part})
    assert approved(door, path).status_code == 200
    published = door.api.post(f"{path}/publish", CURATOR, json={})
    assert published.status_code == 201, published.text
    return door.api.get("/api/v1/graph/releases/2/exports/xlsx")


UNCITED = {"act": "supersede", "iri": NL4, "part": {"provenance": {"locator": ""}}}
REQUESTS = {
    "draft_unknown": lambda door: door.api.get(f"{DRAFTS}/{uuid4()}", CURATOR),
    "draft_change_unknown": lambda door: door.api.http.delete(
        f"{draft(door)}/changes/{uuid4()}", headers=door.api.bearer(CURATOR)
    ),
    "draft_step_not_allowed": lambda door: door.api.post(
        f"{draft(door)}/publish", CURATOR, json={}
    ),
    "draft_invalid": lambda door: approved(door, draft(door, UNCITED)),
    "statement_unknown": lambda door: change(door, act="withdraw", iri="urn:none"),
    "statement_invalid": lambda door: change(door, act="supersede", iri=NL4, part={"force": 9}),
    "office_not_competent": office_not_competent,
    "import_faulty": lambda door: send_file(
        door, "import", b"id,source_framework\nx,none\n", "statements.csv"
    ),
    "import_unreadable": lambda door: send_file(
        door, "import", b"PK no archive", "statements.xlsx"
    ),
    "import_too_large": lambda door: send_file(
        door, "import", b"#" * (32 * 1024 * 1024 + 1), "statements.csv"
    ),
    "import_format_unknown": lambda door: send_file(door, "import", b"x", "statements.doc"),
    "export_impossible": export_impossible,
    "examples_invalid": lambda door: send_file(door, "examples", b"{", "own.json"),
    "regression_examples_unknown": lambda door: door.api.post(
        f"/api/v1/graph/examples/{uuid4()}/retire", CURATOR
    ),
    "regression_examples_differ": regression_examples_differ,
}
