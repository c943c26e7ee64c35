# After three receives a message is moved to the dead-letter queue          (SQS-6, S79)
$ aws sqs create-queue --queue-name dead
{"QueueUrl": "<dead>"}
$ aws sqs get-queue-attributes --queue-url <dead> --attribute-names QueueArn
{"Attributes": {"QueueArn": "arn:aws:sqs:<region>:<account>:dead"}}
$ aws sqs create-queue --queue-name jobs --attributes '{"RedrivePolicy": "{\"deadLetterTargetArn\":\"arn:aws:sqs:<region>:<account>:dead\",\"maxReceiveCount\":\"3\"}"}'
{"QueueUrl": "<jobs>"}
$ aws sqs list-dead-letter-source-queues --queue-url <dead>
{"queueUrls": ["<jobs>"]}
$ aws sqs send-message --queue-url <jobs> --message-body poison
{"MessageId": "<id>", ...}
$ aws sqs receive-message --queue-url <jobs> --visibility-timeout 0
{"Messages": [{"MessageId": "<id>", ...}]}
$ aws sqs receive-message --queue-url <jobs> --visibility-timeout 0
{"Messages": [{"MessageId": "<id>", ...}]}
$ aws sqs receive-message --queue-url <jobs> --visibility-timeout 0
{"Messages": [{"MessageId": "<id>", ...}]}
$ aws sqs receive-message --queue-url <jobs>
{}
$ aws sqs receive-message --queue-url <dead>
{"Messages": [{"MessageId": "<id>", "Body": "poison", ...}]}
$ clock +1m
$ aws sqs receive-message --queue-url <jobs>
{}
