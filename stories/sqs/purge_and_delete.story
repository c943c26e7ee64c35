# A queue is purged once a minute, and a deleted name rests a minute          (SQS-1)
$ aws sqs create-queue --queue-name jobs
{"QueueUrl": "<jobs>"}
$ aws sqs send-message-batch --queue-url <jobs> --entries Id=a,MessageBody=one Id=b,MessageBody=two
{"Successful": [{"Id": "a", ...}, {"Id": "b", ...}], ...}
$ aws sqs purge-queue --queue-url <jobs>
$ aws sqs purge-queue --queue-url <jobs>
! AWS.SimpleQueueService.PurgeQueueInProgress: Only one PurgeQueue operation on jobs is allowed every 60 seconds.
$ clock +60s
$ aws sqs receive-message --queue-url <jobs>
{}
$ aws sqs purge-queue --queue-url <jobs>
$ aws sqs delete-queue --queue-url <jobs>
$ clock +60s
$ aws sqs get-queue-url --queue-name jobs
! AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist.
$ aws sqs create-queue --queue-name jobs
{"QueueUrl": "<jobs>"}
$ aws sqs list-queues
{"QueueUrls": ["<jobs>"]}
