"""An authority's style: tried, put in force by who decides for it, and known to the verifier."""

import base64
import io

import pypdfium2
from PIL import Image

from tests.registry.web.conftest import ADMINISTRATOR, ASSESSOR, DECIDER, WORKER

STYLE = "/api/v1/authorities/de-ihk-fosa/certificate-style"
OTHERS = "/api/v1/authorities/de-zab/certificate-style"


def logo():
    written = io.BytesIO()
    Image.new("RGB", (300, 100), (20, 90, 40)).save(written, "PNG")
    return base64.b64encode(written.getvalue()).decode()


def look():
    return {
        "primary": "#14532d",
        "logo": logo(),
        "logo_text": "Arms",
        "words": {"en": {"seal": "Sealed by the chamber."}},
    }


def put(api, path, who, **kwargs):
    return api.http.put(path, headers=api.bearer(who), **kwargs)


def page_1(pdf):
    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()


def test_who_decides_for_an_authority_sets_its_style_and_nobody_else_does(api):
    plain = api.get(STYLE, DECIDER).json()
    assert plain["words"] == {}
    for who, path in ((WORKER, STYLE), (ASSESSOR, STYLE), (DECIDER, OTHERS)):
        refused = put(api, path, who, json=look())
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert api.get(STYLE, DECIDER).json() == plain
    stored = put(api, STYLE, DECIDER, json=look())
    assert stored.status_code == 200, stored.text
    assert api.get(STYLE, ADMINISTRATOR).json() == stored.json()
    assert api.get(OTHERS, ADMINISTRATOR).json() == plain


def test_a_specimen_is_of_nobody_and_changes_nothing(api):
    before = api.get(STYLE, DECIDER).json()
    drawn = api.post(f"{STYLE}/preview?lang=en,ar&outcome=FULL", DECIDER, json=look())
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "application/pdf")
    shown = page_1(drawn.content)
    assert "SPECIMEN" in shown
    assert "chamber" in shown
    assert api.get(STYLE, DECIDER).json() == before
    report = api.post(
        "/api/v1/verify", content=drawn.content, headers={"Content-Type": "application/pdf"}
    ).json()
    assert report["valid"] is False
    assert {check["name"]: check["code"] for check in report["checks"]}["issuer_trusted"] == (
        "issuer_unknown"
    )


def test_a_style_that_cannot_be_printed_is_refused_and_nothing_is_stored(api):
    before = api.get(STYLE, DECIDER).json()
    for wrong in ({"primary": "#fefefe"}, {"words": {"en": {"seal": "a\nb"}}}, {"logo": "%%%"}):
        answer = put(api, STYLE, DECIDER, json=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "certificate_style_invalid")
    unknown = api.get("/api/v1/authorities/nobody/certificate-style", ADMINISTRATOR)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "organisation_unknown")
    assert api.get(STYLE, DECIDER).json() == before


def test_prints_in_a_new_and_in_an_earlier_style_are_both_known(api, cases):
    credential, _ = cases.credential()
    prints = []
    for primary in ("#14532d", "#5a1030"):
        assert put(api, STYLE, DECIDER, json={**look(), "primary": primary}).status_code == 200
        drawn = api.get(f"/api/v1/credentials/{credential}/certificate.pdf?lang=en", WORKER)
        prints.append(drawn.content)
    assert prints[0] != prints[1]
    for raw in prints:
        report = api.post(
            "/api/v1/verify", content=raw, headers={"Content-Type": "application/pdf"}
        ).json()
        checks = {check["name"]: check["status"] for check in report["checks"]}
        assert (report["valid"], checks["print_matches"]) == (True, "passed")
