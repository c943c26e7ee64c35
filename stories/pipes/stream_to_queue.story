# A pipe reads a stream from where it was left, and tells of the records that it gave up          (KIN-1)
$ aws kinesis create-stream --stream-name clicks --shard-count 1
$ aws sqs create-queue --queue-name to
{"QueueUrl": "<to>"}
$ aws sqs create-queue --queue-name dead
{"QueueUrl": "<dead>"}
$ aws iam create-role --role-name pipe --assume-role-policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"pipes.amazonaws.com"},"Action":"sts:AssumeRole"}}'
{"Role": {"Arn": "<role>", ...}}
$ aws iam put-role-policy --role-name pipe --policy-name p --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["kinesis:*","sqs:*"],"Resource":"*"}}'
$ clock +2s
$ aws kinesis put-record --stream-name clicks --partition-key a --data b25l
$ aws pipes create-pipe --name clicks --source arn:aws:kinesis:<region>:<account>:stream/clicks --target arn:aws:sqs:<region>:<account>:to --role-arn <role> --source-parameters '{"KinesisStreamParameters":{"StartingPosition":"TRIM_HORIZON","MaximumRetryAttempts":1,"DeadLetterConfig":{"Arn":"arn:aws:sqs:<region>:<account>:dead"}}}' --target-parameters '{"InputTemplate":"from <$.partitionKey>"}'
$ clock +3s
$ aws sqs receive-message --queue-url <to>
{"Messages": [{"Body": "from a", "ReceiptHandle": "<one>", ...}]}
$ aws sqs delete-message --queue-url <to> --receipt-handle <one>
$ aws iam put-role-policy --role-name pipe --policy-name q --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sqs:*","Resource":"arn:aws:sqs:*:*:to"}}'
$ aws kinesis put-record --stream-name clicks --partition-key b --data dHdv
{"SequenceNumber": "<two>", ...}
$ clock +10s
$ aws sqs receive-message --queue-url <dead>
{"Messages": [{"Body": "<letter>", ...}]}
$ aws iam delete-role-policy --role-name pipe --policy-name q
$ aws kinesis put-record --stream-name clicks --partition-key c --data dGhyZWU=
$ clock +10s
$ aws sqs receive-message --queue-url <to>
{"Messages": [{"Body": "from c", ...}]}
