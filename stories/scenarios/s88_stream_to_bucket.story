# Clicks are kept in a stream, and a delivery stream brings them to a bucket within its buffer's time          (KIN-1, KIN-2, KIN-3, FIR-1, S88)
$ let bucket = lake-<account>-<region>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws iam create-role --role-name hose --assume-role-policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"firehose.amazonaws.com"},"Action":"sts:AssumeRole"}}'
{"Role": {"Arn": "<role>", ...}}
$ aws iam put-role-policy --role-name hose --policy-name p --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["kinesis:*","s3:PutObject"],"Resource":"*"}}'
$ aws kinesis create-stream --stream-name clicks --shard-count 1
$ clock +2s
$ aws kinesis describe-stream-summary --stream-name clicks
{"StreamDescriptionSummary": {"StreamARN": "<stream>", ...}}
$ aws firehose create-delivery-stream --delivery-stream-name hose --delivery-stream-type KinesisStreamAsSource --kinesis-stream-source-configuration KinesisStreamARN=<stream>,RoleARN=<role> --extended-s3-destination-configuration RoleARN=<role>,BucketARN=arn:aws:s3:::<bucket>,Prefix=clicks/,BufferingHints={IntervalInSeconds=60,SizeInMBs=1}
$ clock +2s
$ aws kinesis put-record --stream-name clicks --partition-key a --data one
$ aws kinesis put-record --stream-name clicks --partition-key b --data two
$ restart
$ clock +62s
$ aws s3api list-objects-v2 --bucket <bucket> --prefix clicks/
{"Contents": [{"Key": "<key>", "Size": 6, ...}], ...}
$ aws s3api get-object --bucket <bucket> --key <key> out.txt
{"Body": "onetwo", ...}

# Firehose keeps nothing, and has no way to read.
$ clock +1h
$ aws s3api list-objects-v2 --bucket <bucket> --prefix clicks/
{"KeyCount": 1, ...}
$ aws kinesis get-shard-iterator --stream-name clicks --shard-id shardId-000000000000 --shard-iterator-type TRIM_HORIZON
{"ShardIterator": "<all>"}
$ aws kinesis get-records --shard-iterator <all>
{"Records": [{"Data": "b25l", ...}, {"Data": "dHdv", ...}], ...}
