"""What is refused to a wallet, in the words of OAuth. RFC 6749, 5.2; OpenID4VCI 1.0, 8.3.1.

Wallets know these words and no problem details; people never see them.
"""


class WalletError(Exception):
    """error: a registered code. description: for the wallet's maker, ASCII, nothing personal."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
