"""Metrics, alarms and dashboards."""

import datetime
import json

import pytest

from support.errors import refused


@pytest.fixture
def cloudwatch(cloud):
    return cloud.client("cloudwatch")


def test_cwt_1_what_is_put_is_found(cloudwatch, name):
    now = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
    dimensions = [{"Name": "host", "Value": "a"}]
    data = [{"MetricName": "cpu", "Dimensions": dimensions, "Timestamp": now, "Value": value, "Unit": "Percent"}
            for value in (1.0, 2.0, 3.0)]
    cloudwatch.put_metric_data(Namespace=name, MetricData=data)
    window = {"StartTime": now, "EndTime": now + datetime.timedelta(minutes=1)}
    found = cloudwatch.get_metric_statistics(
        Namespace=name, MetricName="cpu", Dimensions=dimensions, Period=60,
        Statistics=["Sum", "SampleCount"], **window)
    (point,) = found["Datapoints"]
    assert (point["Sum"], point["SampleCount"], point["Unit"]) == (6.0, 3.0, "Percent")
    (metric,) = cloudwatch.list_metrics(Namespace=name)["Metrics"]
    assert metric == {"Namespace": name, "MetricName": "cpu", "Dimensions": dimensions}
    stat = {"Metric": metric, "Period": 60, "Stat": "p50"}
    queries = [{"Id": "m1", "MetricStat": stat, "ReturnData": False}, {"Id": "e1", "Expression": "m1 * 10"}]
    (result,) = cloudwatch.get_metric_data(MetricDataQueries=queries, **window)["MetricDataResults"]
    assert (result["Id"], result["Values"], result["StatusCode"]) == ("e1", [20.0], "Complete")
    assert result["Timestamps"] == [now]


def test_cwt_2_an_alarm(cloudwatch, name):
    rule = {"AlarmName": name, "Namespace": name, "MetricName": "cpu", "Statistic": "Average", "Period": 60,
            "EvaluationPeriods": 1, "Threshold": 10.0, "ComparisonOperator": "GreaterThanThreshold"}
    cloudwatch.put_metric_alarm(**rule, Tags=[{"Key": "a", "Value": "1"}])
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    assert (alarm["StateValue"], alarm["Threshold"], alarm["ActionsEnabled"]) == ("INSUFFICIENT_DATA", 10.0, True)
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")
    (alarm,) = cloudwatch.describe_alarms(StateValue="ALARM", AlarmNamePrefix=name)["MetricAlarms"]
    assert alarm["StateReason"] == "a test"
    items = cloudwatch.describe_alarm_history(AlarmName=name, HistoryItemType="StateUpdate")["AlarmHistoryItems"]
    assert items[0]["HistorySummary"] == "Alarm updated from INSUFFICIENT_DATA to ALARM"
    assert cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"] == [{"Key": "a", "Value": "1"}]
    cloudwatch.put_composite_alarm(AlarmName=f"{name}-c", AlarmRule=f'ALARM("{name}")')
    with refused("ValidationError", status=400):
        cloudwatch.delete_alarms(AlarmNames=[name])
    cloudwatch.delete_alarms(AlarmNames=[name, f"{name}-c"])
    assert cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"] == []


def test_dashboards(cloudwatch, name):
    body = json.dumps({"widgets": [{"type": "text", "properties": {"markdown": "hello"}}]})
    cloudwatch.put_dashboard(DashboardName=name, DashboardBody=body)
    assert cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"] == body
    cloudwatch.delete_dashboards(DashboardNames=[name])
    with refused("ResourceNotFound", status=404):
        cloudwatch.get_dashboard(DashboardName=name)
    with refused("InvalidParameterInput", status=400):
        cloudwatch.put_dashboard(DashboardName=name, DashboardBody="{}")


def test_what_is_refused(cloudwatch, name):
    with refused("InvalidParameterValue", "The value AWS/Mine for parameter Namespace is invalid.", 400):
        cloudwatch.put_metric_data(Namespace="AWS/Mine", MetricData=[{"MetricName": "a", "Value": 1.0}])
    with refused("ResourceNotFound", status=404):
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="a test")
