# A metric filter counts errors, and an alarm over them goes off          (CWL-1, CWT-2, S105)
$ aws logs create-log-group --log-group-name /app
$ aws logs create-log-stream --log-group-name /app --log-stream-name one
$ aws logs put-metric-filter --log-group-name /app --filter-name errors --filter-pattern ERROR --metric-transformations metricName=errors,metricNamespace=App,metricValue=1,defaultValue=0
$ aws cloudwatch put-metric-alarm --alarm-name errors --namespace App --metric-name errors --statistic Sum --period 60 --evaluation-periods 1 --threshold 2 --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data ignore
$ aws logs describe-log-streams --log-group-name /app --log-stream-name-prefix one
{"logStreams": [{"creationTime": "<now>", ...}]}
$ aws logs put-log-events --log-group-name /app --log-stream-name one --log-events '[{"timestamp": <now>, "message": "ERROR one"}, {"timestamp": <now>, "message": "fine"}]'
$ clock +2m
$ aws cloudwatch describe-alarms --alarm-names errors
{"MetricAlarms": [{"StateValue": "OK", ...}], ...}
$ aws logs create-log-stream --log-group-name /app --log-stream-name two
$ aws logs describe-log-streams --log-group-name /app --log-stream-name-prefix two
{"logStreams": [{"creationTime": "<later>", ...}]}
$ aws logs put-log-events --log-group-name /app --log-stream-name two --log-events '[{"timestamp": <later>, "message": "ERROR two"}, {"timestamp": <later>, "message": "ERROR three"}]'
$ clock +2m
$ aws cloudwatch describe-alarms --alarm-names errors
{"MetricAlarms": [{"StateValue": "ALARM", ...}], ...}

# Names that are AWS's own are nobody else's.
$ aws logs put-metric-filter --log-group-name /app --filter-name own --filter-pattern ERROR --metric-transformations metricName=errors,metricNamespace=AWS/Logs,metricValue=1
! InvalidParameterException
