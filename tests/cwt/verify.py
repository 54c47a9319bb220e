"""Checks a slip as any CWT library does: the public key as X and the key id in hex, the token in base32.

Prints what the library believes as JSON. Knows nothing of this project.
"""

import base64
import json
import sys

import cwt

x, kid, token = sys.argv[1:]
token += "=" * (-len(token) % 8)


def ed25519(kid: bytes, x: bytes) -> cwt.COSEKey:
    """A COSE key: OKP, Ed25519, EdDSA, for verifying."""
    return cwt.COSEKey.new({1: 1, -1: 6, 3: -8, 4: [2], 2: kid, -2: x})


# With several keys the library must pick by the key id.
keys = [ed25519(bytes(16), bytes(31) + b"\x09"), ed25519(bytes.fromhex(kid), bytes.fromhex(x))]
claims = cwt.CWT().decode(base64.b32decode(token), keys)
json.dump({str(name): value for name, value in claims.items()}, sys.stdout)
