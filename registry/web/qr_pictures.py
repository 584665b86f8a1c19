"""Links for wallets as pictures, so that a page shows them without any script."""

import base64

from credentials.certificate import qr


def as_data_url(text: str) -> str:
    """A PNG with its quiet zone, for an `img`. Raises CredentialError for a very long text."""
    return f"data:image/png;base64,{base64.b64encode(qr.draw(text).png).decode()}"
