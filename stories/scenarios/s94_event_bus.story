# A schedule fires each minute; what cannot be delivered lies in the dead-letter queue          (EVB-2, S94)
$ aws sqs create-queue --queue-name ticks
{"QueueUrl": "<ticks>"}
$ aws sqs create-queue --queue-name shut
{"QueueUrl": "<shut>"}
$ aws sqs create-queue --queue-name dead
{"QueueUrl": "<dead>"}
$ let ticks_arn = arn:aws:sqs:<region>:<account>:ticks
$ let dead_arn = arn:aws:sqs:<region>:<account>:dead
$ aws sqs set-queue-attributes --queue-url <ticks> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"events.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<ticks_arn>\"}]}"}'
$ aws sqs set-queue-attributes --queue-url <dead> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"events.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<dead_arn>\"}]}"}'
$ aws events put-rule --name tick --schedule-expression 'rate(1 minute)'
{"RuleArn": "arn:aws:events:<region>:<account>:rule/tick"}
$ aws events put-targets --rule tick --targets '[{"Id": "in", "Arn": "<ticks_arn>", "Input": "\"tick\""}]'
{"FailedEntryCount": 0, "FailedEntries": []}
$ clock +59s
$ aws sqs receive-message --queue-url <ticks>
{}
$ clock +2s
$ aws sqs receive-message --queue-url <ticks>
{"Messages": [{"Body": "\"tick\"", "ReceiptHandle": "<one>", ...}]}
$ aws sqs delete-message --queue-url <ticks> --receipt-handle <one>
$ aws sqs receive-message --queue-url <ticks>
{}
$ clock +1m
$ aws sqs receive-message --queue-url <ticks>
{"Messages": [{"Body": "\"tick\"", "ReceiptHandle": "<two>", ...}]}
$ aws sqs delete-message --queue-url <ticks> --receipt-handle <two>
$ aws events disable-rule --name tick
$ clock +10m
$ aws sqs receive-message --queue-url <ticks>
{}

# Nobody lets EventBridge send to the queue that is shut
$ aws events put-rule --name lost --event-pattern '{"source": ["shop"]}'
{"RuleArn": "<lost_arn>"}
$ aws events put-targets --rule lost --targets '[{"Id": "in", "Arn": "arn:aws:sqs:<region>:<account>:shut", "DeadLetterConfig": {"Arn": "<dead_arn>"}}]'
{"FailedEntryCount": 0, "FailedEntries": []}
$ aws events put-events --entries '[{"Source": "shop", "DetailType": "order", "Detail": "{}"}]'
{"FailedEntryCount": 0, "Entries": [{"EventId": "<_>"}]}
$ clock +1s
$ aws sqs receive-message --queue-url <dead> --message-attribute-names RULE_ARN ERROR_CODE
{"Messages": [{"MessageAttributes": {"RULE_ARN": {"StringValue": "<lost_arn>", "DataType": "String"}, "ERROR_CODE": {"StringValue": "NO_PERMISSIONS", "DataType": "String"}}, "ReceiptHandle": "<_>", ...}]}
$ aws sqs receive-message --queue-url <shut>
{}
