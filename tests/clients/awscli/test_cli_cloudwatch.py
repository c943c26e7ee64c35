"""aws cloudwatch, aws acm."""

import base64
import datetime
import json

GRAPH = json.dumps({"metrics": [["Mine", "heat"]], "width": 300, "height": 200})


def test_cloudwatch(aws, name):
    put = ("cloudwatch", "put-metric-data", "--namespace", name, "--metric-name", "heat")
    assert aws(*put, "--value", "3", "--unit", "Count", "--dimensions", "host=a").code == 0
    listed = aws("cloudwatch", "list-metrics", "--namespace", name).json["Metrics"]
    assert listed == [{"Namespace": name, "MetricName": "heat", "Dimensions": [{"Name": "host", "Value": "a"}]}]
    now = datetime.datetime.now(datetime.timezone.utc)
    hour = datetime.timedelta(hours=1)
    found = aws(
        "cloudwatch", "get-metric-statistics", "--namespace", name, "--metric-name", "heat", "--period", "3600",
        "--statistics", "Sum", "--dimensions", "Name=host,Value=a",
        "--start-time", (now - hour).isoformat(), "--end-time", (now + hour).isoformat(),
    )
    assert [(point["Sum"], point["Unit"]) for point in found.json["Datapoints"]] == [(3.0, "Count")]
    alarm = (
        "cloudwatch", "put-metric-alarm", "--alarm-name", name, "--namespace", name, "--metric-name", "heat",
        "--statistic", "Average", "--period", "60", "--threshold", "70", "--evaluation-periods", "1",
        "--comparison-operator", "GreaterThanThreshold",
    )
    assert aws(*alarm).code == 0
    state = ("--alarm-name", name, "--state-value", "ALARM", "--state-reason", "a test")
    assert aws("cloudwatch", "set-alarm-state", *state).code == 0
    shown = aws("cloudwatch", "describe-alarms", "--state-value", "ALARM", "--alarm-names", name).json
    assert shown["MetricAlarms"][0]["StateReason"] == "a test"
    history = aws("cloudwatch", "describe-alarm-history", "--alarm-name", name).json["AlarmHistoryItems"]
    assert history[0]["HistorySummary"] == "Alarm updated from INSUFFICIENT_DATA to ALARM"
    drawn = aws("cloudwatch", "get-metric-widget-image", "--metric-widget", GRAPH, "--output", "text")
    assert base64.b64decode(drawn.out).startswith(b"\x89PNG")
    board = aws("cloudwatch", "put-dashboard", "--dashboard-name", name, "--dashboard-body", "{")
    assert "(InvalidParameterInput)" in board.err
    assert aws("cloudwatch", "delete-alarms", "--alarm-names", name).code == 0


def test_acm(aws, name):
    domain = f"{name}.example.com"
    wish = ("--domain-name", domain, "--validation-method", "DNS", "--subject-alternative-names", f"*.{domain}")
    arn = aws("acm", "request-certificate", *wish).json["CertificateArn"]
    shown = aws("acm", "describe-certificate", "--certificate-arn", arn).json["Certificate"]
    assert shown["Status"] == "PENDING_VALIDATION"
    records = {option["ResourceRecord"]["Name"] for option in shown["DomainValidationOptions"]}
    # One record is enough for a name and all below it.
    assert len(records) == 1 and records.pop().endswith(f".{domain}.")
    assert "(RequestInProgressException)" in aws("acm", "get-certificate", "--certificate-arn", arn).err
    assert aws("acm", "delete-certificate", "--certificate-arn", arn).code == 0
    assert "(ResourceNotFoundException)" in aws("acm", "describe-certificate", "--certificate-arn", arn).err
