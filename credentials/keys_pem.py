"""Private keys as PEM: PKCS #8, encrypted under a passphrase by scrypt and AES-256.

The library below derives with PBKDF2 and 2,048 rounds, which a graphics card tries by the
million; so the encrypted form is written here. It is read back by the library itself, and by
`openssl pkey`. RFC 5958, 3; RFC 8018, 6.2; RFC 7914, 7.
"""

import base64
import textwrap
from collections.abc import Callable

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.padding import PKCS7

from credentials.errors import KeyRingInvalid, PassphraseWrong
from credentials.keys import PrivateKey

RandomBytes = Callable[[int], bytes]

# 16 MiB for each try. OpenSSL gives scrypt at most 32 MiB and would not read the next step up.
_COST, _BLOCK_SIZE, _PARALLEL = 2**14, 8, 1
_SALT_BYTES = 16
_ENCRYPTED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"

_SEQUENCE, _INTEGER, _OCTETS = 0x30, 0x02, 0x04
_PBES2 = bytes.fromhex("06092a864886f70d01050d")
_SCRYPT = bytes.fromhex("06092b06010401da47040b")
_AES_256_CBC = bytes.fromhex("060960864801650304012a")


def private_key_to_pem(key: PrivateKey, passphrase: bytes, *, random_bytes: RandomBytes) -> bytes:
    """Encrypted PKCS #8. random_bytes: n -> n bytes, for salt and initialisation vector."""
    plain = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    salt, vector = random_bytes(_SALT_BYTES), random_bytes(16)
    derived = Scrypt(salt=salt, length=32, n=_COST, r=_BLOCK_SIZE, p=_PARALLEL).derive(passphrase)
    padder = PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES256(derived), modes.CBC(vector)).encryptor()
    encrypted = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    derivation = _der(
        _SEQUENCE,
        _SCRYPT,
        _der(
            _SEQUENCE,
            _der(_OCTETS, salt),
            *(_integer(value) for value in (_COST, _BLOCK_SIZE, _PARALLEL)),
        ),
    )
    encryption = _der(_SEQUENCE, _AES_256_CBC, _der(_OCTETS, vector))
    scheme = _der(_SEQUENCE, _PBES2, _der(_SEQUENCE, derivation, encryption))
    info = _der(_SEQUENCE, scheme, _der(_OCTETS, encrypted))
    lines = textwrap.fill(base64.b64encode(info).decode(), 64)
    return f"{_ENCRYPTED.decode()}\n{lines}\n-----END ENCRYPTED PRIVATE KEY-----\n".encode()


def is_encrypted(pem: bytes) -> bool:
    return pem.lstrip().startswith(_ENCRYPTED)


def private_key_from_pem(pem: bytes, passphrase: bytes | None) -> PrivateKey:
    """Of an encrypted or a plain PKCS #8.

    Raises PassphraseWrong, also for none; KeyRingInvalid for anything but an Ed25519 or P-256
    private key.
    """
    if not is_encrypted(pem):
        passphrase = None
    elif not passphrase:
        raise PassphraseWrong("The keys are encrypted, and no passphrase is given.")
    try:
        loaded = serialization.load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        if passphrase:
            raise PassphraseWrong("The passphrase does not open the keys.") from error
        raise KeyRingInvalid("A stored key cannot be read.") from error
    if isinstance(loaded, ec.EllipticCurvePrivateKey) and loaded.curve.name == "secp256r1":
        return loaded
    if isinstance(loaded, ed25519.Ed25519PrivateKey):
        return loaded
    raise KeyRingInvalid("A stored key is neither Ed25519 nor P-256.")


def _der(tag: int, *parts: bytes) -> bytes:
    """X.690, 8.1: tag, length, content."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    digits = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(digits)]) + digits + content


def _integer(value: int) -> bytes:
    return _der(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1))
