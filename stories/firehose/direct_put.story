# Records that are put wait for the interval, and are told apart by what is in them          (FIR-1)
$ let bucket = hose-<account>-<region>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws iam create-role --role-name hose --assume-role-policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"firehose.amazonaws.com"},"Action":"sts:AssumeRole"}}'
{"Role": {"Arn": "<role>", ...}}
$ aws iam put-role-policy --role-name hose --policy-name p --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}}'
$ aws firehose create-delivery-stream --delivery-stream-name hose --extended-s3-destination-configuration '{"RoleARN":"<role>","BucketARN":"arn:aws:s3:::<bucket>","Prefix":"!{partitionKeyFromQuery:user}/","ErrorOutputPrefix":"bad/!{firehose:error-output-type}/","BufferingHints":{"IntervalInSeconds":60,"SizeInMBs":64},"DynamicPartitioningConfiguration":{"Enabled":true},"ProcessingConfiguration":{"Enabled":true,"Processors":[{"Type":"MetadataExtraction","Parameters":[{"ParameterName":"MetadataExtractionQuery","ParameterValue":"{user:.user}"},{"ParameterName":"JsonParsingEngine","ParameterValue":"JQ-1.6"}]}]}}'
$ clock +2s
$ aws firehose put-record --delivery-stream-name hose --record '{"Data":"{\"user\":\"ann\"}"}'
{"RecordId": "<_>", "Encrypted": false}
$ aws firehose put-record --delivery-stream-name hose --record '{"Data":"{\"user\":\"bob\"}"}'
$ clock +59s
$ aws s3api list-objects-v2 --bucket <bucket>
{"KeyCount": 0, ...}
$ clock +1s
$ aws s3api list-objects-v2 --bucket <bucket> --prefix ann/
{"KeyCount": 1, "Contents": [{"Size": 14, ...}], ...}
$ aws s3api list-objects-v2 --bucket <bucket> --prefix bob/
{"KeyCount": 1, ...}
$ aws firehose delete-delivery-stream --delivery-stream-name hose
$ clock +2s
$ aws firehose describe-delivery-stream --delivery-stream-name hose
! ResourceNotFoundException: Firehose hose under account <account> not found.
