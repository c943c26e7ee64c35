"""Credentials for people whom AWS does not know: by a user's word, or by a provider's."""

import boto3
import pytest

from support.cloud import Keys, allow, policy
from support.errors import refused
from support.issuer import HOST, Issuer, missing


def test_a_user_federates_somebody(cloud, name):
    user = cloud.user(name, allow("sts:GetFederationToken"), allow("s3:*"))
    given = cloud.client("sts", keys=user).get_federation_token(
        Name="Bob", Policy=policy(allow("s3:ListAllMyBuckets")), DurationSeconds=900
    )
    arn = f"arn:aws:sts::{cloud.account}:federated-user/Bob"
    assert given["FederatedUser"] == {"FederatedUserId": f"{cloud.account}:Bob", "Arn": arn}
    keys = Keys.of(given)
    assert cloud.client("sts", keys=keys).get_caller_identity()["Arn"] == arn
    cloud.client("s3", keys=keys).list_buckets()
    with refused("AccessDenied", status=403):
        cloud.client("s3", keys=keys).create_bucket(Bucket=f"{name}-b")
    with refused("AccessDenied", "Cannot call GetSessionToken with session credentials", 403):
        cloud.client("sts", keys=keys).get_session_token()
    with refused("InvalidClientTokenId", status=403):
        cloud.client("iam", keys=keys).list_users()


@pytest.fixture
def issuer(tmp_path):
    if missing():
        pytest.skip("no openssl")
    issuer = Issuer(tmp_path)
    yield issuer
    issuer.stop()


def test_a_token_of_a_provider_is_traded_for_a_role(start_cloud, issuer, tmp_path, monkeypatch):
    cloud = start_cloud("--host", f"{HOST}=127.0.0.1:{issuer.port}")
    iam = cloud.client("iam")
    provider = iam.create_open_id_connect_provider(
        Url=f"https://{HOST}", ClientIDList=["sts.amazonaws.com"], ThumbprintList=[issuer.thumbprint]
    )["OpenIDConnectProviderArn"]
    trust = policy(
        {
            "Effect": "Allow",
            "Principal": {"Federated": provider},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{HOST}:sub": "system:serviceaccount:web:app"}},
        }
    )
    role = iam.create_role(RoleName="web", AssumeRolePolicyDocument=trust)["Role"]
    iam.put_role_policy(RoleName="web", PolicyName="p", PolicyDocument=policy(allow("s3:List*")))

    # As pods do it: the client finds the token in a file, and renews its credentials by itself.
    token = tmp_path / "token"
    token.write_text(issuer.token(aud="sts.amazonaws.com", sub="system:serviceaccount:web:app"))
    monkeypatch.setenv("AWS_ROLE_ARN", role["Arn"])
    monkeypatch.setenv("AWS_ROLE_SESSION_NAME", "pod")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(token))
    monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.endpoint)
    pod = boto3.session.Session(region_name="us-east-1")
    arn = f"arn:aws:sts::{cloud.account}:assumed-role/web/pod"
    assert pod.client("sts").get_caller_identity()["Arn"] == arn
    pod.client("s3").list_buckets()

    sts = cloud.client("sts")
    asked = {"RoleArn": role["Arn"], "RoleSessionName": "pod"}
    with refused("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403):
        other = issuer.token(aud="sts.amazonaws.com", sub="system:serviceaccount:web:other")
        sts.assume_role_with_web_identity(**asked, WebIdentityToken=other)
    with refused("InvalidIdentityToken", "Incorrect token audience", 400):
        other = issuer.token(aud="other", sub="system:serviceaccount:web:app")
        sts.assume_role_with_web_identity(**asked, WebIdentityToken=other)


def test_what_is_no_assertion(cloud):
    sts = cloud.client("sts")
    with refused("InvalidIdentityToken", "Specified provider doesn't exist", 400):
        sts.assume_role_with_saml(
            RoleArn=f"arn:aws:iam::{cloud.account}:role/none",
            PrincipalArn=f"arn:aws:iam::{cloud.account}:saml-provider/none",
            SAMLAssertion="PGEvPg==",
        )
    with refused("InvalidAuthorizationMessageException", status=400):
        sts.decode_authorization_message(EncodedMessage="nothing")
