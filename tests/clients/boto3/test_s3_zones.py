"""Classes and the loss of an Availability Zone (S45)."""

import urllib.parse

import pytest

from support.errors import refused

BODY = bytes(range(256)) * 400


def put(s3, key, storage_class, body):
    s3.put_object(Bucket="placed", Key=key, Body=body, StorageClass=storage_class)


def kept(cloud, key):
    """The zones that keep an object."""
    arn = urllib.parse.quote(f"arn:aws:s3:::placed/{key}", safe="")
    return cloud.door(f"zones?resource={arn}")["kept"][0]["zones"]


def change(cloud, action, zone, **more):
    cloud.door("zones", {"action": action, "zone": zone, **more})


@pytest.fixture(params=["one disk", "three disks"])
def zoned(request, start_cloud, tmp_path):
    options = []
    if request.param == "three disks":
        for letter in "abc":
            (tmp_path / letter).mkdir()
            options += ["--zone", f"{letter}={tmp_path / letter}"]
    cloud = start_cloud(*options)
    cloud.client("s3").create_bucket(Bucket="placed")
    return cloud


@pytest.mark.parametrize("body", [b"small", BODY], ids=["in a row", "in a file"])
def test_s45_s3c_5_s3c_6_one_zone_is_lost_with_its_zone(zoned, body):
    s3 = zoned.client("s3")
    for storage_class in ("STANDARD", "STANDARD_IA", "ONEZONE_IA"):
        put(s3, storage_class, storage_class, body)
    assert len(kept(zoned, "STANDARD")) == len(kept(zoned, "STANDARD_IA")) == 3
    [zone] = kept(zoned, "ONEZONE_IA")
    others = [z for z in kept(zoned, "STANDARD") if z != zone]

    def reads(key):
        return s3.get_object(Bucket="placed", Key=key)["Body"].read() == body

    assert reads("ONEZONE_IA")
    change(zoned, "fail", zone)
    assert reads("STANDARD") and reads("STANDARD_IA")
    with refused("ServiceUnavailable", status=503):
        s3.get_object(Bucket="placed", Key="ONEZONE_IA")
    change(zoned, "restore", zone)
    assert reads("ONEZONE_IA")
    change(zoned, "destroy", zone)
    with refused("MethodNotAllowed", status=405):
        s3.get_object(Bucket="placed", Key="ONEZONE_IA")
    # A further copy may go.
    change(zoned, "destroy", others[0], resource="arn:aws:s3:::placed/STANDARD")
    assert reads("STANDARD") and reads("STANDARD_IA")
    # What is put again is there again.
    put(s3, "ONEZONE_IA", "ONEZONE_IA", body)
    assert reads("ONEZONE_IA")
