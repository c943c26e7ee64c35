"""Second factors, and policies that ask for them."""

import re
from datetime import datetime

import pytest

from support import totp
from support.cloud import Keys, allow, policy
from support.errors import refused


class Device:
    def __init__(self, cloud, iam, name):
        self.cloud = cloud
        made = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
        self.serial = made["SerialNumber"]
        self.seed = made["Base32StringSeed"].decode()
        self.picture = made["QRCodePNG"]

    def code(self, steps=0):
        now = datetime.fromisoformat(self.cloud.door("clock")["now"].replace("Z", "+00:00"))
        return totp.code(self.seed, now.timestamp(), steps)

    def pair(self):
        return {"AuthenticationCode1": self.code(-1), "AuthenticationCode2": self.code()}


@pytest.fixture
def device(cloud, iam, name):
    return Device(cloud, iam, name)


def test_a_device_from_beginning_to_end(cloud, iam, device, name):
    assert device.serial == f"arn:aws:iam::{cloud.account}:mfa/{name}"
    assert re.fullmatch("[A-Z2-7]{64}", device.seed)
    assert device.picture.startswith(b"\x89PNG\r\n")
    iam.create_user(UserName=name)
    with refused("InvalidAuthenticationCode", "Authentication code for device is not valid.", 403):
        iam.enable_mfa_device(
            UserName=name, SerialNumber=device.serial,
            AuthenticationCode1=device.code(), AuthenticationCode2=device.code(),
        )
    iam.enable_mfa_device(UserName=name, SerialNumber=device.serial, **device.pair())
    listed = iam.list_mfa_devices(UserName=name)["MFADevices"]
    assert [d["SerialNumber"] for d in listed] == [device.serial]
    pages = iam.get_paginator("list_virtual_mfa_devices").paginate(AssignmentStatus="Assigned")
    held = {d["SerialNumber"]: d["User"]["UserName"] for p in pages for d in p["VirtualMFADevices"] if "UserName" in d["User"]}
    assert held[device.serial] == name
    with refused("DeleteConflict", status=409):
        iam.delete_virtual_mfa_device(SerialNumber=device.serial)
    iam.deactivate_mfa_device(UserName=name, SerialNumber=device.serial)
    iam.delete_virtual_mfa_device(SerialNumber=device.serial)
    with refused("NoSuchEntity", status=404):
        iam.delete_virtual_mfa_device(SerialNumber=device.serial)


def test_mfa_8_only_with_a_second_factor_and_from_the_office(cloud, iam, device, name):
    def limits(office):
        deny = {"Effect": "Deny", "NotAction": "sts:*", "Resource": "*"}
        return policy(
            allow("*"),
            deny | {"Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}},
            deny | {"Condition": {"NotIpAddress": {"aws:SourceIp": office}}},
        )

    keys = cloud.user(name)
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=limits("127.0.0.0/8"))
    iam.enable_mfa_device(UserName=name, SerialNumber=device.serial, **device.pair())
    with refused("AccessDenied", status=403):
        cloud.client("s3", keys=keys).list_buckets()
    sts = cloud.client("sts", keys=keys)
    with refused("AccessDenied", re.compile("invalid MFA one time pass code"), 403):
        sts.get_session_token(SerialNumber=device.serial, TokenCode=device.code(50))
    shown = sts.get_session_token(SerialNumber=device.serial, TokenCode=device.code(1))
    shown = Keys.of(shown)
    cloud.client("s3", keys=shown).list_buckets()
    assert cloud.client("iam", keys=shown).get_user()["User"]["UserName"] == name
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=limits("203.0.113.0/24"))
    with refused("AccessDenied", status=403):
        cloud.client("s3", keys=shown).list_buckets()
