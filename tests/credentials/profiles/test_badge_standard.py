import copy

import pytest

from credentials.errors import ClaimsInvalid
from credentials.profiles.badge_standard import (
    SCHEMA_TYPE,
    check_badge,
    names_only_the_standard_s_schema,
)

URL = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
BADGE = {
    "type": ["VerifiableCredential", "AchievementCredential"],
    "credentialSubject": {
        "id": "did:example:ana",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://school.example/badges/welding",
            "type": ["Achievement"],
            "criteria": {"narrative": "Weld a plate."},
            "description": "Welding of plates",
            "name": "Welding",
        },
    },
    "credentialSchema": [{"id": URL, "type": SCHEMA_TYPE}],
}


def test_a_badge_follows_the_standard():
    check_badge(BADGE)
    assert names_only_the_standard_s_schema(BADGE)


@pytest.mark.parametrize(
    "schema",
    [
        None,
        "x",
        [],
        {"id": "https://school.example/schema.json", "type": SCHEMA_TYPE},
        {"id": URL, "type": "JsonSchema"},
        [{"id": URL, "type": SCHEMA_TYPE}, {"id": "https://a.example", "type": "JsonSchema"}],
    ],
)
def test_a_schema_of_somebody_s_own_is_not_the_standard_s(schema):
    assert not names_only_the_standard_s_schema({**BADGE, "credentialSchema": schema})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("type",), ["VerifiableCredential"]),
        (("credentialSubject",), None),
        (("credentialSubject", "type"), "Person"),
        (("credentialSubject", "id"), None),
        (("credentialSubject", "achievement"), None),
        (("credentialSubject", "achievement"), "welding"),
        (("credentialSubject", "achievement", "id"), "welding"),
        (("credentialSubject", "achievement", "type"), ["Course"]),
        (("credentialSubject", "achievement", "name"), ""),
        (("credentialSubject", "achievement", "description"), None),
        (("credentialSubject", "achievement", "criteria"), {}),
        (("credentialSubject", "achievement", "criteria"), "Weld."),
    ],
)
def test_what_the_standard_demands_is_asked_for(path, value):
    changed = copy.deepcopy(BADGE)
    holder = changed
    for name in path[:-1]:
        holder = holder[name]
    if value is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    with pytest.raises(ClaimsInvalid):
        check_badge(changed)
