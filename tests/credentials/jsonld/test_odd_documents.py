"""The corners of JSON-LD 1.1: told as an independent library tells them, or refused."""

import pytest

from credentials.contexts import contexts
from credentials.errors import CredentialError
from credentials.jsonld.canonical import canonicalize
from credentials.jsonld.document import canonical_nquads
from tests.credentials.jsonld.by_pyld import by_pyld
from tests.credentials.jsonld.odd_documents import REFUSED, SAME, document


@pytest.mark.parametrize("case", SAME)
def test_a_corner_is_told_as_pyld_tells_it(case):
    told = document(*SAME[case])
    assert canonical_nquads(told, contexts=contexts()) == canonicalize(by_pyld(told))


@pytest.mark.filterwarnings("ignore:terms beginning with")
@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_protected_is_refused(case):
    members, terms, code = REFUSED[case]
    with pytest.raises(CredentialError) as raised:
        canonical_nquads(document(members, terms), contexts=contexts())
    assert raised.value.code == code
