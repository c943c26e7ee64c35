"""Checksums, as today's SDKs send and check them without being asked."""

import base64
import hashlib
import io
import zlib

import pytest

from support.errors import refused

BODY = b"haneul" * 1000


def b64(raw):
    return base64.b64encode(raw).decode()


def test_a_put_carries_a_checksum_by_default(s3, bucket):
    put = s3.put_object(Bucket=bucket, Key="k", Body=BODY)
    crc = b64(zlib.crc32(BODY).to_bytes(4, "big"))
    # The client's own choice is CRC64NVME where it can compute it, and CRC32 elsewhere.
    assert put["ChecksumType"] == "FULL_OBJECT"
    head = s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert head.get("ChecksumCRC32", crc) == crc
    assert ("ChecksumCRC32" in head) or ("ChecksumCRC64NVME" in head)


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"])
@pytest.mark.parametrize("trailing", [True, False])
def test_every_algorithm(cloud, name, algorithm, trailing):
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=name)
    # Unseekable bodies over TLS and seekable ones over plain HTTP take different ways; both
    # are decided by the client.
    body = io.BytesIO(BODY) if trailing else BODY
    put = s3.put_object(Bucket=name, Key="k", Body=body, ChecksumAlgorithm=algorithm)
    field = f"Checksum{algorithm}"
    assert put[field]
    got = s3.get_object(Bucket=name, Key="k", ChecksumMode="ENABLED")
    assert got[field] == put[field]
    assert got["Body"].read() == BODY
    assert "content-encoding" not in got["ResponseMetadata"]["HTTPHeaders"]


def test_a_wrong_checksum_leaves_nothing(s3, bucket):
    with refused("BadDigest", "The SHA256 you specified did not match the calculated checksum.", 400):
        s3.put_object(Bucket=bucket, Key="k", Body=BODY, ChecksumSHA256=b64(hashlib.sha256(b"").digest()))
    with refused("404", status=404):
        s3.head_object(Bucket=bucket, Key="k")


def test_a_wrong_md5_leaves_nothing(s3, bucket):
    with refused("BadDigest", "The Content-MD5 you specified did not match what we received.", 400):
        s3.put_object(Bucket=bucket, Key="k", Body=BODY, ContentMD5=b64(hashlib.md5(b"").digest()))
    with refused("404", status=404):
        s3.head_object(Bucket=bucket, Key="k")


def test_attributes_tell_the_checksum(s3, bucket):
    put = s3.put_object(Bucket=bucket, Key="k", Body=BODY, ChecksumAlgorithm="SHA256")
    told = s3.get_object_attributes(
        Bucket=bucket, Key="k", ObjectAttributes=["ETag", "Checksum", "ObjectSize"]
    )
    assert told["Checksum"]["ChecksumSHA256"] == put["ChecksumSHA256"]
    assert told["ObjectSize"] == len(BODY)
    assert told["ETag"] == put["ETag"].strip('"')


def test_over_tls_the_body_comes_in_chunks_with_a_trailer(cloud, name, tmp_path):
    certificate = tmp_path / "ca.pem"
    certificate.write_text(cloud.door("ca"))
    endpoint = f"https://localhost:{cloud.port}"
    s3 = cloud.client(
        "s3", endpoint=endpoint, verify=str(certificate), s3={"addressing_style": "path"}
    )
    s3.create_bucket(Bucket=name)
    put = s3.put_object(Bucket=name, Key="k", Body=io.BytesIO(BODY), ChecksumAlgorithm="CRC32")
    assert put["ChecksumCRC32"] == b64(zlib.crc32(BODY).to_bytes(4, "big"))
    assert s3.get_object(Bucket=name, Key="k")["Body"].read() == BODY
