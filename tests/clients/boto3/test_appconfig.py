"""AppConfig as boto3 uses it: deployments, sessions of clients, validators that are functions."""

import io
import json
import zipfile

import pytest

from support.cloud import eventually
from support.errors import refused


@pytest.fixture
def shop(cloud, name):
    return Shop(cloud, name)


class Shop:
    """An application with an environment and a hosted profile."""

    def __init__(self, cloud, name, **profile):
        self.cloud = cloud
        self.control = cloud.client("appconfig")
        self.data = cloud.client("appconfigdata")
        self.application = self.control.create_application(Name=name)["Id"]
        self.environment = self.control.create_environment(ApplicationId=self.application, Name="prod")["Id"]
        made = self.control.create_configuration_profile(
            ApplicationId=self.application, Name="limits", LocationUri="hosted", **profile
        )
        self.profile = made["Id"]
        strategy = self.control.create_deployment_strategy(
            Name=name, DeploymentDurationInMinutes=0, GrowthFactor=100, FinalBakeTimeInMinutes=0
        )
        self.strategy = strategy["Id"]

    def put(self, content, **more):
        return self.control.create_hosted_configuration_version(
            ApplicationId=self.application,
            ConfigurationProfileId=self.profile,
            Content=json.dumps(content).encode(),
            ContentType="application/json",
            **more,
        )

    def start(self, version):
        return self.control.start_deployment(
            ApplicationId=self.application,
            EnvironmentId=self.environment,
            ConfigurationProfileId=self.profile,
            ConfigurationVersion=str(version),
            DeploymentStrategyId=self.strategy,
        )["DeploymentNumber"]

    def shown(self, number):
        return self.control.get_deployment(
            ApplicationId=self.application, EnvironmentId=self.environment, DeploymentNumber=number
        )

    def publish(self, content, **more):
        number = self.start(self.put(content, **more)["VersionNumber"])
        assert eventually(lambda: self.shown(number)["State"] == "COMPLETE", 30)
        return number

    def session(self):
        return self.data.start_configuration_session(
            ApplicationIdentifier=self.application,
            EnvironmentIdentifier="prod",
            ConfigurationProfileIdentifier="limits",
        )["InitialConfigurationToken"]


def test_ssa_1_what_is_deployed_is_what_clients_read(shop):
    made = shop.put({"most": 1}, VersionLabel="first-one")
    assert (made["VersionNumber"], made["VersionLabel"]) == (1, "first-one")
    got = shop.control.get_hosted_configuration_version(
        ApplicationId=shop.application, ConfigurationProfileId=shop.profile, VersionNumber=1
    )
    assert json.loads(got["Content"].read()) == {"most": 1}
    number = shop.start("first-one")
    assert eventually(lambda: shop.shown(number)["State"] == "COMPLETE", 30)
    assert shop.shown(number)["ConfigurationVersion"] == "1"
    latest = shop.data.get_latest_configuration(ConfigurationToken=shop.session())
    assert json.loads(latest["Configuration"].read()) == {"most": 1}
    assert latest["ContentType"] == "application/json"
    assert latest["VersionLabel"] == "first-one"
    assert latest["NextPollIntervalInSeconds"] == 60
    with refused("BadRequestException", "Request too early", 400) as refusal:
        shop.data.get_latest_configuration(ConfigurationToken=latest["NextPollConfigurationToken"])
    answer = refusal.value.response
    problem = answer["Details"]["InvalidParameters"]["ConfigurationToken"]["Problem"]
    assert (answer["Reason"], problem) == ("InvalidParameters", "PollIntervalNotSatisfied")


def test_old_clients_read_by_their_ids(shop):
    shop.publish({"most": 1})
    asked = {"Application": shop.application, "Environment": "prod", "Configuration": "limits", "ClientId": "c"}
    got = shop.control.get_configuration(**asked)
    assert (json.loads(got["Content"].read()), got["ConfigurationVersion"]) == ({"most": 1}, "1")
    again = shop.control.get_configuration(**asked, ClientConfigurationVersion="1")
    assert again["Content"].read() == b""


def test_validators_say_what_is_wrong(cloud, name):
    schema = json.dumps({"type": "object", "properties": {"most": {"type": "integer", "maximum": 5}}})
    shop = Shop(cloud, name, Validators=[{"Type": "JSON_SCHEMA", "Content": schema}])
    shop.put({"most": 6})
    with refused("BadRequestException", status=400) as refusal:
        shop.start(1)
    (detail,) = refusal.value.response["Details"]["InvalidConfiguration"]
    assert (detail["Constraint"], detail["Location"], detail["Value"]) == ("maximum", "/most", "6")
    shop.publish({"most": 5})


def test_flags(cloud, name):
    shop = Shop(cloud, name, Type="AWS.AppConfig.FeatureFlags")
    flags = {"version": "1", "flags": {"dark": {"name": "Dark"}}, "values": {"dark": {"enabled": True}}}
    shop.publish(flags)
    latest = shop.data.get_latest_configuration(ConfigurationToken=shop.session())
    assert json.loads(latest["Configuration"].read()) == {"dark": {"enabled": True}}
    with refused("BadRequestException", status=400):
        shop.put({"version": "1", "values": {"dark": {"enabled": True}}})


def test_functions_validate(start_cloud, name):
    cloud = start_cloud("--plain-functions")
    code = """
import base64, json
def handler(event, context):
    if json.loads(base64.b64decode(event["content"]))["most"] > 5:
        raise ValueError("too many")
"""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.py", code)
    iam, functions = cloud.client("iam"), cloud.client("lambda", read_timeout=120)
    trust = {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}}
    role = iam.create_role(RoleName="f", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    made = functions.create_function(
        FunctionName="judge", Runtime="python3.12", Role=role, Handler="a.handler",
        Code={"ZipFile": packed.getvalue()}, Timeout=60,
    )
    functions.get_waiter("function_active_v2").wait(FunctionName="judge", WaiterConfig={"Delay": 1})
    shop = Shop(cloud, name, Validators=[{"Type": "LAMBDA", "Content": made["FunctionArn"]}])
    shop.put({"most": 6})
    shop.put({"most": 5})
    validate = {"ApplicationId": shop.application, "ConfigurationProfileId": shop.profile}
    with refused("BadRequestException", status=400) as refusal:
        shop.control.validate_configuration(**validate, ConfigurationVersion="2")
    assert "lambda:InvokeFunction" in str(refusal.value)
    functions.add_permission(
        FunctionName="judge", StatementId="s", Action="lambda:InvokeFunction", Principal="appconfig.amazonaws.com"
    )
    shop.control.validate_configuration(**validate, ConfigurationVersion="2")
    with refused("BadRequestException", status=400) as refusal:
        shop.control.validate_configuration(**validate, ConfigurationVersion="1")
    assert "too many" in str(refusal.value)


def test_deletion_protection(shop):
    shop.publish({"most": 1})
    shop.data.get_latest_configuration(ConfigurationToken=shop.session())
    where = {"ApplicationId": shop.application, "EnvironmentId": shop.environment}
    with refused("BadRequestException", status=400):
        shop.control.delete_environment(**where, DeletionProtectionCheck="APPLY")
    shop.control.delete_environment(**where, DeletionProtectionCheck="BYPASS")
    with refused("ResourceNotFoundException", status=404):
        shop.control.get_environment(**where)


def test_revert(shop):
    shop.publish({"most": 1})
    number = shop.publish({"most": 2})
    stopped = shop.control.stop_deployment(
        ApplicationId=shop.application, EnvironmentId=shop.environment, DeploymentNumber=number, AllowRevert=True
    )
    assert stopped["State"] == "REVERTED"
    latest = shop.data.get_latest_configuration(ConfigurationToken=shop.session())
    assert json.loads(latest["Configuration"].read()) == {"most": 1}
