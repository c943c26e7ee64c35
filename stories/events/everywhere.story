# One rule tells a queue, a topic, a stream and a delivery stream, each as it lets itself be told          (EVB-1, S94)
$ aws iam create-role --role-name teller --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"}}'
{"Role": {"Arn": "<teller>", ...}}
$ aws iam put-role-policy --role-name teller --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["kinesis:PutRecord", "firehose:PutRecord"], "Resource": "*"}}'
$ let bucket = told-<account>-<region>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws iam create-role --role-name hose --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "firehose.amazonaws.com"}, "Action": "sts:AssumeRole"}}'
{"Role": {"Arn": "<hose>", ...}}
$ aws iam put-role-policy --role-name hose --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}'
$ aws firehose create-delivery-stream --delivery-stream-name hose --extended-s3-destination-configuration RoleARN=<hose>,BucketARN=arn:aws:s3:::<bucket>,Prefix=told/,BufferingHints={IntervalInSeconds=60,SizeInMBs=1}
{"DeliveryStreamARN": "<hose_arn>"}
$ aws kinesis create-stream --stream-name clicks --shard-count 1
$ clock +2s
$ let stream = arn:aws:kinesis:<region>:<account>:stream/clicks
$ aws sqs create-queue --queue-name queue
{"QueueUrl": "<queue>"}
$ let queue_arn = arn:aws:sqs:<region>:<account>:queue
$ aws sqs set-queue-attributes --queue-url <queue> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"events.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<queue_arn>\"}]}"}'
$ aws sqs create-queue --queue-name behind
{"QueueUrl": "<behind>"}
$ let behind_arn = arn:aws:sqs:<region>:<account>:behind
$ aws sqs set-queue-attributes --queue-url <behind> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<behind_arn>\"}]}"}'
$ aws sqs create-queue --queue-name dead
{"QueueUrl": "<dead>"}
$ let dead_arn = arn:aws:sqs:<region>:<account>:dead
$ aws sqs set-queue-attributes --queue-url <dead> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"events.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<dead_arn>\"}]}"}'
$ aws sns create-topic --name news
{"TopicArn": "<topic>"}
$ aws sns subscribe --topic-arn <topic> --protocol sqs --notification-endpoint <behind_arn> --attributes RawMessageDelivery=true

# A stream and a delivery stream are told as a role; nothing else would do
$ aws events put-rule --name all --event-pattern '{"source": ["shop"]}'
{"RuleArn": "<rule>"}
$ aws events put-targets --rule all --targets '[{"Id": "stream", "Arn": "<stream>"}]'
! ValidationException: RoleArn is required for target <stream>.
$ aws events put-targets --rule all --targets '[{"Id": "hose", "Arn": "<hose_arn>"}]'
! ValidationException: RoleArn is required for target <hose_arn>.
$ aws events put-targets --rule all --targets '[{"Id": "queue", "Arn": "<queue_arn>", "InputPath": "$.detail"}, {"Id": "topic", "Arn": "<topic>", "InputPath": "$.detail", "DeadLetterConfig": {"Arn": "<dead_arn>"}}, {"Id": "stream", "Arn": "<stream>", "RoleArn": "<teller>", "InputPath": "$.detail", "KinesisParameters": {"PartitionKeyPath": "$.detail.who"}}, {"Id": "hose", "Arn": "<hose_arn>", "RoleArn": "<teller>", "InputPath": "$.detail"}]'
{"FailedEntryCount": 0, "FailedEntries": []}

# The topic has not let EventBridge in yet
$ aws events put-events --entries '[{"Source": "shop", "DetailType": "order", "Detail": "{\"who\": \"ann\"}"}]'
$ clock +1s
$ aws sqs receive-message --queue-url <queue>
{"Messages": [{"Body": "{\"who\":\"ann\"}", "ReceiptHandle": "<one>", ...}]}
$ aws sqs delete-message --queue-url <queue> --receipt-handle <one>
$ aws sqs receive-message --queue-url <behind>
{}
$ aws sqs receive-message --queue-url <dead> --message-attribute-names TARGET_ARN ERROR_CODE
{"Messages": [{"MessageAttributes": {"TARGET_ARN": {"StringValue": "<topic>", "DataType": "String"}, "ERROR_CODE": {"StringValue": "NO_PERMISSIONS", "DataType": "String"}}, "ReceiptHandle": "<_>", ...}]}
$ aws sns set-topic-attributes --topic-arn <topic> --attribute-name Policy --attribute-value '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish", "Resource": "<topic>", "Condition": {"ArnEquals": {"aws:SourceArn": "<rule>"}}}]}'
$ aws events put-events --entries '[{"Source": "shop", "DetailType": "order", "Detail": "{\"who\": \"bob\"}"}]'
$ clock +1s
$ aws sqs receive-message --queue-url <queue>
{"Messages": [{"Body": "{\"who\":\"bob\"}", "ReceiptHandle": "<_>", ...}]}
$ aws sqs receive-message --queue-url <behind>
{"Messages": [{"Body": "{\"who\":\"bob\"}", "ReceiptHandle": "<_>", ...}]}
$ aws kinesis get-shard-iterator --stream-name clicks --shard-id shardId-000000000000 --shard-iterator-type TRIM_HORIZON
{"ShardIterator": "<all>"}
$ aws kinesis get-records --shard-iterator <all>
{"Records": [{"Data": "eyJ3aG8iOiJhbm4ifQ==", "PartitionKey": "ann", ...}, {"Data": "eyJ3aG8iOiJib2IifQ==", "PartitionKey": "bob", ...}], ...}

# What went to the delivery stream is in the bucket when its buffer's time is over
$ aws s3api list-objects-v2 --bucket <bucket>
{"KeyCount": 0, ...}
$ clock +1m
$ aws s3api list-objects-v2 --bucket <bucket> --prefix told/
{"Contents": [{"Key": "<key>", ...}], ...}
$ aws s3api get-object --bucket <bucket> --key <key> out.txt
{"Body": "{\"who\":\"ann\"}{\"who\":\"bob\"}", ...}
