import pytest

from credentials.did_url import DidUrl, find_method, parse_did_url, require_did
from credentials.errors import DidInvalid, DidUrlInvalid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("did:web:a.example", DidUrl("did:web:a.example")),
        ("did:web:a.example#1", DidUrl("did:web:a.example", fragment="1")),
        ("did:web:a.example#", DidUrl("did:web:a.example", fragment="")),
        ("did:web:a%3A8443:b/c?d=e#f", DidUrl("did:web:a%3A8443:b", "/c", "d=e", "f")),
    ],
)
def test_the_parts_of_a_did_url(text, expected):
    parsed = parse_did_url(text)
    assert parsed == expected
    assert parsed.method == "web"
    assert parsed.is_did is (text == expected.did)


@pytest.mark.parametrize(
    "text",
    ["", "did", "did:key", "did:key:", "did::x", "DID:key:z", "did:Key:z", "did:key:@", "did:a:b:",
     "did:a:%zz", "notDid:key:z", "did:a:" + "b" * 3000],
)  # fmt: skip
def test_what_is_no_did(text):
    with pytest.raises(DidInvalid):
        require_did(text)
    with pytest.raises(DidInvalid):
        parse_did_url(text)


@pytest.mark.parametrize("rest", ["/^bar^/?query=`#x", "#a#b", "?a b", "/ü", "#%zz"])
def test_what_is_no_did_url(rest):
    with pytest.raises(DidUrlInvalid):
        parse_did_url("did:web:a.example" + rest)


def test_a_method_is_found_by_its_full_and_its_relative_name():
    document = {"id": "did:web:a", "verificationMethod": [{"id": "#1"}, {"id": "did:web:a#2"}, 5]}
    assert find_method(document, "did:web:a#1") == {"id": "#1"}
    assert find_method(document, "did:web:a#2") == {"id": "did:web:a#2"}
    assert find_method(document, "did:web:a#3") is None
    assert find_method({}, "did:web:a#3") is None
