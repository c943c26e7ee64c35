"""A log group with all that hangs on it."""


def test_logs(stack, cloud):
    logs = cloud.client("logs")

    def check():
        (group,) = logs.describe_log_groups(logGroupNamePrefix="tf-app")["logGroups"]
        assert group["retentionInDays"] == 14
        assert group["metricFilterCount"] == 1
        filters = logs.describe_subscription_filters(logGroupName="tf-app")
        (subscription,) = filters["subscriptionFilters"]
        assert subscription["destinationArn"].endswith("stream/tf-lines")

    stack("logs.tf").whole_life(check)
    assert not logs.describe_log_groups(logGroupNamePrefix="tf-")["logGroups"]
