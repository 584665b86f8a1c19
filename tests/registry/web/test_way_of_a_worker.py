"""A worker who knows neither level nor law is led to who decides, and loses nothing on the way."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from tests.registry.web.conftest import INTAKE, WORKER, form_token

AS_READER = {"Accept": "text/html"}
NURSE = "/compare?qualification=ph-prc-nurse&country=DE"


def links(page, start):
    content = page.partition("<main")[2]
    return [unescape(one) for one in re.findall(f'href="({re.escape(start)}[^"]*)"', content)]


def test_a_qualification_without_level_is_no_dead_end(shared_api):
    answer = shared_api.http.get(f"{NURSE}&purpose=regulated_profession", headers=AS_READER)
    assert answer.status_code == 200
    assert "No level can be named" in answer.text
    assert "Health authority of the Land" in answer.text
    assert '<option value="ph-pqf" selected>' in answer.text
    [apply] = links(answer.text, "/apply/new?")
    assert parse_qs(urlsplit(apply).query) == {
        "destination": ["DE"],
        "purpose": ["regulated_profession"],
        "qualification": ["ph-prc-nurse"],
        "authority": ["de-land-health-authority"],
    }


def test_the_answer_leads_to_an_application_that_knows_it_already(shared_api, shared_sign_in):
    answer = shared_api.http.get(f"{NURSE}&purpose=employment", headers=AS_READER)
    hwk = next(one for one in links(answer.text, "/apply/new?") if "de-hwk" in one)
    page = shared_sign_in(WORKER).get(hwk).text
    assert re.search(r'value="de-hwk" required checked', page)
    assert "de-ihk-fosa" in page


def test_a_protected_profession_is_not_sent_to_a_chamber_of_trade(shared_api, shared_sign_in):
    answer = shared_api.http.get(f"{NURSE}&purpose=employment", headers=AS_READER)
    [change] = [one for one in links(answer.text, "/compare?") if "regulated" in one]
    assert "Health authority of the Land" in shared_api.http.get(change, headers=AS_READER).text
    worker = shared_sign_in(WORKER)
    asked = "qualification=ph-prc-nurse&destination=DE&purpose=employment&occupation=2221"
    [change] = links(worker.get(f"/apply/new?{asked}").text, "/apply/new?")
    assert 'value="de-land-health-authority"' in worker.get(change).text
    welder = "qualification=ph-tesda-smaw-nc2&destination=DE&purpose=employment&occupation=7212"
    assert links(worker.get(f"/apply/new?{welder}").text, "/apply/new?") == []


def test_a_level_compared_is_kept_when_the_worker_applies(shared_api, shared_sign_in):
    answer = shared_api.http.get("/compare?from=nl-nlqf:4%2B&country=DE", headers=AS_READER)
    [apply] = links(answer.text, "/apply/new?")
    page = shared_sign_in(WORKER).get(apply).text
    assert re.search(r'name="level" value="4\+" checked', page)
    assert '<input type="hidden" name="destination" value="DE">' in page


OWN_PAGE = {**AS_READER, "Origin": "http://testserver", "Accept-Language": "es"}


def test_what_is_wrong_is_told_in_words_and_what_was_written_comes_back(shared_sign_in):
    worker = shared_sign_in(WORKER)
    asked = "qualification=ph-tesda-smaw-nc2&destination=DE&purpose=employment"
    form = {
        **{name: value for name, [value] in parse_qs(asked).items()},
        "csrf_token": form_token(worker.get(f"/apply/new?{asked}").text),
        "authority": "de-hwk",
        "awarded": "mayo de 2015",
        "consent": "yes",
    }
    page = worker.post("/apply/new", data=form, headers=OWN_PAGE).text
    assert "<strong>¿Cuándo se expidió?</strong>: Escriba la fecha de expedición así" in page
    assert ">mayo de 2015</dd>" in page
    assert form["csrf_token"] not in page.partition("<main")[2]
    unnamed = {name: value for name, value in OWN_PAGE.items() if name != "Origin"}
    assert "mayo de 2015" not in worker.post("/apply/new", data=form, headers=unnamed).text


def test_a_text_outlives_the_session_it_was_written_in(shared_api):
    case = f"/officer/cases/{UUID(int=7)}"
    here = OWN_PAGE | {"Referer": f"http://testserver{case}"}
    lost = shared_api.http.post(
        f"{case}/proposal", data={"reasons": "Falta práctica."}, headers=here
    )
    assert lost.status_code == 401
    assert ">Falta práctica.</dd>" in lost.text
    assert f'href="{case}"' in lost.text
    plain = shared_api.http.post(f"{case}/events", headers=here, follow_redirects=False)
    assert plain.headers["location"] == f"/login?next={case}"


def test_a_phone_offers_its_camera_for_a_code_on_paper(shared_api):
    page = shared_api.http.get("/verify", headers=AS_READER).text
    assert "/verify/offline" in links(page, "/verify/offline")
    assert page.index("Scan its code with the camera") < page.index('<form action="/verify"')
    assert re.search(r'id="file" name="file" accept="[^"]*image/jpeg', page)


def test_whose_turn_it_is_is_told_from_where_one_reads(cases, sign_in):
    case = cases.start()
    worker, page = sign_in(WORKER), f"/apply/{case}"
    assert "It is your turn." in worker.get(page).text
    cases.hand_in(case)
    cases.event(case, WORKER, "submit")
    assert "It is your turn." not in worker.get(page).text
    assert "Next to act: an officer for intake" in worker.get(page).text
    assert "Next to act" in sign_in(INTAKE).get(f"/officer/cases/{case}").text
