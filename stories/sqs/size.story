# A body may have a mebibyte, and not a byte more          (SQS-19, S79)
$ aws sqs create-queue --queue-name large
{"QueueUrl": "<large>"}
$ aws sqs send-message --queue-url <large> --message-body <fill:1048577>
! InvalidParameterValue: One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.
$ aws sqs send-message --queue-url <large> --message-body text<fill:1000>
{"MessageId": "<_>", ...}
