"""A bus with a rule and its targets, an API destination among them, an archive, and a schedule."""


def test_events(stack, cloud):
    events, scheduler = cloud.client("events"), cloud.client("scheduler")

    def check():
        partner, target = events.list_targets_by_rule(Rule="tf-orders", EventBusName="tf-shop")["Targets"]
        assert partner["HttpParameters"]["PathParameterValues"] == ["$.detail.id"]
        connection = events.describe_connection(Name="tf-partner")
        assert connection["ConnectionState"] == "AUTHORIZED"
        assert "secret" not in str(connection["AuthParameters"]).replace("IsValueSecret", "")
        assert events.describe_api_destination(Name="tf-partner")["InvocationRateLimitPerSecond"] == 20
        assert target["InputTransformer"]["InputTemplate"] == '{"total": <total>}'
        assert target["RetryPolicy"]["MaximumRetryAttempts"] == 10
        assert events.describe_rule(Name="tf-tick")["State"] == "DISABLED"
        assert events.describe_archive(ArchiveName="tf-orders")["RetentionDays"] == 7
        shown = scheduler.get_schedule(Name="tf-daily", GroupName="tf-shop")
        assert shown["FlexibleTimeWindow"]["MaximumWindowInMinutes"] == 15

    stack("events.tf").whole_life(check)
    assert "tf-shop" not in [bus["Name"] for bus in events.list_event_buses()["EventBuses"]]
    assert events.list_connections(NamePrefix="tf-")["Connections"] == []
