"""Functions of a cloud: their packages, their role, and calling them."""

import functools
import importlib
import io
import json
import time
import zipfile
from pathlib import Path

from support.cloud import allow, policy

PATIENCE = 60
TRUST = policy(
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
)


def package(name, text, mode=0o644):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        archive.writestr(entry, text)
    return packed.getvalue()


def layer(names, has=lambda inside: True):
    """A layer with modules that tests have themselves."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            module = Path(importlib.import_module(name).__file__)
            alone = module.name != "__init__.py"
            root = module.parent if alone else module.parent.parent
            for file in [module] if alone else module.parent.rglob("*"):
                inside = file.relative_to(root)
                if file.is_file() and file.suffix != ".pyc" and has(inside):
                    archive.write(file, Path("python") / inside)
    return packed.getvalue()


@functools.cache
def sdk():
    """The SDK, and of its data what functions of tests call."""
    called = ("s3", "dynamodb", "secretsmanager", "sts")

    def has(inside):
        of_service = inside.parts[:2] == ("botocore", "data") and len(inside.parts) > 3
        return not of_service or inside.parts[2] in called

    names = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six")
    return layer(names, has)


def until(look):
    """What is seen once there is something to be seen."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        seen = look()
        if seen:
            return seen
        time.sleep(0.1)
    raise AssertionError("nothing was to be seen")


class Functions:
    def __init__(self, cloud):
        self.cloud = cloud
        self.connect()
        iam = cloud.client("iam")
        role = iam.create_role(RoleName="f", AssumeRolePolicyDocument=TRUST)
        self.role = role["Role"]["Arn"]
        services = ["logs:*", "sqs:*", "s3:*", "dynamodb:*", "secretsmanager:*"]
        iam.put_role_policy(RoleName="f", PolicyName="p", PolicyDocument=policy(allow(services)))

    def connect(self):
        self.client = self.cloud.client("lambda", read_timeout=120)

    def make(self, name, runtime, code, handler="a.handler", **more):
        made = self.client.create_function(
            FunctionName=name,
            Runtime=runtime,
            Role=self.role,
            Handler=handler,
            Code={"ZipFile": code},
            **{"Timeout": 60, **more},
        )
        self.ready("function_active_v2", name)
        return made

    def make_with_sdk(self, name, text):
        """A function in Python that has the SDK."""
        return self.make_with(name, text, sdk())

    def make_with(self, name, text, modules):
        """The same with other modules."""
        made = self.client.publish_layer_version(LayerName=name, Content={"ZipFile": modules})
        layers = [made["LayerVersionArn"]]
        return self.make(name, "python3.12", package("a.py", text), MemorySize=512, Layers=layers)

    def ready(self, waiter, name):
        config = {"Delay": 1}
        self.client.get_waiter(waiter).wait(FunctionName=name, WaiterConfig=config)

    def update(self, name, code):
        self.client.update_function_code(FunctionName=name, ZipFile=code)
        self.ready("function_updated_v2", name)

    def call(self, name, event, **more):
        answer = self.client.invoke(FunctionName=name, Payload=json.dumps(event), **more)
        return answer, answer["Payload"].read()

    def let_in(self, name, service, **more):
        self.client.add_permission(
            FunctionName=name,
            StatementId=service.split(".")[0],
            Action="lambda:InvokeFunction",
            Principal=service,
            **more,
        )
