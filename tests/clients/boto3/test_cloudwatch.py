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


def test_a_metric_stream_and_a_detector(own_cloud):
    iam, cloudwatch = own_cloud.client("iam"), own_cloud.client("cloudwatch")
    services = ["firehose.amazonaws.com", "streams.metrics.cloudwatch.amazonaws.com"]
    trust = {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": services}, "Action": "sts:AssumeRole"}}
    role = iam.create_role(RoleName="tell", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    allowed = {"Effect": "Allow", "Action": ["s3:PutObject", "firehose:PutRecord"], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    iam.put_role_policy(RoleName="tell", PolicyName="p", PolicyDocument=document)
    s3 = own_cloud.client("s3")
    s3.create_bucket(Bucket="told")
    hose = own_cloud.client("firehose").create_delivery_stream(
        DeliveryStreamName="told",
        ExtendedS3DestinationConfiguration={
            "RoleARN": role, "BucketARN": "arn:aws:s3:::told",
            "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 1}})["DeliveryStreamARN"]
    own_cloud.advance(2)
    cloudwatch.put_metric_stream(
        Name="mine", FirehoseArn=hose, RoleArn=role, OutputFormat="json",
        IncludeFilters=[{"Namespace": "Mine", "MetricNames": ["cpu"]}], Tags=[{"Key": "a", "Value": "1"}])
    (entry,) = cloudwatch.list_metric_streams()["Entries"]
    assert (entry["Name"], entry["State"]) == ("mine", "running")
    assert cloudwatch.list_tags_for_resource(ResourceARN=entry["Arn"])["Tags"] == [{"Key": "a", "Value": "1"}]
    cloudwatch.put_metric_data(Namespace="Mine", MetricData=[
        {"MetricName": "cpu", "Values": [1.0, 3.0], "Unit": "Percent"}, {"MetricName": "disk", "Value": 1.0}])
    own_cloud.advance(200)
    (found,) = s3.list_objects_v2(Bucket="told")["Contents"]
    lines = s3.get_object(Bucket="told", Key=found["Key"])["Body"].read().decode().splitlines()
    (line,) = [json.loads(line) for line in lines]
    assert line["value"] == {"count": 2.0, "sum": 4.0, "min": 1.0, "max": 3.0}
    assert (line["metric_name"], line["unit"]) == ("cpu", "Percent")
    cloudwatch.delete_metric_stream(Name="mine")
    metric = {"Namespace": "Mine", "MetricName": "cpu", "Stat": "Average"}
    cloudwatch.put_anomaly_detector(SingleMetricAnomalyDetector=metric)
    (detector,) = cloudwatch.describe_anomaly_detectors()["AnomalyDetectors"]
    assert detector["SingleMetricAnomalyDetector"]["Stat"] == "Average"
    cloudwatch.delete_anomaly_detector(SingleMetricAnomalyDetector=metric)
    assert cloudwatch.describe_anomaly_detectors()["AnomalyDetectors"] == []
