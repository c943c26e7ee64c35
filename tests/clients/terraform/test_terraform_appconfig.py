"""An application with all that a deployment needs, and a topic that is told of it."""

import json

from support.cloud import eventually


def test_appconfig(stack, cloud):
    control, data = cloud.client("appconfig"), cloud.client("appconfigdata")

    def seen():
        where = {"ApplicationIdentifier": "tf-shop", "EnvironmentIdentifier": "prod"}
        session = data.start_configuration_session(**where, ConfigurationProfileIdentifier="limits")
        try:
            got = data.get_latest_configuration(ConfigurationToken=session["InitialConfigurationToken"])
        except data.exceptions.ResourceNotFoundException:
            return None
        return json.loads(got["Configuration"].read())

    def check():
        assert eventually(seen, 30) == {"most": 7}
        known = control.list_applications()["Items"]
        [shop] = [one for one in known if one["Name"] == "tf-shop"]
        arn = f"arn:aws:appconfig:us-east-1:{cloud.account}:application/{shop['Id']}"
        [told] = control.list_extension_associations(ResourceIdentifier=arn)["Items"]
        assert told["ExtensionArn"].split("/")[-1] == "1"

    stack("appconfig.tf").whole_life(check)
    left = control.list_applications()["Items"]
    assert "tf-shop" not in [one["Name"] for one in left]
