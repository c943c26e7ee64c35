# A stream tells what changed, and an item that expires is removed by the service itself          (DDB-6)
$ aws dynamodb create-table --table-name carts --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5 --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES
{"TableDescription": {"LatestStreamArn": "<stream>", "LatestStreamLabel": "<_>", ...}}
$ clock +2s
$ aws dynamodb update-time-to-live --table-name carts --time-to-live-specification Enabled=true,AttributeName=until
$ clock +2s
$ aws dynamodb describe-time-to-live --table-name carts
{"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"}}
$ aws dynamodb put-item --table-name carts --item '{"id": {"S": "ann"}, "n": {"N": "1"}}'
$ aws dynamodb put-item --table-name carts --item '{"id": {"S": "ann"}, "n": {"N": "2"}}'

# What does not change is not told.
$ aws dynamodb put-item --table-name carts --item '{"id": {"S": "ann"}, "n": {"N": "2"}}'
$ aws dynamodbstreams describe-stream --stream-arn <stream>
{"StreamDescription": {"StreamArn": "<stream>", "StreamStatus": "ENABLED", "StreamViewType": "NEW_AND_OLD_IMAGES", "TableName": "carts", "Shards": [{"ShardId": "<shard>", ...}], ...}}
$ aws dynamodbstreams get-shard-iterator --stream-arn <stream> --shard-id <shard> --shard-iterator-type TRIM_HORIZON
{"ShardIterator": "<all>"}
$ aws dynamodbstreams get-records --shard-iterator <all>
{"Records": [{"eventName": "INSERT", "dynamodb": {"Keys": {"id": {"S": "ann"}}, "NewImage": {"id": {"S": "ann"}, "n": {"N": "1"}}, "SequenceNumber": "<first>", ...}, ...}, {"eventName": "MODIFY", "dynamodb": {"OldImage": {"id": {"S": "ann"}, "n": {"N": "1"}}, "NewImage": {"id": {"S": "ann"}, "n": {"N": "2"}}, ...}, ...}], "NextShardIterator": "<_>"}
$ aws dynamodbstreams get-shard-iterator --stream-arn <stream> --shard-id <shard> --shard-iterator-type AFTER_SEQUENCE_NUMBER --sequence-number <first>
{"ShardIterator": "<rest>"}
$ aws dynamodbstreams get-records --shard-iterator <rest>
{"Records": [{"eventName": "MODIFY", ...}], "NextShardIterator": "<_>"}

# Iterators last fifteen minutes.
$ clock +15m1s
$ aws dynamodbstreams get-records --shard-iterator <rest>
! ExpiredIteratorException

# A shard is closed after a while and another goes on; what is older than a day is gone.
$ clock +4h
$ aws dynamodbstreams describe-stream --stream-arn <stream> --exclusive-start-shard-id <shard>
{"StreamDescription": {"Shards": [{"ShardId": "<child>", "ParentShardId": "<shard>", ...}, ...], ...}}
$ clock +26h
$ aws dynamodbstreams get-shard-iterator --stream-arn <stream> --shard-id <shard> --shard-iterator-type TRIM_HORIZON
! ResourceNotFoundException: Requested resource not found: Shard does not exist

# Once it is off, the stream is still there for a day.
$ aws dynamodb update-table --table-name carts --stream-specification StreamEnabled=false
$ clock +2s
$ aws dynamodbstreams describe-stream --stream-arn <stream>
{"StreamDescription": {"StreamStatus": "DISABLED", ...}}
$ aws dynamodb update-table --table-name carts --stream-specification StreamEnabled=false
! ValidationException
