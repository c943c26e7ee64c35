# Records of one key are read in the order put, again and from any position          (KIN-1, KDS-1, KDS-2)
$ aws kinesis create-stream --stream-name scores --shard-count 1
$ clock +2s
$ aws kinesis put-record --stream-name scores --partition-key ann --data one
{"ShardId": "<shard>", "SequenceNumber": "<first>"}
$ aws kinesis put-record --stream-name scores --partition-key ann --data two
{"ShardId": "<shard>", "SequenceNumber": "<second>"}
$ aws kinesis get-shard-iterator --stream-name scores --shard-id <shard> --shard-iterator-type TRIM_HORIZON
{"ShardIterator": "<all>"}
$ aws kinesis get-records --shard-iterator <all>
{"Records": [{"SequenceNumber": "<first>", "Data": "b25l", "PartitionKey": "ann", ...}, {"SequenceNumber": "<second>", "Data": "dHdv", ...}], "NextShardIterator": "<_>", "MillisBehindLatest": 0}

# Whoever reads takes nothing away.
$ aws kinesis get-records --shard-iterator <all>
{"Records": [{"SequenceNumber": "<first>", ...}, {"SequenceNumber": "<second>", ...}], ...}
$ aws kinesis get-shard-iterator --stream-name scores --shard-id <shard> --shard-iterator-type AFTER_SEQUENCE_NUMBER --starting-sequence-number <first>
{"ShardIterator": "<rest>"}
$ aws kinesis get-records --shard-iterator <rest>
{"Records": [{"SequenceNumber": "<second>", ...}], ...}
$ clock +5m1s
$ aws kinesis get-records --shard-iterator <rest>
! ExpiredIteratorException

# They are kept for a day.
$ clock +24h
$ aws kinesis get-shard-iterator --stream-name scores --shard-id <shard> --shard-iterator-type TRIM_HORIZON
{"ShardIterator": "<later>"}
$ aws kinesis get-records --shard-iterator <later>
{"Records": [], ...}
$ aws kinesis delete-stream --stream-name scores
$ clock +2s
$ aws kinesis describe-stream-summary --stream-name scores
! ResourceNotFoundException: Stream scores under account <account> not found.
