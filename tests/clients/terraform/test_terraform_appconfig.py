"""An application with all that a deployment needs, and a queue that is told of it."""

import json

from support.cloud import eventually


def test_appconfig(stack, cloud):
    control, data, sqs = cloud.client("appconfig"), cloud.client("appconfigdata"), cloud.client("sqs")

    def seen():
        where = {"ApplicationIdentifier": "tf-shop", "EnvironmentIdentifier": "prod"}
        session = data.start_configuration_session(**where, ConfigurationProfileIdentifier="limits")
        try:
            got = data.get_latest_configuration(ConfigurationToken=session["InitialConfigurationToken"])
        except data.exceptions.ResourceNotFoundException:
            return None
        return json.loads(got["Configuration"].read())

    def told():
        url = sqs.get_queue_url(QueueName="tf-told")["QueueUrl"]
        return sqs.receive_message(QueueUrl=url).get("Messages")

    def check():
        assert eventually(seen, 30) == {"most": 7}
        assert json.loads(eventually(told, 30)[0]["Body"])["Type"] == "OnDeploymentComplete"

    stack("appconfig.tf").whole_life(check)
    assert control.list_applications()["Items"] == []
