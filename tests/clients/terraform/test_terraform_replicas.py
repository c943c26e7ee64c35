"""A table in two Regions, and one whose capacity follows its use."""

import time


def test_replicas_and_scaling(stack, cloud):
    dynamodb = cloud.client("dynamodb")
    scaling = cloud.client("application-autoscaling")

    def check():
        table = dynamodb.describe_table(TableName="tf-shared")["Table"]
        assert table["Replicas"] == [{"RegionName": "eu-central-1", "ReplicaStatus": "ACTIVE"}]
        policies = scaling.describe_scaling_policies(ServiceNamespace="dynamodb")
        named = [p["PolicyName"] for p in policies["ScalingPolicies"]]
        assert "follow" in named
        actions = scaling.describe_scheduled_actions(ServiceNamespace="dynamodb")
        assert actions["ScheduledActions"][0]["Timezone"] == "Europe/Zurich"
        for _ in range(30):
            table = dynamodb.describe_table(TableName="tf-scaled")["Table"]
            if table["ProvisionedThroughput"]["WriteCapacityUnits"] == 10:
                break
            time.sleep(0.5)
        assert table["ProvisionedThroughput"]["WriteCapacityUnits"] == 10

    stack("replicas.tf").whole_life(check)
    assert not [t for t in dynamodb.list_tables()["TableNames"] if t in ("tf-shared", "tf-scaled")]
    targets = scaling.describe_scalable_targets(ServiceNamespace="dynamodb")
    assert targets["ScalableTargets"] == []
