"""What does not exist is refused by name, in every protocol."""

import pytest

from support.errors import refused

# A service of each protocol that has nothing yet, and one operation of each.
CALLS = [
    ("ec2", "describe_instances", {}, "EC2:DescribeInstances"),
    ("cloudformation", "list_stacks", {}, "CloudFormation:ListStacks"),
    ("dynamodb", "list_tables", {}, "DynamoDB:ListTables"),
    ("ecs", "list_clusters", {}, "ECS:ListClusters"),
    ("lambda", "list_functions", {}, "Lambda:ListFunctions"),
    ("route53", "list_hosted_zones", {}, "Route53:ListHostedZones"),
    ("cloudwatch", "list_metrics", {}, "CloudWatch:ListMetrics"),
    ("iam", "get_outbound_web_identity_federation_info", {}, None),
    ("s3", "get_object_torrent", {"Bucket": "no-bucket", "Key": "k"}, None),
]


@pytest.mark.parametrize("service, operation, arguments, said", CALLS, ids=[c[0] for c in CALLS])
def test_refused_by_name(cloud, service, operation, arguments, said):
    client = cloud.client(service)
    wanted = client.meta.method_to_api_mapping[operation]
    coverage = cloud.door("coverage")["services"]
    exists = {
        o["name"] for o in coverage.get(service, {}).get("operations", []) if o["implemented"]
    }
    if wanted in exists:
        pytest.skip(f"{service} has {wanted} by now")
    with refused("NotImplemented", status=501) as caught:
        getattr(client, operation)(**arguments)
    words = caught.value.response["Error"]["Message"]
    assert words.startswith("Haneul does not implement ") and wanted in words
    if said:
        assert words == f"Haneul does not implement {said} yet."
