# Paid videos are converted before free ones, with two standard queues          (S83, SQS-13; the bill comes with pricing)
$ aws sqs create-queue --queue-name free
{"QueueUrl": "<free>"}
$ aws sqs create-queue --queue-name paid
{"QueueUrl": "<paid>"}
$ aws sqs send-message-batch --queue-url <free> --entries Id=1,MessageBody=free-1 Id=2,MessageBody=free-2
$ aws sqs send-message --queue-url <paid> --message-body paid-1

# A worker asks the paid queue first, and the free one when it is empty.
$ aws sqs receive-message --queue-url <paid>
{"Messages": [{"Body": "paid-1", "ReceiptHandle": "<r>", ...}]}
$ aws sqs delete-message --queue-url <paid> --receipt-handle <r>
$ aws sqs receive-message --queue-url <paid>
{}
$ aws sqs receive-message --queue-url <free>
{"Messages": [{"Body": "<_>", ...}]}
$ aws sqs send-message --queue-url <paid> --message-body paid-2
$ aws sqs receive-message --queue-url <paid>
{"Messages": [{"Body": "paid-2", ...}]}
$ aws sqs receive-message --queue-url <free>
{"Messages": [{"Body": "<_>", ...}]}
$ aws sqs receive-message --queue-url <free>
{}
