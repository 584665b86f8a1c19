"""Keys of holders, as wallets make them."""

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from credentials.keys import SoftwareSigner
from credentials.public_keys import EDDSA, ES384


def make_key(algorithm: str, kid: str = "") -> SoftwareSigner:
    if algorithm == EDDSA:
        return SoftwareSigner(kid, ed25519.Ed25519PrivateKey.generate())
    curve = ec.SECP384R1() if algorithm == ES384 else ec.SECP256R1()
    return SoftwareSigner(kid, ec.generate_private_key(curve))
