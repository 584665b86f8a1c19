"""What is refused to a wallet, in the words of OAuth. RFC 6749, 5.2; OpenID4VCI 1.0, 8.3.1.

Wallets know these words and no problem details; people never see them.
"""

import re

# What a description may not hold: RFC 6749, 5.2.
_FOREIGN = re.compile(r"[^\x20\x21\x23-\x5B\x5D-\x7E]")


class WalletError(Exception):
    """error: a registered code. description: for the wallet's maker, nothing personal."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = _FOREIGN.sub("?", description)
