# A delayed message is not there yet          (SQS-3)
$ aws sqs create-queue --queue-name later --attributes DelaySeconds=5
{"QueueUrl": "<later>"}
$ aws sqs send-message --queue-url <later> --message-body patience
$ aws sqs send-message --queue-url <later> --message-body now --delay-seconds 0
$ aws sqs receive-message --queue-url <later> --max-number-of-messages 10
{"Messages": [{"Body": "now", "ReceiptHandle": "<now>", ...}]}
$ aws sqs delete-message --queue-url <later> --receipt-handle <now>
$ aws sqs get-queue-attributes --queue-url <later> --attribute-names ApproximateNumberOfMessagesDelayed
{"Attributes": {"ApproximateNumberOfMessagesDelayed": "1"}}
$ clock +4s
$ aws sqs receive-message --queue-url <later>
{}
$ clock +1s
$ aws sqs receive-message --queue-url <later>
{"Messages": [{"Body": "patience", ...}]}
