"""A bus with a rule and its target, an archive, and a schedule."""


def test_events(stack, cloud):
    events, scheduler = cloud.client("events"), cloud.client("scheduler")

    def check():
        (target,) = events.list_targets_by_rule(Rule="tf-orders", EventBusName="tf-shop")["Targets"]
        assert target["InputTransformer"]["InputTemplate"] == '{"total": <total>}'
        assert target["RetryPolicy"]["MaximumRetryAttempts"] == 10
        assert events.describe_rule(Name="tf-tick")["State"] == "DISABLED"
        assert events.describe_archive(ArchiveName="tf-orders")["RetentionDays"] == 7
        shown = scheduler.get_schedule(Name="tf-daily", GroupName="tf-shop")
        assert shown["FlexibleTimeWindow"]["MaximumWindowInMinutes"] == 15

    stack("events.tf").whole_life(check)
    assert "tf-shop" not in [bus["Name"] for bus in events.list_event_buses()["EventBuses"]]
