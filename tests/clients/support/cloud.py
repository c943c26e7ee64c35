"""A running cloud: the binary, its address, its keys, and clients for it."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import boto3
import botocore.config

from support import binary


class Keys:
    def __init__(self, access_key, secret, token=None):
        self.access_key = access_key
        self.secret = secret
        self.token = token

    @classmethod
    def of(cls, answer):
        """From what CreateAccessKey or AssumeRole answers."""
        answer = answer.get("AccessKey") or answer.get("Credentials")
        return cls(answer["AccessKeyId"], answer["SecretAccessKey"], answer.get("SessionToken"))


class Refused(Exception):
    """The admin door's own refusal."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


class Cloud:
    def __init__(self, home, *options, listen="127.0.0.1:0", data=None):
        self.home = Path(home)
        self.data = Path(data) if data else self.home / "data"
        self.log = self.home / "log"
        self.options = options
        self.listen = listen
        self.start()

    def environment(self):
        """Nothing of the user's own clouds or settings shines through, or is written to."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "HANEUL_", "XDG_"))}
        return kept | {"HOME": str(self.home), "XDG_DATA_HOME": str(self.home / "share")}

    def command(self):
        where = () if "--ephemeral" in self.options else ("--data", str(self.data))
        return [str(binary.find()), "up", "--listen", self.listen, *where, *self.options]

    def start(self):
        self.home.mkdir(parents=True, exist_ok=True)
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                self.command(),
                env=self.environment(),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.banner = []
        for line in self.process.stdout:
            self.banner.append(line.rstrip("\n"))
            if line.startswith("ready "):
                break
        else:
            raise RuntimeError(f"the cloud did not start: {self.log.read_text()[-2000:]}")
        self.endpoint = self.banner[-1].removeprefix("ready ")
        self.port = int(self.endpoint.rsplit(":", 1)[1])
        self.admin = self.said("  admin") or self.endpoint
        self.account = self.said("  account")
        self.root = Keys(
            self.said("  export AWS_ACCESS_KEY_ID=", ""),
            self.said("  export AWS_SECRET_ACCESS_KEY=", ""),
        )

    def said(self, prefix, gap=" "):
        """The rest of the line of the greeting that begins so."""
        for line in self.banner:
            if line.startswith(prefix + gap):
                return line.removeprefix(prefix).strip()
        return None

    def stop(self, with_signal=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        try:
            return self.process.wait(timeout=30)
        finally:
            if self.process.poll() is None:
                self.process.kill()
            self.process.stdout.close()

    def restart(self, with_signal=signal.SIGTERM):
        self.stop(with_signal)
        self.start()

    # Clients

    def session(self, keys=None, region="us-east-1"):
        keys = keys or self.root
        return boto3.session.Session(
            aws_access_key_id=keys.access_key,
            aws_secret_access_key=keys.secret,
            aws_session_token=keys.token,
            region_name=region,
        )

    def client(self, service, keys=None, region="us-east-1", endpoint=None, verify=None, **config):
        config.setdefault("retries", {"total_max_attempts": 1})
        return self.session(keys, region).client(
            service,
            endpoint_url=endpoint or self.endpoint,
            verify=verify,
            config=botocore.config.Config(**config),
        )

    def user(self, name, *statements):
        """A new user with these statements as its policy, and its keys."""
        iam = self.client("iam")
        iam.create_user(UserName=name)
        if statements:
            document = policy(*statements)
            iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document)
        return Keys.of(iam.create_access_key(UserName=name))

    # The admin door

    def door(self, path, body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.admin}/_haneul/{path}", data=data, headers=headers or {}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode()) from None
        return json.loads(text) if text.startswith("{") else text

    def advance(self, seconds):
        return self.door("clock", {"advance_seconds": seconds})

    def freeze(self):
        return self.door("clock", {"mode": "frozen"})


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action, resource="*", **more):
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def eventually(check, seconds=5.0):
    """Waits until `check` gives something true, and gives that."""
    end = time.monotonic() + seconds
    while True:
        found = check()
        if found or time.monotonic() > end:
            return found
        time.sleep(0.02)
