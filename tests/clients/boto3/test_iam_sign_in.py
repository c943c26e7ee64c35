"""Passwords, certificates, keys and providers."""

import subprocess

import pytest

from support.cloud import allow
from support.errors import refused


@pytest.fixture
def user(iam, name):
    iam.create_user(UserName=name)
    return name


@pytest.fixture
def files(tmp_path):
    """A certificate that signs itself, its key, and an SSH key."""
    run = lambda *words: subprocess.run(words, check=True, capture_output=True, cwd=tmp_path)
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
        "-subj", "/CN=shop.example.com", "-days", "30")
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "id_rsa")
    return {f.name: f.read_text() for f in tmp_path.iterdir()}


def test_a_password(iam, user):
    with refused("PasswordPolicyViolation", status=400):
        iam.create_login_profile(UserName=user, Password="short")
    iam.create_login_profile(UserName=user, Password="Three-kinds", PasswordResetRequired=True)
    got = iam.get_login_profile(UserName=user)["LoginProfile"]
    assert got["PasswordResetRequired"] is True
    with refused("EntityAlreadyExists", f"Login Profile for user {user} already exists.", 409):
        iam.create_login_profile(UserName=user, Password="Three-kinds")
    iam.delete_login_profile(UserName=user)
    with refused("NoSuchEntity", f"Login Profile for User {user} cannot be found.", 404):
        iam.get_login_profile(UserName=user)


def test_a_user_changes_the_own_password(cloud, iam, name):
    keys = cloud.user(name, allow("iam:ChangePassword"))
    iam.create_login_profile(UserName=name, Password="Three-kinds")
    own = cloud.client("iam", keys=keys)
    with refused("AccessDenied", status=403):
        own.change_password(OldPassword="Wrong-one-1", NewPassword="Another-one-1")
    own.change_password(OldPassword="Three-kinds", NewPassword="Another-one-1")


def test_the_password_policy(own_cloud):
    iam = own_cloud.client("iam")
    with refused("NoSuchEntity", status=404):
        iam.get_account_password_policy()
    iam.update_account_password_policy(MinimumPasswordLength=12, RequireNumbers=True, MaxPasswordAge=30)
    got = iam.get_account_password_policy()["PasswordPolicy"]
    assert (got["MinimumPasswordLength"], got["ExpirePasswords"], got["MaxPasswordAge"]) == (12, True, 30)
    iam.create_user(UserName="luna")
    with refused("PasswordPolicyViolation", "Password should have at least one number", 400):
        iam.create_login_profile(UserName="luna", Password="long enough though")
    iam.delete_account_password_policy()


def test_a_server_certificate(cloud, iam, files, name):
    made = iam.upload_server_certificate(
        ServerCertificateName=name, CertificateBody=files["cert.pem"], PrivateKey=files["key.pem"], Path="/a/"
    )["ServerCertificateMetadata"]
    assert made["Arn"] == f"arn:aws:iam::{cloud.account}:server-certificate/a/{name}"
    got = iam.get_server_certificate(ServerCertificateName=name)["ServerCertificate"]
    assert got["CertificateBody"] == files["cert.pem"].strip()
    with refused("MalformedCertificate", "Unable to parse certificate. Please ensure the certificate is in PEM format.", 400):
        iam.upload_server_certificate(ServerCertificateName="x", CertificateBody="x", PrivateKey=files["key.pem"])
    iam.delete_server_certificate(ServerCertificateName=name)


def test_an_ssh_key(iam, files, user):
    made = iam.upload_ssh_public_key(UserName=user, SSHPublicKeyBody=files["id_rsa.pub"])["SSHPublicKey"]
    assert len(made["Fingerprint"].split(":")) == 16
    id = made["SSHPublicKeyId"]
    pem = iam.get_ssh_public_key(UserName=user, SSHPublicKeyId=id, Encoding="PEM")["SSHPublicKey"]
    assert pem["SSHPublicKeyBody"].startswith("-----BEGIN PUBLIC KEY-----")
    with refused("DuplicateSSHPublicKey", status=400):
        iam.upload_ssh_public_key(UserName=user, SSHPublicKeyBody=pem["SSHPublicKeyBody"])
    with refused("DeleteConflict", status=409):
        iam.delete_user(UserName=user)
    iam.delete_ssh_public_key(UserName=user, SSHPublicKeyId=id)


def test_an_open_id_connect_provider(cloud, iam, name):
    arn = iam.create_open_id_connect_provider(
        Url=f"https://{name}.example.com", ClientIDList=["app"], ThumbprintList=["ab" * 20]
    )["OpenIDConnectProviderArn"]
    assert arn == f"arn:aws:iam::{cloud.account}:oidc-provider/{name}.example.com"
    assert {"Arn": arn} in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    got = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert got["Url"] == f"{name}.example.com"
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    with refused("NoSuchEntity", f"OpenIDConnect Provider not found for arn {arn}", 404):
        iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)


def test_a_service_linked_role(own_cloud):
    iam = own_cloud.client("iam")
    role = iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")["Role"]
    assert role["Path"] == "/aws-service-role/ecs.amazonaws.com/"
    with refused("UnmodifiableEntity", status=400):
        iam.delete_role(RoleName=role["RoleName"])
    task = iam.delete_service_linked_role(RoleName=role["RoleName"])["DeletionTaskId"]
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"
