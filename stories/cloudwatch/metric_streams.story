# What is put comes to a bucket as lines of JSON          (CWT-1)
$ let bucket = metrics-<account>-<region>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws iam create-role --role-name tell --assume-role-policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":["firehose.amazonaws.com","streams.metrics.cloudwatch.amazonaws.com"]},"Action":"sts:AssumeRole"}}'
{"Role": {"Arn": "<role>", ...}}
$ aws iam put-role-policy --role-name tell --policy-name p --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:PutObject","firehose:PutRecord"],"Resource":"*"}}'
$ aws firehose create-delivery-stream --delivery-stream-name told --extended-s3-destination-configuration '{"RoleARN":"<role>","BucketARN":"arn:aws:s3:::<bucket>","BufferingHints":{"IntervalInSeconds":60,"SizeInMBs":1}}'
{"DeliveryStreamARN": "<hose>"}
$ clock +2s
$ aws cloudwatch put-metric-stream --name mine --firehose-arn <hose> --role-arn <role> --output-format json --include-filters Namespace=Mine
{"Arn": "<stream>"}
$ aws cloudwatch list-metric-streams
{"Entries": [{"Name": "mine", "State": "running", "OutputFormat": "json", ...}]}
$ aws cloudwatch put-metric-data --namespace Mine --metric-data '[{"MetricName": "cpu", "Value": 20}]'
$ aws cloudwatch put-metric-data --namespace Other --metric-data '[{"MetricName": "cpu", "Value": 20}]'
$ clock +200s
$ aws s3api list-objects-v2 --bucket <bucket>
{"KeyCount": 1, "Contents": [{"Key": "<key>", ...}], ...}
$ aws cloudwatch stop-metric-streams --names mine
$ aws cloudwatch get-metric-stream --name mine
{"State": "stopped", "IncludeFilters": [{"Namespace": "Mine"}], "FirehoseArn": "<hose>", ...}
$ aws cloudwatch put-metric-stream --name other --firehose-arn <hose> --role-arn <role> --output-format opentelemetry1.0
! NotImplemented
$ aws cloudwatch delete-metric-stream --name mine
$ aws cloudwatch get-metric-stream --name mine
! ResourceNotFoundException
