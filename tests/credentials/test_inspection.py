from credentials.inspection import inspect


def test_inspection_names_what_must_be_fetched(registry, credential, qr_text):
    urls = ("https://registry.example/status/r1", "https://registry.example/status/s1")
    found = inspect(credential)
    assert (found.issuer, found.kid) == (
        registry.ring.controller,
        registry.ring.credential_signer.kid,
    )
    assert found.status_urls == urls
    assert found.embedded == credential
    code = inspect(qr_text.encode(), trust=registry.trust)
    assert (code.issuer, code.kid) == (registry.ring.controller, registry.ring.qr_signer.kid)
    assert code.status_urls == urls
    assert inspect(qr_text.encode()).issuer is None


def test_inspection_of_broken_things_finds_nothing_and_does_not_fail(registry, credential):
    header, payload, signature = credential.split(b".")
    assert inspect(b".".join((b"e30", payload, signature))).issuer is None
    assert inspect(b".".join((header, b"e30", signature))).status_urls == ()
    assert inspect(b"ORR1:%", trust=registry.trust).status_urls == ()
