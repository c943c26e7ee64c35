# A queue's policy lets another account in, for what it says and nothing else          (SQS-1, POL-2)
$ aws sqs create-queue --queue-name open
{"QueueUrl": "<open>"}
$ account other
$ as other
$ aws sqs send-message --queue-url <open> --message-body hello
! AccessDenied
$ as root
$ aws sqs add-permission --queue-url <open> --label guests --aws-account-ids <other> --actions SendMessage
$ as other
$ aws sqs send-message --queue-url <open> --message-body hello
{"MessageId": "<id>", ...}
$ aws sqs receive-message --queue-url <open>
! AccessDenied
$ aws sqs get-queue-url --queue-name open
! AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist.
$ as root
$ aws sqs receive-message --queue-url <open>
{"Messages": [{"MessageId": "<id>", ...}]}
$ aws sqs remove-permission --queue-url <open> --label guests
$ as other
$ aws sqs send-message --queue-url <open> --message-body again
! AccessDenied
