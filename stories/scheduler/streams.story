# Schedules tell a topic, a stream and a delivery stream as the role they were given          (S94)
$ aws iam create-role --role-name clock --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"}, "Action": "sts:AssumeRole"}}'
{"Role": {"Arn": "<clock>", ...}}
$ aws iam put-role-policy --role-name clock --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["kinesis:PutRecord", "firehose:PutRecord", "sns:Publish", "sqs:SendMessage"], "Resource": "*"}}'
$ let bucket = ticks-<account>-<region>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws iam create-role --role-name hose --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "firehose.amazonaws.com"}, "Action": "sts:AssumeRole"}}'
{"Role": {"Arn": "<hose>", ...}}
$ aws iam put-role-policy --role-name hose --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}'
$ aws firehose create-delivery-stream --delivery-stream-name hose --extended-s3-destination-configuration RoleARN=<hose>,BucketARN=arn:aws:s3:::<bucket>,Prefix=ticks/,BufferingHints={IntervalInSeconds=60,SizeInMBs=1}
{"DeliveryStreamARN": "<hose_arn>"}
$ aws kinesis create-stream --stream-name ticks --shard-count 1
$ clock +2s
$ aws sqs create-queue --queue-name behind
{"QueueUrl": "<behind>"}
$ let behind_arn = arn:aws:sqs:<region>:<account>:behind
$ aws sqs set-queue-attributes --queue-url <behind> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<behind_arn>\"}]}"}'
$ aws sns create-topic --name news
{"TopicArn": "<topic>"}
$ aws sns subscribe --topic-arn <topic> --protocol sqs --notification-endpoint <behind_arn> --attributes RawMessageDelivery=true
$ aws sqs create-queue --queue-name dead
{"QueueUrl": "<dead>"}

# No key of a partition
$ aws scheduler create-schedule --name stream --schedule-expression 'rate(1 hour)' --flexible-time-window '{"Mode": "OFF"}' --target '{"Arn": "arn:aws:kinesis:<region>:<account>:stream/ticks", "RoleArn": "<clock>", "Input": "tick"}'
! ValidationException
$ aws scheduler create-schedule --name stream --schedule-expression 'rate(1 hour)' --flexible-time-window '{"Mode": "OFF"}' --target '{"Arn": "arn:aws:kinesis:<region>:<account>:stream/ticks", "RoleArn": "<clock>", "Input": "tick", "KinesisParameters": {"PartitionKey": "k"}}'
$ aws scheduler create-schedule --name hose --schedule-expression 'rate(1 hour)' --flexible-time-window '{"Mode": "OFF"}' --target '{"Arn": "<hose_arn>", "RoleArn": "<clock>", "Input": "tick"}'
$ aws scheduler create-schedule --name topic --schedule-expression 'rate(1 hour)' --flexible-time-window '{"Mode": "OFF"}' --target '{"Arn": "<topic>", "RoleArn": "<clock>", "Input": "tick"}'
$ clock +1s
$ aws sqs receive-message --queue-url <behind>
{"Messages": [{"Body": "tick", "ReceiptHandle": "<_>", ...}]}
$ aws kinesis get-shard-iterator --stream-name ticks --shard-id shardId-000000000000 --shard-iterator-type TRIM_HORIZON
{"ShardIterator": "<all>"}
$ aws kinesis get-records --shard-iterator <all>
{"Records": [{"Data": "dGljaw==", "PartitionKey": "k", ...}], ...}
$ clock +1m
$ aws s3api list-objects-v2 --bucket <bucket> --prefix ticks/
{"Contents": [{"Key": "<key>", ...}], ...}
$ aws s3api get-object --bucket <bucket> --key <key> out.txt
{"Body": "tick", ...}

# A role that may not
$ aws iam delete-role-policy --role-name clock --policy-name p
$ aws iam put-role-policy --role-name clock --policy-name dead --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}}'
$ aws scheduler create-schedule --name shut --schedule-expression 'rate(1 hour)' --flexible-time-window '{"Mode": "OFF"}' --target '{"Arn": "<hose_arn>", "RoleArn": "<clock>", "Input": "lost", "DeadLetterConfig": {"Arn": "arn:aws:sqs:<region>:<account>:dead"}}'
$ clock +1s
$ aws sqs receive-message --queue-url <dead> --message-attribute-names TARGET_ARN
{"Messages": [{"Body": "{\"DeliveryStreamName\":\"hose\",\"Record\":{\"Data\":\"bG9zdA==\"}}", "MessageAttributes": {"TARGET_ARN": {"StringValue": "<hose_arn>", "DataType": "String"}}, "ReceiptHandle": "<_>", ...}]}
