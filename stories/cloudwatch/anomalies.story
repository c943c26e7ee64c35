# A detector learns as it is told to          (CWT-2)
$ aws cloudwatch put-anomaly-detector --single-metric-anomaly-detector '{"Namespace": "Mine", "MetricName": "cpu", "Stat": "Average"}' --configuration '{"MetricTimezone": "Asia/Seoul"}'
{"AnomalyDetectorId": "<id>"}
$ aws cloudwatch describe-anomaly-detectors --namespace Mine
{"AnomalyDetectors": [{"AnomalyDetectorId": "<id>", "StateValue": "PENDING_TRAINING", "Configuration": {"MetricTimezone": "Asia/Seoul", ...}, ...}]}
$ aws cloudwatch put-metric-alarm --alarm-name strange --evaluation-periods 1 --comparison-operator GreaterThanUpperThreshold --threshold-metric-id b --metrics '[{"Id": "m", "MetricStat": {"Metric": {"Namespace": "Mine", "MetricName": "cpu"}, "Period": 60, "Stat": "Average"}}, {"Id": "b", "Expression": "ANOMALY_DETECTION_BAND(m, 2)"}]'
$ aws cloudwatch describe-alarms --alarm-names strange
{"MetricAlarms": [{"ThresholdMetricId": "b", "ComparisonOperator": "GreaterThanUpperThreshold", "StateValue": "INSUFFICIENT_DATA", ...}], ...}
$ aws cloudwatch put-metric-data --namespace Mine --metric-data '[{"MetricName": "cpu", "Value": 20}]'
$ clock +70s
$ aws cloudwatch describe-alarms --alarm-names strange
{"MetricAlarms": [{"StateValue": "INSUFFICIENT_DATA", ...}], ...}
$ aws cloudwatch delete-anomaly-detector --single-metric-anomaly-detector '{"Namespace": "Mine", "MetricName": "cpu", "Stat": "Average"}'
$ aws cloudwatch describe-anomaly-detectors
{"AnomalyDetectors": []}
