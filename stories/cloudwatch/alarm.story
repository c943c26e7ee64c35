# An alarm goes off once, tells a topic, and is over        (CWT-2, CWT-3, S28, S105)
$ aws sns create-topic --name told
{"TopicArn": "<topic>"}
$ aws sqs create-queue --queue-name told
{"QueueUrl": "<queue>"}
$ aws sqs set-queue-attributes --queue-url <queue> --attributes '{"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\"}}"}'
$ aws sns subscribe --topic-arn <topic> --protocol sqs --notification-endpoint arn:aws:sqs:us-east-1:111122223333:told --attributes '{"RawMessageDelivery": "true"}'
{"SubscriptionArn": "<_>"}
$ aws cloudwatch put-metric-alarm --alarm-name hot --namespace Mine --metric-name cpu --statistic Average --period 60 --evaluation-periods 1 --threshold 70 --comparison-operator GreaterThanThreshold --alarm-actions <topic>
$ aws cloudwatch describe-alarms --alarm-names hot
{"MetricAlarms": [{"AlarmName": "hot", "StateValue": "INSUFFICIENT_DATA", "StateReason": "Unchecked: Initial alarm creation", ...}], ...}
$ aws cloudwatch put-metric-data --namespace Mine --metric-data '[{"MetricName": "cpu", "Value": 20}]'
$ clock +70s
$ aws cloudwatch describe-alarms --alarm-names hot
{"MetricAlarms": [{"StateValue": "OK", ...}], ...}
$ aws cloudwatch put-metric-data --namespace Mine --metric-data '[{"MetricName": "cpu", "Value": 90}]'
$ clock +70s
$ aws cloudwatch describe-alarms --alarm-names hot
{"MetricAlarms": [{"StateValue": "ALARM", ...}], ...}
$ aws cloudwatch describe-alarm-history --alarm-name hot --history-item-type Action
{"AlarmHistoryItems": [{"HistorySummary": "Successfully executed action <topic>", ...}]}
$ clock +600s
$ aws cloudwatch describe-alarms --alarm-names hot
{"MetricAlarms": [{"StateValue": "INSUFFICIENT_DATA", ...}], ...}

# Default metrics are there with no set-up                   (CWT-4)
$ aws cloudwatch get-metric-statistics --namespace AWS/SNS --metric-name NumberOfMessagesPublished --dimensions '[{"Name": "TopicName", "Value": "told"}]' --start-time 2026-01-01T00:00:00Z --end-time 2026-01-01T00:01:00Z --period 60 --statistics Sum
{"Label": "NumberOfMessagesPublished", "Datapoints": []}
$ aws cloudwatch list-metrics --namespace AWS/SNS --metric-name NumberOfMessagesPublished
{"Metrics": [{"Namespace": "AWS/SNS", "MetricName": "NumberOfMessagesPublished", "Dimensions": [{"Name": "TopicName", "Value": "told"}]}]}
