"""What an authenticator app shows, in the standard library (RFC 6238)."""

import base64
import hashlib
import hmac
import struct


def code(seed, now, steps=0):
    """The six digits for a seed in base 32, so many half minutes from `now` in seconds."""
    step = int(now) // 30 + steps
    tag = hmac.new(base64.b32decode(seed), struct.pack(">q", step), hashlib.sha1).digest()
    start = tag[-1] & 15
    return f"{(struct.unpack('>I', tag[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
