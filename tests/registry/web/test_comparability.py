"""The comparison over HTTP: the shape of the contract, and questions as browsers send them."""

import pytest

PATH = "/api/v1/comparability"
KEYS = {
    "status",
    "interval",
    "core",
    "predicate",
    "confidence",
    "force",
    "rules",
    "trace",
    "path_id",
    "release",
    "procedures",
    "citations",
}
STEP = {
    "sentence",
    "statement",
    "direction",
    "from",
    "to",
    "authority",
    "document",
    "locator",
    "valid_from",
    "valid_to",
    "confidence",
    "checked",
}


def ask(api, query):
    answer = api.get(f"{PATH}?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_answer_through_a_hub_has_every_key_and_two_steps(api):
    answer = ask(api, "from=nl-nlqf:4%2B&to=de-dqr")
    assert answer.keys() >= KEYS
    assert answer["status"] == "DETERMINED"
    assert answer["interval"] == ["4"]
    assert len(answer["trace"]) == 2
    assert all(step.keys() >= STEP for step in answer["trace"])


def test_a_plus_sign_may_come_unescaped(api):
    assert ask(api, "from=nl-nlqf:4+&to=de-dqr") == ask(api, "from=nl-nlqf:4%2B&to=de-dqr")


def test_no_path_names_no_level_and_gives_the_procedure_card(api):
    answer = ask(api, "qualification=ph-tesda-smaw-nc2&country=DE&purpose=employment")
    assert answer["status"] == "NO_PATH"
    assert (answer["interval"], answer["core"], answer["predicate"]) == (None, None, None)
    assert {card["authority_id"] for card in answer["procedures"]} >= {"de-ihk-fosa"}


@pytest.mark.parametrize("moment", ["2026-11-23", "2026-11-23T01:00:00+01:00"])
def test_a_moment_may_be_a_day_or_carry_an_unescaped_offset(api, moment):
    answer = ask(api, f"from=nl-nlqf:4&to=de-dqr&known_at={moment}")
    assert answer["known_at"] == "2026-11-23T00:00:00Z"


def test_a_moment_of_any_length_is_refused_at_once(api):
    batch = {"questions": [{"from": "nl-nlqf:4", "to": "de-dqr", "known_at": "T" * 900_000}]}
    assert api.post(f"{PATH}/batch", json=batch).status_code == 422


def test_the_same_question_gives_the_same_path_id(api):
    first, second = (ask(api, "from=nl-nlqf:4&to=de-dqr&as_of=2026-01-01") for _ in range(2))
    assert first["path_id"] == second["path_id"]


def test_sentences_come_in_the_readers_language(api):
    english = api.get(f"{PATH}?from=nl-nlqf:4&to=de-dqr")
    french = api.get(
        f"{PATH}?from=nl-nlqf:4&to=de-dqr", headers={"Accept-Language": "fr-CA, en;q=0.5"}
    )
    assert french.headers["content-language"] == "fr"
    assert "Accept-Language" in french.headers["vary"]
    assert french.json()["closing"] != english.json()["closing"]
    assert french.json()["path_id"] == english.json()["path_id"]


def test_the_matrix_has_a_row_for_every_level(api):
    rows = api.get(f"{PATH}/matrix?from=nl-nlqf&to=de-dqr").json()["items"]
    levels = api.get("/api/v1/frameworks/nl-nlqf").json()["levels"]
    assert [row["from"] for row in rows] == [f"nl-nlqf:{level['code']}" for level in levels]


def test_a_wrong_question_in_a_batch_spoils_no_other(api):
    questions = [
        {"from": "nl-nlqf:4", "to": "de-dqr"},
        {"from": "xx:4", "to": "de-dqr"},
        {"from": "nl-nlqf:4", "country": "DE"},
    ]
    first, wrong, third = api.post(f"{PATH}/batch", json={"questions": questions}).json()["items"]
    assert first["path_id"] == third["path_id"]
    assert wrong["problem"]["code"] == "framework_unknown"


@pytest.mark.parametrize(
    "query",
    [
        *("to=de-dqr", "from=nl-nlqf:4", "from=nl-nlqf:4&qualification=x&to=de-dqr", "from=4"),
        "from=nl-nlqf:4&to=de-dqr&known_at=0001-01-01T00:00:00%2B14:00",
    ],
)
def test_a_question_that_is_not_complete_says_what_is_missing(api, query):
    answer = api.get(f"{PATH}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert answer.json()["errors"]


def test_the_register_is_searched_and_paged(api):
    first = api.get("/api/v1/qualifications?q=welding&limit=2").json()
    rest = api.get(f"/api/v1/qualifications?q=welding&limit=99&cursor={first['next']}").json()
    ids = [row["id"] for row in first["items"] + rest["items"]]
    assert "ph-tesda-smaw-nc2" in ids
    assert len(ids) == len(set(ids))
    assert rest["next"] is None


def test_frameworks_are_paged_by_id(api):
    seen, cursor = [], ""
    while cursor is not None:
        query = f"?limit=50&cursor={cursor}" if cursor else "?limit=50"
        page = api.get(f"/api/v1/frameworks{query}").json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
    assert seen == sorted(api.services.release.release.graph.frameworks)
