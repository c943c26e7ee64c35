# Scores of players stay in order, for every consumer; a queue's letters are read once          (KDS-1, KDS-2, SQS-16, S87)
$ aws kinesis create-stream --stream-name scores --stream-mode-details StreamMode=ON_DEMAND
$ clock +2s
$ aws kinesis put-records --stream-name scores --records Data=1,PartitionKey=ann Data=2,PartitionKey=ann Data=3,PartitionKey=ann
{"FailedRecordCount": 0, "Records": [{"ShardId": "<shard>", ...}, {"ShardId": "<shard>", ...}, {"ShardId": "<shard>", ...}]}
$ aws kinesis get-shard-iterator --stream-name scores --shard-id <shard> --shard-iterator-type TRIM_HORIZON
{"ShardIterator": "<board>"}
$ aws kinesis get-records --shard-iterator <board>
{"Records": [{"Data": "MQ==", ...}, {"Data": "Mg==", ...}, {"Data": "Mw==", ...}], ...}
$ restart
$ clock +1h

# A second consumer that comes later reads all again.
$ aws kinesis get-shard-iterator --stream-name scores --shard-id <shard> --shard-iterator-type TRIM_HORIZON
{"ShardIterator": "<audit>"}
$ aws kinesis get-records --shard-iterator <audit>
{"Records": [{"Data": "MQ==", ...}, {"Data": "Mg==", ...}, {"Data": "Mw==", ...}], ...}

# What was received from a queue and deleted is there for nobody else.
$ aws sqs create-queue --queue-name scores.fifo --attributes FifoQueue=true,ContentBasedDeduplication=true
{"QueueUrl": "<queue>"}
$ aws sqs send-message --queue-url <queue> --message-body 1 --message-group-id ann
$ aws sqs receive-message --queue-url <queue>
{"Messages": [{"ReceiptHandle": "<handle>", ...}]}
$ aws sqs delete-message --queue-url <queue> --receipt-handle <handle>
$ aws sqs receive-message --queue-url <queue>
{}
