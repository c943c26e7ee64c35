# A FIFO queue keeps the order of a group and drops what was sent twice          (SQS-5, S81)
$ aws sqs create-queue --queue-name events.fifo --attributes FifoQueue=true
{"QueueUrl": "<events>"}
$ aws sqs send-message --queue-url <events> --message-body one --message-group-id a --message-deduplication-id 1
{"MessageId": "<one>", "SequenceNumber": "<_>", ...}
$ aws sqs send-message --queue-url <events> --message-body two --message-group-id a --message-deduplication-id 2
$ aws sqs send-message --queue-url <events> --message-body three --message-group-id b --message-deduplication-id 3

# A retry with the same deduplication id within five minutes is the message that is there.
$ aws sqs send-message --queue-url <events> --message-body one --message-group-id a --message-deduplication-id 1
{"MessageId": "<one>", ...}
$ aws sqs receive-message --queue-url <events>
{"Messages": [{"Body": "one", "ReceiptHandle": "<r1>", ...}]}

# While one is in flight its group is closed; other groups are not.
$ aws sqs receive-message --queue-url <events> --max-number-of-messages 10
{"Messages": [{"Body": "three", ...}]}
$ aws sqs receive-message --queue-url <events>
{}

# A consumer that fell over loses nothing and keeps the order.
$ clock +30s
$ aws sqs receive-message --queue-url <events> --max-number-of-messages 2
{"Messages": [{"Body": "one", "ReceiptHandle": "<r2>", ...}, {"Body": "two", "ReceiptHandle": "<r3>", ...}]}
$ aws sqs delete-message --queue-url <events> --receipt-handle <r2>
$ aws sqs delete-message --queue-url <events> --receipt-handle <r3>

# After five minutes the same id is a new message.
$ clock +5m
$ aws sqs send-message --queue-url <events> --message-body one --message-group-id c --message-deduplication-id 1
{"MessageId": "<again>", ...}
$ aws sqs send-message --queue-url <events> --message-body none
! MissingParameter: The request must contain the parameter MessageGroupId.
