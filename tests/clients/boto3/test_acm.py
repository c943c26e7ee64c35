"""Certificates: asked for, validated by mail, imported, exported, of a private authority."""

import re
import socket
import ssl
import subprocess
import urllib.error
import urllib.request

import pytest

from support.cloud import eventually
from support.errors import refused

EC = {"KeyAlgorithm": "EC_prime256v1", "SigningAlgorithm": "SHA256WITHECDSA"}
TEMPLATE = "arn:aws:acm-pca:::template/{}/V1"


@pytest.fixture
def acm(cloud):
    return cloud.client("acm")


@pytest.fixture
def pca(cloud):
    return cloud.client("acm-pca")


def openssl(folder, *arguments):
    run = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True)
    return run.returncode == 0, run.stdout + run.stderr


def got(pca, authority, arn):
    pca.get_waiter("certificate_issued").wait(
        CertificateAuthorityArn=authority, CertificateArn=arn, WaiterConfig={"Delay": 1}
    )
    return pca.get_certificate(CertificateAuthorityArn=authority, CertificateArn=arn)


def make_root(pca, name):
    """A root that issues, and its certificate."""
    configuration = EC | {"Subject": {"CommonName": name}}
    arn = pca.create_certificate_authority(
        CertificateAuthorityType="ROOT",
        CertificateAuthorityConfiguration=configuration,
        RevocationConfiguration={"OcspConfiguration": {"Enabled": True}},
    )["CertificateAuthorityArn"]
    pca.get_waiter("certificate_authority_csr_created").wait(
        CertificateAuthorityArn=arn, WaiterConfig={"Delay": 1}
    )
    csr = pca.get_certificate_authority_csr(CertificateAuthorityArn=arn)["Csr"]
    own = pca.issue_certificate(
        CertificateAuthorityArn=arn,
        Csr=csr,
        SigningAlgorithm="SHA256WITHECDSA",
        TemplateArn=TEMPLATE.format("RootCACertificate"),
        Validity={"Type": "YEARS", "Value": 10},
    )["CertificateArn"]
    body = got(pca, arn, own)["Certificate"]
    pca.import_certificate_authority_certificate(CertificateAuthorityArn=arn, Certificate=body)
    shown = pca.describe_certificate_authority(CertificateAuthorityArn=arn)["CertificateAuthority"]
    assert shown["Status"] == "ACTIVE"
    return arn, body


@pytest.fixture
def root(pca, name):
    return make_root(pca, name)


def test_acm_1_openssl_verifies_what_private_ca_issues(cloud, pca, root, tmp_path):
    authority, top = root
    good, said = openssl(
        tmp_path, "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem",
        "-subj", "/CN=site.example.com", "-addext", "subjectAltName=DNS:site.example.com",
    )
    assert good, said
    csr = said[said.index("-----BEGIN CERTIFICATE REQUEST"):]
    arn = pca.issue_certificate(
        CertificateAuthorityArn=authority,
        Csr=csr,
        SigningAlgorithm="SHA256WITHECDSA",
        Validity={"Type": "DAYS", "Value": 30},
    )["CertificateArn"]
    leaf = got(pca, authority, arn)["Certificate"]
    (tmp_path / "top.pem").write_text(top)
    (tmp_path / "leaf.pem").write_text(leaf)
    good, said = openssl(
        tmp_path, "verify", "-x509_strict", "-verify_hostname", "site.example.com", "-purpose",
        "sslserver", "-CAfile", "top.pem", "leaf.pem",
    )
    assert good, said
    ask = (
        "ocsp", "-issuer", "top.pem", "-cert", "leaf.pem", "-CAfile", "top.pem", "-url", cloud.endpoint,
        "-header", "Host=ocsp.acm-pca.us-east-1.amazonaws.com",
    )
    good, said = openssl(tmp_path, *ask)
    assert good and "leaf.pem: good" in said, said
    pca.revoke_certificate(
        CertificateAuthorityArn=authority,
        CertificateSerial=arn.rsplit("/", 1)[1],
        RevocationReason="SUPERSEDED",
    )
    _, said = openssl(tmp_path, *ask)
    assert "leaf.pem: revoked" in said, said
    with refused("RequestAlreadyProcessedException"):
        pca.revoke_certificate(
            CertificateAuthorityArn=authority,
            CertificateSerial=arn.rsplit("/", 1)[1],
            RevocationReason="SUPERSEDED",
        )


def test_s100_a_mail_s_link_validates(cloud, acm, name):
    domain = f"{name}.example.com"
    arn = acm.request_certificate(
        DomainName=domain, ValidationMethod="EMAIL", KeyAlgorithm="EC_prime256v1"
    )["CertificateArn"]
    mails = cloud.door(f"sent?kind=email&to=admin@{domain}")["messages"]
    link = re.search(r"http\S+/CertificateApproval-\w+", mails[0]["body"]).group()
    assert link.startswith(cloud.endpoint)
    assert "approved" in urllib.request.urlopen(link).read().decode()
    shown = lambda: acm.describe_certificate(CertificateArn=arn)["Certificate"]
    assert eventually(lambda: shown()["Status"] == "ISSUED", 20)
    assert shown()["DomainValidationOptions"][0]["ValidationStatus"] == "SUCCESS"
    certificate = acm.get_certificate(CertificateArn=arn)
    # Whoever trusts the cloud's root trusts it.
    context = ssl.create_default_context(cadata=certificate["CertificateChain"])
    assert context.get_ca_certs()
    with refused("ValidationException"):
        acm.export_certificate(CertificateArn=arn, Passphrase=b"secret")
    acm.delete_certificate(CertificateArn=arn)
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(link)


def test_acm_1_private_certificates_are_exported(acm, root, tmp_path):
    authority, top = root
    arn = acm.request_certificate(
        DomainName="in.example.com",
        CertificateAuthorityArn=authority,
        KeyAlgorithm="EC_prime256v1",
    )["CertificateArn"]
    status = lambda: acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"]
    assert eventually(lambda: status() == "ISSUED", 20)
    exported = acm.export_certificate(CertificateArn=arn, Passphrase=b"secret")
    for file, part in [("key.pem", "PrivateKey"), ("own.pem", "Certificate")]:
        (tmp_path / file).write_text(exported[part])
    (tmp_path / "top.pem").write_text(top)
    good, of_key = openssl(tmp_path, "pkey", "-in", "key.pem", "-passin", "pass:secret", "-pubout")
    assert good and openssl(tmp_path, "x509", "-in", "own.pem", "-noout", "-pubkey")[1] == of_key
    good, said = openssl(tmp_path, "verify", "-CAfile", "top.pem", "own.pem")
    assert good, said


def test_acm_1_imported_certificates(acm, tmp_path):
    def make(name):
        good, said = openssl(
            tmp_path, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key",
            "-out", f"{name}.pem", "-days", "365", "-subj", f"/CN={name}.example.com",
        )
        assert good, said
        return (tmp_path / f"{name}.pem").read_bytes(), (tmp_path / f"{name}.key").read_bytes()

    (one, key), (_, other) = make("one"), make("other")
    arn = acm.import_certificate(Certificate=one, PrivateKey=key)["CertificateArn"]
    shown = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    assert (shown["Type"], shown["KeyAlgorithm"]) == ("IMPORTED", "RSA_2048")
    assert shown["RenewalEligibility"] == "INELIGIBLE"
    listed = acm.list_certificates()["CertificateSummaryList"]
    assert arn in [summary["CertificateArn"] for summary in listed]
    with refused("ValidationException", "The certificate and the private key do not match."):
        acm.import_certificate(Certificate=one, PrivateKey=other)
    acm.delete_certificate(CertificateArn=arn)
    with refused("ResourceNotFoundException"):
        acm.describe_certificate(CertificateArn=arn)


def greeted(cloud, name, trusted=None):
    """What the listener shows to who asks for a name, as DER; verified where somebody is trusted."""
    context = ssl.create_default_context(cadata=trusted)
    if trusted is None:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", cloud.port), timeout=10) as plain:
        with context.wrap_socket(plain, server_hostname=name) as secure:
            return secure.getpeercert(binary_form=True)


def leaf(pca, authority, folder, site):
    """A certificate of a private authority, its key, and both as import_certificate takes them."""
    good, said = openssl(
        folder, "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem",
        "-subj", f"/CN={site}", "-addext", f"subjectAltName=DNS:{site}",
    )
    assert good, said
    arn = pca.issue_certificate(
        CertificateAuthorityArn=authority,
        Csr=said[said.index("-----BEGIN CERTIFICATE REQUEST"):],
        SigningAlgorithm="SHA256WITHECDSA",
        Validity={"Type": "DAYS", "Value": 30},
    )["CertificateArn"]
    said = got(pca, authority, arn)
    return {
        "Certificate": said["Certificate"],
        "PrivateKey": (folder / "key.pem").read_text(),
        "CertificateChain": said["CertificateChain"],
    }


def test_acm_2_the_listener_shows_what_was_imported(own_cloud, tmp_path, name):
    acm, pca = own_cloud.client("acm"), own_cloud.client("acm-pca")
    authority, top = make_root(pca, name)
    der = ssl.PEM_cert_to_DER_cert
    site = "shop.example.test"
    clouds = greeted(own_cloud, site)
    first, second = (leaf(pca, authority, tmp_path, site) for _ in range(2))
    arn = acm.import_certificate(**first)["CertificateArn"]
    assert greeted(own_cloud, site, top) == der(first["Certificate"])
    wide = leaf(pca, authority, tmp_path, "*.example.test")
    acm.import_certificate(**wide)
    assert greeted(own_cloud, site, top) == der(first["Certificate"])
    assert greeted(own_cloud, "other.example.test", top) == der(wide["Certificate"])
    acm.import_certificate(CertificateArn=arn, **second)
    assert greeted(own_cloud, site, top) == der(second["Certificate"])
    own_cloud.restart()
    acm = own_cloud.client("acm")
    assert greeted(own_cloud, site, top) == der(second["Certificate"])
    # Behind it is the cloud, whatever it shows.
    context = ssl.create_default_context(cadata=top)
    with socket.create_connection(("127.0.0.1", own_cloud.port), timeout=10) as plain:
        with context.wrap_socket(plain, server_hostname=site) as secure:
            secure.sendall(f"GET / HTTP/1.1\r\nHost: {site}\r\nConnection: close\r\n\r\n".encode())
            assert secure.recv(100).startswith(b"HTTP/1.1 ")
    acm.delete_certificate(CertificateArn=arn)
    assert greeted(own_cloud, site, top) == der(wide["Certificate"])
    for each in acm.list_certificates()["CertificateSummaryList"]:
        acm.delete_certificate(CertificateArn=each["CertificateArn"])
    ours = own_cloud.door("ca")
    assert greeted(own_cloud, site, ours) not in (der(first["Certificate"]), clouds)


def test_the_cloud_s_own_names_are_its_own(own_cloud, tmp_path, name):
    acm, pca = own_cloud.client("acm"), own_cloud.client("acm-pca")
    authority, top = make_root(pca, name)
    wide = leaf(pca, authority, tmp_path, "*.s3.localhost")
    acm.import_certificate(**wide)
    ours = own_cloud.door("ca")
    greeted(own_cloud, "bucket.s3.localhost", ours)
    exact = leaf(pca, authority, tmp_path, "bucket.s3.localhost")
    acm.import_certificate(**exact)
    shown = greeted(own_cloud, "bucket.s3.localhost", top)
    assert shown == ssl.PEM_cert_to_DER_cert(exact["Certificate"])
