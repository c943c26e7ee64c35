# A message comes back when its visibility timeout ends          (SQS-2, SQS-3, SQS-7, SQS-8, SQS-9, S79)
$ aws sqs create-queue --queue-name jobs
{"QueueUrl": "<jobs>"}
$ aws sqs get-queue-attributes --queue-url <jobs> --attribute-names VisibilityTimeout
{"Attributes": {"VisibilityTimeout": "30"}}
$ aws sqs send-message --queue-url <jobs> --message-body hello
{"MessageId": "<id>", "MD5OfMessageBody": "5d41402abc4b2a76b9719d911017c592"}

# One consumer takes it; another gets nothing for thirty seconds.
$ aws sqs receive-message --queue-url <jobs> --attribute-names ApproximateReceiveCount
{"Messages": [{"MessageId": "<id>", "ReceiptHandle": "<first>", "MD5OfBody": "5d41402abc4b2a76b9719d911017c592", "Body": "hello", "Attributes": {"ApproximateReceiveCount": "1"}}]}
$ aws sqs receive-message --queue-url <jobs>
{}
$ clock +29s
$ aws sqs receive-message --queue-url <jobs>
{}
$ clock +1s
$ aws sqs receive-message --queue-url <jobs> --attribute-names ApproximateReceiveCount
{"Messages": [{"MessageId": "<id>", "ReceiptHandle": "<second>", "Attributes": {"ApproximateReceiveCount": "2"}, ...}]}

# It stays until it is deleted.
$ aws sqs change-message-visibility --queue-url <jobs> --receipt-handle <second> --visibility-timeout 0
$ aws sqs receive-message --queue-url <jobs>
{"Messages": [{"MessageId": "<id>", "ReceiptHandle": "<third>", ...}]}
$ aws sqs delete-message --queue-url <jobs> --receipt-handle <third>
$ clock +12h
$ aws sqs receive-message --queue-url <jobs>
{}

# The timeout is between nothing and twelve hours.
$ aws sqs set-queue-attributes --queue-url <jobs> --attributes VisibilityTimeout=0
$ aws sqs set-queue-attributes --queue-url <jobs> --attributes VisibilityTimeout=43200
$ aws sqs set-queue-attributes --queue-url <jobs> --attributes VisibilityTimeout=43201
! InvalidAttributeValue: Invalid value for the parameter VisibilityTimeout.
