"""What a credential says, as lines for people: every claim in the reader's words."""

from credentials.profiles.sd_jwt_vc import VCT
from registry.web.claims import claim_lines, shown_lines
from registry.web.translations import read_languages

LANGUAGES = read_languages()
ASSESSMENT = {
    "kind": "practical_test",
    "assessor": "Chamber of Crafts Cologne",
    "result": "passed",
    "grade": "2.0",
}
QUALITY = {"kind": "registered", "body": "Register of welders", "number": "17"}
MEASURES = [
    {"kind": "adaptation_period", "text": "In a workshop", "months": 6},
    {"kind": "other", "text": "Bring the original"},
]


def told(claims, language="en"):
    return dict(claim_lines(claims, LANGUAGES[language], str))


def test_the_full_claims_and_those_of_an_sd_jwt_tell_the_same():
    full = {
        "type": ["VerifiableCredential", "RecognitionDecisionCredential"],
        "credentialSubject": {
            "assessment": [{**ASSESSMENT, "assessedOn": "2026-10"}],
            "quality": [QUALITY],
            "recognition": {"measure": MEASURES},
        },
    }
    disclosed = {
        "vct": VCT["RecognitionDecisionCredential"],
        "assessment": [{**ASSESSMENT, "assessed_on": "2026-10"}],
        "quality": [QUALITY],
        "recognition": [{"measure": MEASURES}],
    }
    lines = told(full)
    assert lines == {
        "Conditions": "Adaptation period (6 months): In a workshop; Bring the original",
        "Assessments": "Practical test, Chamber of Crafts Cologne, 2026-10, passed, 2.0",
        "Quality assurance": "It stands in a register, Register of welders, 17",
    }
    assert told(disclosed) == lines
    assert told(full, "fr")["Conditions"].startswith("Stage d’adaptation (6 mois)")


def test_claims_of_another_shape_are_left_out_and_break_nothing():
    strange = {
        "type": ["RecognitionDecisionCredential"],
        "credentialSubject": {
            "assessment": "passed",
            "quality": [3],
            "recognition": {"measure": [{"kind": ["x"], "months": "six", "text": 1}, None]},
        },
    }
    assert told(strange) == {"Conditions": "1"}


def test_what_a_wallet_shows_is_told_in_words():
    result = {
        "credentials": [
            {
                "claims": [
                    {"path": ["assessment", 0], "value": ASSESSMENT},
                    {"path": ["quality", 0], "value": [QUALITY]},
                ]
            }
        ]
    }
    assert shown_lines(result, LANGUAGES["en"]) == [
        ("Assessments", "Practical test, Chamber of Crafts Cologne, passed, 2.0"),
        ("Quality assurance", "It stands in a register, Register of welders, 17"),
    ]
