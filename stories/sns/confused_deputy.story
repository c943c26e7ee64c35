# SNS is let in for one topic, and for no other          (POL-2, SQS-15)
$ aws sns create-topic --name trusted
{"TopicArn": "<trusted>"}
$ aws sns create-topic --name other
{"TopicArn": "<other>"}
$ aws sqs create-queue --queue-name deputy
{"QueueUrl": "<url>"}
$ let queue = arn:aws:sqs:<region>:<account>:deputy
$ aws sqs set-queue-attributes --queue-url <url> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<queue>\", \"Condition\": {\"ArnEquals\": {\"aws:SourceArn\": \"<trusted>\"}}}]}"}'
$ aws sns subscribe --topic-arn <trusted> --protocol sqs --notification-endpoint <queue> --attributes RawMessageDelivery=true
$ aws sns subscribe --topic-arn <other> --protocol sqs --notification-endpoint <queue> --attributes RawMessageDelivery=true
$ aws sns publish --topic-arn <other> --message stranger
$ aws sns publish --topic-arn <trusted> --message friend
$ clock +1s
$ aws sqs receive-message --queue-url <url> --max-number-of-messages 10
{"Messages": [{"Body": "friend", ...}]}

# The right topic does not help, when the policy asks for another account
$ aws sqs set-queue-attributes --queue-url <url> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<queue>\", \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": \"999999999999\"}}}]}"}'
$ aws sns publish --topic-arn <trusted> --message lost
$ clock +1h
$ aws sqs receive-message --queue-url <url> --max-number-of-messages 10
{"Messages": [{"Body": "friend", ...}]}
