"""An OpenID Connect provider on this machine: a key, tokens by it, and a server that publishes it.

Keys and certificates come from the command `openssl`."""

import base64
import hashlib
import http.server
import json
import re
import shutil
import ssl
import subprocess
import threading
import time

HOST = "idp.example.test"


def missing():
    return shutil.which("openssl") is None


def openssl(*arguments, given=None):
    return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout


def encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


class Issuer:
    def __init__(self, home):
        self.key = str(home / "key.pem")
        certificate = str(home / "certificate.pem")
        openssl(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.key, "-out", certificate),
            *("-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
        )
        der = openssl("x509", "-in", certificate, "-outform", "DER")
        self.thumbprint = hashlib.sha1(der).hexdigest()
        documents = {
            "/.well-known/openid-configuration": {"jwks_uri": f"https://{HOST}/keys"},
            "/keys": {"keys": [self.published()]},
        }

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps(documents.get(self.path, {})).encode()
                self.send_response(200 if self.path in documents else 404)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, self.key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.port = self.server.server_address[1]

    def published(self):
        said = openssl("rsa", "-in", self.key, "-noout", "-modulus").decode()
        modulus = bytes.fromhex(re.search("Modulus=([0-9A-F]+)", said)[1])
        return {"kty": "RSA", "kid": "one", "use": "sig", "n": encode(modulus), "e": "AQAB"}

    def token(self, **claims):
        now = int(time.time())
        claims = {"iss": f"https://{HOST}", "iat": now, "exp": now + 600, **claims}
        head = {"alg": "RS256", "kid": "one", "typ": "JWT"}
        signed = ".".join(encode(json.dumps(part).encode()) for part in (head, claims))
        signature = openssl("dgst", "-sha256", "-sign", self.key, given=signed.encode())
        return f"{signed}.{encode(signature)}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
