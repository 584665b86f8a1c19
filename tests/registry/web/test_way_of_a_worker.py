"""A worker who knows neither level nor law is led to who decides, and loses nothing on the way."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from tests.registry.web.conftest import WORKER

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
