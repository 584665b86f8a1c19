"""Measures, assessments, quality assurance and corrections, as officers and workers meet them."""

import re

from tests.registry.web.conftest import ASSESSOR, DECIDER, INTAKE, WORKER, form_token

APPLICATIONS = "/api/v1/applications"
CONDITIONAL = {
    "outcome": "CONDITIONAL",
    "level": "de-dqr:3",
    "legal_basis": "BQFG, section 11",
    "reasons": "Pipe welding is not shown.",
    "remedies": "One of the two is enough.",
    "appeal_body": "Administrative court",
}
MEASURES = [
    {"kind": "adaptation_period", "text": "In a certified workshop", "months": 6},
    {"kind": "other", "text": "Bring the original", "months": None},
]
TEST = {
    "kind": "practical_test",
    "assessor": "Chamber of Crafts Cologne",
    "assessed_on": "2026-10-05",
    "result": "passed",
    "identity_check": "in_person",
}
REGISTER = {"kind": "registered", "body": "Register of welders", "valid_from": "2018-01-01"}


def test_an_api_user_gives_measures_and_facts_and_reads_them_again(api, cases):
    case = cases.evaluated()
    path = f"{APPLICATIONS}/{case}"
    assert api.post(f"{path}/assessments", ASSESSOR, json=TEST).status_code == 201
    assert api.post(f"{path}/quality", INTAKE, json=REGISTER).status_code == 201
    assert api.post(f"{path}/quality", ASSESSOR, json=REGISTER).json()["code"] == "not_permitted"
    # A text alone is a measure of no particular kind.
    proposal = {**CONDITIONAL, "measures": [MEASURES[0], "Bring the original"]}
    cases.event(case, ASSESSOR, "propose", proposal=proposal)
    decided = api.post(f"{path}/decision", DECIDER, json={}).json()
    assert decided["measures"] == MEASURES
    seen = api.get(path, WORKER).json()
    assert seen["decision"]["measures"] == MEASURES
    assert seen["assessments"][0].items() >= TEST.items()
    assert seen["quality"][0].items() >= {**REGISTER, "covers_award": True}.items()
    assert api.get(f"{path}/assessments", WORKER).json()["items"] == seen["assessments"]
    assert api.get(f"{path}/quality", WORKER).json()["items"] == seen["quality"]
    checked = api.post(
        "/api/v1/verify",
        json={
            "credential": api.get(f"/api/v1/credentials/{decided['credential']}", WORKER).json()[
                "credential"
            ]
        },
    ).json()
    told = checked["claims"]["credentialSubject"]["recognition"]["measure"]
    assert told == [MEASURES[0], {"kind": "other", "text": "Bring the original"}]


def test_registers_of_the_country_are_named_where_it_can_be_looked_up(api, cases, sign_in):
    case = cases.submitted()
    cases.event(case, INTAKE, "check")
    (named,) = api.get(f"{APPLICATIONS}/{case}/quality/registers", INTAKE).json()["items"]
    assert named == {
        "kind": "programme_accredited",
        "register": "TESDA, registered programmes (UTPRAS)",
        "website": "https://tesda.gov.ph/",
        "checked": True,
    }
    assert named["register"] in sign_in(INTAKE).get(f"/officer/cases/{case}").text


def test_a_measure_out_of_bounds_is_pointed_at(api, cases):
    proposal = {**CONDITIONAL, "measures": [{**MEASURES[0], "months": 37}]}
    body = {"event": "propose", "proposal": proposal}
    answer = api.post(f"{APPLICATIONS}/{cases.evaluated()}/events", ASSESSOR, json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/proposal/measures/0/months"


def test_officers_do_the_same_on_pages_and_everybody_reads_it(api, cases, sign_in):
    case = cases.submitted()
    cases.event(case, INTAKE, "check")
    address = f"/officer/cases/{case}"
    people = {who: sign_in(who) for who in (INTAKE, ASSESSOR, DECIDER, WORKER)}

    def send(who, part, **fields):
        token = form_token(people[who].get("/verify" if who == WORKER else address).text)
        sent = people[who].post(f"{address}{part}", data={**fields, "csrf_token": token})
        assert sent.status_code == 303, sent.text

    send(INTAKE, "/quality", **{**REGISTER, "valid_from": "2020-01-01"})
    assert "not on the day of the award" in people[INTAKE].get(address).text
    cases.event(case, INTAKE, "verify")
    send(ASSESSOR, "/assessments", **TEST)
    page = people[ASSESSOR].get(address).text
    wrong = re.search(r"/assessments/([0-9a-f-]{36})/take-back", page)
    send(ASSESSOR, f"/assessments/{wrong[1]}/take-back", reason="Another person.")
    send(ASSESSOR, "/assessments", **{**TEST, "result": "passed with merit"})
    cases.event(case, ASSESSOR, "evaluate")
    rows = {
        "measure_text": ["In a certified workshop", "Bring the original", ""],
        "measure_kind": ["adaptation_period", "other", "other"],
        "measure_months": ["6", "", ""],
    }
    send(ASSESSOR, "/proposal", **CONDITIONAL, **rows)
    send(DECIDER, "/decision", as_proposed="yes")
    for page in (people[WORKER].get(f"/apply/{case}").text, people[DECIDER].get(address).text):
        for told in (
            "Adaptation period (6 months)",
            "In a certified workshop",
            "Bring the original",
            "Register of welders",
            "passed with merit",
            "Identity checked in person",
        ):
            assert told in page
        assert page.count("Chamber of Crafts Cologne") == 1


def test_a_verifier_records_what_the_diploma_tells(api, cases, sign_in):
    case = cases.submitted()
    cases.event(case, INTAKE, "check")
    path = f"{APPLICATIONS}/{case}/details"
    held = {"duration": "P2Y", "languages": ["fil", "en"], "workload_hours": 268}
    put = api.http.put
    recorded = put(path, headers=api.bearer(INTAKE), json=held)
    assert recorded.json()["details"] == held
    assert put(path, headers=api.bearer(ASSESSOR), json=held).status_code == 403
    for wrong in (
        {"duration": "2 years"},
        {"credit_points": "180"},
        {"official_url": "http://a.example"},
        {"languages": ["English!"]},
        {"description": "x" * 2001},
    ):
        answer = put(path, headers=api.bearer(INTAKE), json=wrong)
        assert answer.json()["code"] == "validation_failed", answer.text
    officer = sign_in(INTAKE)
    page = officer.get(f"/officer/cases/{case}").text
    form = {"duration": "P1Y6M", "languages": "fil, en", "csrf_token": form_token(page)}
    assert officer.post(f"/officer/cases/{case}/details", data=form).status_code == 303
    assert api.get(f"{APPLICATIONS}/{case}", WORKER).json()["application"]["details"] == {
        "duration": "P1Y6M",
        "languages": ["fil", "en"],
    }
    assert "1 year and 6 months" in sign_in(WORKER).get(f"/apply/{case}").text


def test_a_conditional_decision_is_followed_by_another_on_the_page(cases, sign_in):
    case = cases.decided({**CONDITIONAL, "measures": MEASURES})["case"]
    cases.event(case, ASSESSOR, "pass_measures")
    page = sign_in(ASSESSOR).get(f"/officer/cases/{case}").text
    assert "no longer in force" in page
    assert f'action="/officer/cases/{case}/proposal"' in page


def test_a_misspelt_name_goes_from_the_worker_to_the_new_credential(api, cases, sign_in):
    decided = cases.decided()
    address = f"/officer/cases/{decided['case']}"
    worker, decider = sign_in(WORKER), sign_in(DECIDER)
    sent = worker.post(
        f"/apply/{decided['case']}/corrections",
        data={
            "given_name": "Maria",
            "family_name": "dos Santos",
            "birth_date": "1990-03-14",
            "reason": "As in my passport.",
            "csrf_token": form_token(worker.get(f"/apply/{decided['case']}").text),
        },
    )
    assert sent.status_code == 303
    page = decider.get(address).text
    assert "<del><bdi>Santos</bdi></del>" in page
    proposed = re.search(r"/corrections/([0-9a-f-]{36})/confirm", page)
    token = {"csrf_token": form_token(page)}
    confirmed = decider.post(f"{address}/corrections/{proposed[1]}/confirm", data=token)
    assert confirmed.status_code == 303
    again = {"act": "reissue", "credential_id": decided["credential"], "reason": "Misspelt."}
    assert decider.post(f"{address}/credential", data={**again, **token}).status_code == 303
    shown = api.get(f"{APPLICATIONS}/{decided['case']}", WORKER).json()
    new = api.get(f"/api/v1/credentials/{shown['decision']['credential']}", WORKER).json()
    assert (new["edition"], new["status"]) == (2, "active")
    checked = api.post("/api/v1/verify", json={"credential": new["credential"]}).json()
    assert checked["claims"]["credentialSubject"]["familyName"] == "dos Santos"
    assert shown["corrections"][0]["state"] == "confirmed"


def test_what_another_authority_gave_as_reason_stays_there(api, cases):
    here, elsewhere = cases.submitted(), cases.submitted()
    sent = {"given_name": "Mary", "reason": "Seen in her passport."}
    api.post(f"{APPLICATIONS}/{here}/corrections", INTAKE, json=sent)
    told = [
        api.get(f"{APPLICATIONS}/{case}/corrections", WORKER).json()["items"][0]["reason"]
        for case in (here, elsewhere)
    ]
    assert told == ["Seen in her passport.", ""]
