"""The pages on which a worker takes a credential into a wallet, and an officer attests facts."""

import base64
import io
import re

import zxingcpp
from PIL import Image

from tests.registry.web.conftest import INTAKE, WORKER, form_token


def scanned(page: str) -> str:
    """What a phone reads from the picture on the page."""
    picture = re.search(r'src="data:image/png;base64,([^"]+)"', page)
    assert picture
    image = Image.open(io.BytesIO(base64.b64decode(picture[1]))).convert("L")
    return str(zxingcpp.read_barcodes(image)[0].text)


def test_the_page_of_the_case_leads_to_a_code_for_the_wallet(sign_in, cases):
    decided = cases.decided()
    browser = sign_in(WORKER)
    case = browser.get(f"/apply/{decided['case']}").text
    address = f"/credentials/{decided['credential']}/wallet"
    assert f'action="{address}"' in case
    page = browser.post(address, data={"csrf_token": form_token(case)}).text
    assert scanned(page).startswith("openid-credential-offer://?credential_offer_uri=")
    assert scanned(page) in page.replace("&amp;", "&")
    assert re.search(r"<strong>\d{6}</strong>", page)
    for form, media_type in (("vc", "application/vc"), ("dc+sd-jwt", "application/dc+sd-jwt")):
        download = browser.get(f"/credentials/{decided['credential']}/forms/{form}")
        assert download.headers["content-type"].startswith(media_type)
        assert "attachment" in download.headers["content-disposition"]


def test_an_open_case_can_be_promised_to_the_wallet(sign_in, cases):
    case = cases.submitted()
    browser = sign_in(WORKER)
    page = browser.get(f"/apply/{case}").text
    assert f'action="/apply/{case}/wallet"' in page
    offered = browser.post(f"/apply/{case}/wallet", data={"csrf_token": form_token(page)})
    assert "openid-credential-offer://" in offered.text


def test_an_officer_attests_on_the_page_and_the_worker_finds_the_record(sign_in, cases):
    case = cases.submitted()
    cases.event(case, INTAKE, "check")
    cases.event(case, INTAKE, "verify")
    officer = sign_in(INTAKE)
    page = officer.get(f"/officer/cases/{case}").text
    assert f'action="/officer/cases/{case}/attestations"' in page
    attested = officer.post(
        f"/officer/cases/{case}/attestations",
        data={"csrf_token": form_token(page), "basis": "formal", "note": "Original seen."},
    )
    assert attested.status_code == 303
    own = sign_in(WORKER).get(f"/apply/{case}").text
    assert 'id="skill-records"' in own
    assert "Original seen." not in own


def test_the_api_gives_what_was_attested_to_the_parties(api, cases):
    case = cases.submitted()
    cases.event(case, INTAKE, "check")
    cases.event(case, INTAKE, "verify")
    path = f"/api/v1/applications/{case}/attestations"
    made = api.post(path, INTAKE, json={"basis": "formal"})
    assert made.status_code == 201, made.text
    record = made.json()["credential"]
    assert (record["decision"], record["edition"]) == (None, 1)
    assert [one["id"] for one in api.get(path, WORKER).json()] == [record["attestation"]]
    accept = {"Accept": "application/dc+sd-jwt"}
    form = api.get(f"/api/v1/credentials/{record['id']}", WORKER, headers=accept)
    assert form.headers["content-type"].startswith("application/dc+sd-jwt")
    assert form.headers["vary"] == "Accept"
