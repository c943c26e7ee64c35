"""Alarms over a metric, over an expression and over one another, and a dashboard."""


def test_cwt_2_alarms_and_a_dashboard(stack, cloud):
    cloudwatch = cloud.client("cloudwatch")

    def check():
        shown = cloudwatch.describe_alarms(AlarmNamePrefix="tf-", AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        assert [alarm["AlarmName"] for alarm in shown["MetricAlarms"]] == ["tf-cpu", "tf-rate"]
        assert shown["CompositeAlarms"][0]["AlarmRule"] == "ALARM(tf-cpu) OR ALARM(tf-rate)"
        assert "hello" in cloudwatch.get_dashboard(DashboardName="tf-board")["DashboardBody"]

    stack("cloudwatch.tf").whole_life(check)
    assert cloudwatch.describe_alarms(AlarmNamePrefix="tf-")["MetricAlarms"] == []
