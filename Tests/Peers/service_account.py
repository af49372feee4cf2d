"""Tokens of a service account: JSON Web Tokens with RS256, by the `openssl` program. For tests only."""

import base64
import json
import pathlib
import subprocess
import tempfile
import time


class Key:
    """The key in one of Google's JSON files."""

    def __init__(self, path):
        content = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        self.email, self.private_key = content["client_email"], content["private_key"]

    def token(self, audience):
        now = int(time.time())
        claims = {"iss": self.email, "sub": self.email, "aud": audience, "iat": now, "exp": now + 3600}
        parts = [encode(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims)]
        return ".".join([*parts, self.signature(".".join(parts))])

    def user(self, token):
        """Whom a token is for; None if it is not signed with this key."""
        signed, _, signature = token.rpartition(".")
        if self.signature(signed) != signature:
            return None
        claims = signed.partition(".")[2]
        return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]

    def signature(self, text):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            file.write(self.private_key)
            file.flush()
            command = ["openssl", "dgst", "-sha256", "-sign", file.name]
            return encode(subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout)


def encode(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
