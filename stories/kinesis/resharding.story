# A shard is split, and its children go on where it ends          (KDS-1, KDS-2)
$ aws kinesis create-stream --stream-name clicks --shard-count 1
$ clock +2s
$ aws kinesis put-record --stream-name clicks --partition-key k --data old
$ aws kinesis split-shard --stream-name clicks --shard-to-split shardId-000000000000 --new-starting-hash-key 170141183460469231731687303715884105728
$ aws kinesis describe-stream-summary --stream-name clicks
{"StreamDescriptionSummary": {"StreamStatus": "UPDATING", "OpenShardCount": 2, ...}}
$ clock +2s
$ aws kinesis get-shard-iterator --stream-name clicks --shard-id shardId-000000000000 --shard-iterator-type TRIM_HORIZON
{"ShardIterator": "<parent>"}
$ aws kinesis get-records --shard-iterator <parent>
{"Records": [{"Data": "b2xk", ...}], "MillisBehindLatest": 0, "ChildShards": [{"ShardId": "shardId-000000000001", ...}, {"ShardId": "shardId-000000000002", ...}]}
$ aws kinesis put-record --stream-name clicks --partition-key k --explicit-hash-key 0 --data new
{"ShardId": "shardId-000000000001", "SequenceNumber": "<_>"}
$ aws kinesis merge-shards --stream-name clicks --shard-to-merge shardId-000000000001 --adjacent-shard-to-merge shardId-000000000002
$ clock +2s
$ aws kinesis list-shards --stream-name clicks --shard-filter Type=AT_LATEST
{"Shards": [{"ShardId": "shardId-000000000003", "ParentShardId": "shardId-000000000001", "AdjacentParentShardId": "shardId-000000000002", ...}]}
$ aws kinesis update-shard-count --stream-name clicks --target-shard-count 3 --scaling-type UNIFORM_SCALING
! InvalidArgumentException: UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 1 Target shard count: 3
