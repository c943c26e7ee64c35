"""Keys: what they lock, sign and share, checked by another library, and what lies on the disk."""

import hashlib
import hmac

import aws_encryption_sdk
import botocore.session
import pytest
from aws_encryption_sdk import CommitmentPolicy
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

from support.errors import refused


@pytest.fixture
def kms(cloud):
    return cloud.client("kms")


def key(kms, **wish):
    return kms.create_key(**wish)["KeyMetadata"]["KeyId"]


def public(kms, key_id):
    der = kms.get_public_key(KeyId=key_id)["PublicKey"]
    return serialization.load_der_public_key(der)


def test_kms_2_round_trip(kms):
    key_id = key(kms)
    blob = kms.encrypt(KeyId=key_id, Plaintext=b"hello", EncryptionContext={"a": "b"})["CiphertextBlob"]
    opened = kms.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "b"})
    assert opened["Plaintext"] == b"hello"
    with refused("InvalidCiphertextException", status=400):
        kms.decrypt(CiphertextBlob=blob)
    kms.disable_key(KeyId=key_id)
    with refused("DisabledException", status=400):
        kms.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "b"})


def test_the_encryption_sdk(cloud, monkeypatch):
    """Envelope encryption as AWS's own library does it."""
    kms = cloud.client("kms")
    arns = [kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2)]
    client = aws_encryption_sdk.EncryptionSDKClient(
        commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT
    )
    # The library makes its own clients, by what the surroundings say.
    for setting, value in [
        ("AWS_ENDPOINT_URL", cloud.endpoint),
        ("AWS_ACCESS_KEY_ID", cloud.root.access_key),
        ("AWS_SECRET_ACCESS_KEY", cloud.root.secret),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ]:
        monkeypatch.setenv(setting, value)
    provider = aws_encryption_sdk.StrictAwsKmsMasterKeyProvider(
        key_ids=arns, botocore_session=botocore.session.Session()
    )
    plain = b"a long text " * 10_000
    sealed, _ = client.encrypt(source=plain, key_provider=provider, encryption_context={"team": "red"})
    opened, header = client.decrypt(source=sealed, key_provider=provider)
    assert opened == plain
    assert header.encryption_context["team"] == "red"
    # One of the two keys is enough.
    kms.disable_key(KeyId=arns[0])
    assert client.decrypt(source=sealed, key_provider=provider)[0] == plain
    kms.disable_key(KeyId=arns[1])
    with pytest.raises(aws_encryption_sdk.exceptions.AWSEncryptionSDKClientError):
        client.decrypt(source=sealed, key_provider=provider)


HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


@pytest.mark.parametrize("bits", [2048, 3072, 4096])
def test_rsa_signatures_are_openssls(kms, bits):
    key_id = key(kms, KeySpec=f"RSA_{bits}", KeyUsage="SIGN_VERIFY")
    outside = public(kms, key_id)
    assert outside.key_size == bits
    for size, kind in HASHES.items():
        digest = hashlib.new(f"sha{size}", b"message").digest()
        for name, pad in [
            ("RSASSA_PKCS1_V1_5_SHA_", padding.PKCS1v15()),
            ("RSASSA_PSS_SHA_", padding.PSS(padding.MGF1(kind), padding.PSS.DIGEST_LENGTH)),
        ]:
            for message, of in [(b"message", "RAW"), (digest, "DIGEST")]:
                wish = {"KeyId": key_id, "SigningAlgorithm": name + size, "MessageType": of}
                made = kms.sign(Message=message, **wish)["Signature"]
                outside.verify(made, b"message", pad, kind)
                assert kms.verify(Message=message, Signature=made, **wish)["SignatureValid"]


@pytest.mark.parametrize(
    "spec, size",
    [("ECC_NIST_P256", "256"), ("ECC_NIST_P384", "384"), ("ECC_NIST_P521", "512"), ("ECC_SECG_P256K1", "256")],
)
def test_ecdsa_signatures_are_openssls(kms, spec, size):
    key_id = key(kms, KeySpec=spec, KeyUsage="SIGN_VERIFY")
    digest = hashlib.new(f"sha{size}", b"message").digest()
    for message, of in [(b"message", "RAW"), (digest, "DIGEST")]:
        made = kms.sign(
            KeyId=key_id, Message=message, MessageType=of, SigningAlgorithm=f"ECDSA_SHA_{size}"
        )["Signature"]
        outside = public(kms, key_id)
        outside.verify(made, b"message", ec.ECDSA(HASHES[size]))
        prehashed = ec.ECDSA(utils.Prehashed(HASHES[size]))
        outside.verify(made, digest, prehashed)


def test_ed25519_signatures_are_openssls(kms):
    key_id = key(kms, KeySpec="ECC_NIST_EDWARDS25519", KeyUsage="SIGN_VERIFY")
    wish = {"KeyId": key_id, "SigningAlgorithm": "ED25519_SHA_512", "MessageType": "RAW"}
    made = kms.sign(Message=b"message", **wish)["Signature"]
    public(kms, key_id).verify(made, b"message")


@pytest.mark.parametrize("level", ["44", "65", "87"])
def test_ml_dsa_signatures_are_openssls(kms, level):
    key_id = key(kms, KeySpec=f"ML_DSA_{level}", KeyUsage="SIGN_VERIFY")
    made = kms.sign(KeyId=key_id, Message=b"message", SigningAlgorithm="ML_DSA_SHAKE_256")["Signature"]
    outside = public(kms, key_id)
    outside.verify(made, b"message")
    # The representative, as FIPS 204 makes it of the public key and the message.
    raw = outside.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    tr = hashlib.shake_256(raw).digest(64)
    mu = hashlib.shake_256(tr + b"\0\0" + b"message").digest(64)
    wish = {"KeyId": key_id, "SigningAlgorithm": "ML_DSA_SHAKE_256", "MessageType": "EXTERNAL_MU"}
    made = kms.sign(Message=mu, **wish)["Signature"]
    outside.verify(made, b"message")
    assert kms.verify(Message=mu, Signature=made, **wish)["SignatureValid"]


def test_rsa_opens_what_openssl_encrypts(kms):
    key_id = key(kms, KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    for name, kind in [("RSAES_OAEP_SHA_1", hashes.SHA1()), ("RSAES_OAEP_SHA_256", hashes.SHA256())]:
        pad = padding.OAEP(padding.MGF1(kind), kind, None)
        sealed = public(kms, key_id).encrypt(b"hello", pad)
        opened = kms.decrypt(KeyId=key_id, CiphertextBlob=sealed, EncryptionAlgorithm=name)
        assert opened["Plaintext"] == b"hello"


def test_openssl_shares_a_secret(kms):
    for spec, curve in [
        ("ECC_NIST_P256", ec.SECP256R1()), ("ECC_NIST_P384", ec.SECP384R1()), ("ECC_NIST_P521", ec.SECP521R1()),
    ]:
        key_id = key(kms, KeySpec=spec, KeyUsage="KEY_AGREEMENT")
        own = ec.generate_private_key(curve)
        der = own.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        shared = kms.derive_shared_secret(KeyId=key_id, KeyAgreementAlgorithm="ECDH", PublicKey=der)
        assert shared["SharedSecret"] == own.exchange(ec.ECDH(), public(kms, key_id))


def test_pairs_for_data_sign_in_openssl(kms):
    key_id = key(kms)
    pair = kms.generate_data_key_pair(KeyId=key_id, KeyPairSpec="ECC_NIST_P384")
    private = serialization.load_der_private_key(pair["PrivateKeyPlaintext"], None)
    outside = serialization.load_der_public_key(pair["PublicKey"])
    outside.verify(private.sign(b"m", ec.ECDSA(hashes.SHA384())), b"m", ec.ECDSA(hashes.SHA384()))


def test_imported_material_is_what_it_was_outside(kms):
    """An HMAC by imported material is the one that is made of it outside."""
    key_id = key(kms, KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC", Origin="EXTERNAL")
    given = kms.get_parameters_for_import(
        KeyId=key_id, WrappingAlgorithm="RSA_AES_KEY_WRAP_SHA_256", WrappingKeySpec="RSA_2048"
    )
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding

    material, inner = bytes(range(40)), bytes(range(32))
    outside = serialization.load_der_public_key(given["PublicKey"])
    pad = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    wrapped = outside.encrypt(inner, pad) + aes_key_wrap_with_padding(inner, material)
    kms.import_key_material(
        KeyId=key_id, ImportToken=given["ImportToken"], EncryptedKeyMaterial=wrapped,
        ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE",
    )
    made = kms.generate_mac(KeyId=key_id, Message=b"m", MacAlgorithm="HMAC_SHA_256")["Mac"]
    assert made == hmac.new(material, b"m", "sha256").digest()


def test_kms_11_no_key_lies_on_the_disk(start_cloud):
    """What was encrypted and what it was encrypted with: neither is in the data directory."""
    cloud = start_cloud()
    kms, word = cloud.client("kms"), b"zephyranthes-candida-7431"
    key_id = key(kms, Origin="EXTERNAL")
    given = kms.get_parameters_for_import(
        KeyId=key_id, WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048"
    )
    material = b"the material of a key: 32 bytes."
    pad = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    wrapped = serialization.load_der_public_key(given["PublicKey"]).encrypt(material, pad)
    kms.import_key_material(
        KeyId=key_id, ImportToken=given["ImportToken"], EncryptedKeyMaterial=wrapped,
        ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE",
    )
    blob = kms.encrypt(KeyId=key_id, Plaintext=word)["CiphertextBlob"]
    s3, sqs = cloud.client("s3"), cloud.client("sqs")
    s3.create_bucket(Bucket="bucket")
    for count in (1, 40_000):
        s3.put_object(
            Bucket="bucket", Key=f"k{count}", Body=word * count,
            ServerSideEncryption="aws:kms", SSEKMSKeyId=key_id,
        )
    queue = sqs.create_queue(QueueName="q", Attributes={"KmsMasterKeyId": key_id})["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody=word.decode())
    cloud.stop()
    found = [
        path.name
        for path in cloud.data.rglob("*")
        if path.is_file() and any(text in path.read_bytes() for text in (word, material))
    ]
    assert found == []
    cloud.start()
    assert cloud.client("kms").decrypt(CiphertextBlob=blob)["Plaintext"] == word
    body = cloud.client("s3").get_object(Bucket="bucket", Key="k1")["Body"].read()
    assert body == word
    received = cloud.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    assert received[0]["Body"] == word.decode()
