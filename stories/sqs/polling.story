# A long poll ends when a message comes, or when it has waited          (SQS-10, SQS-11, S79)
$ aws sqs create-queue --queue-name jobs
{"QueueUrl": "<jobs>"}
$ aws sqs receive-message --queue-url <jobs> --wait-time-seconds 0
{}
$ aws sqs receive-message --queue-url <jobs> --wait-time-seconds 21
! InvalidParameterValue: Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.
$ aws sqs receive-message --queue-url <jobs> --wait-time-seconds 20 &
$ aws sqs send-message --queue-url <jobs> --message-body hello
$ wait
{"Messages": [{"Body": "hello", ...}]}
$ aws sqs receive-message --queue-url <jobs> --wait-time-seconds 20 &
$ clock +20s
$ wait
{}
