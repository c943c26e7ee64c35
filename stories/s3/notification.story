# A bucket tells a queue of what happens to its objects          (S3-7, S43)
$ let bucket = telling-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws sqs create-queue --queue-name events
{"QueueUrl": "<events>"}
$ let events_arn = arn:aws:sqs:<region>:<account>:events

# Nothing lets S3 send to the queue yet
$ aws s3api put-bucket-notification-configuration --bucket <bucket> --notification-configuration '{"QueueConfigurations": [{"Id": "all", "QueueArn": "<events_arn>", "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}}]}'
! InvalidArgument: Unable to validate the following destination configurations

# Nor does a policy for another account's bucket
$ aws sqs set-queue-attributes --queue-url <events> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"s3.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<events_arn>\", \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": \"999999999999\"}}}]}"}'
$ aws s3api put-bucket-notification-configuration --bucket <bucket> --notification-configuration '{"QueueConfigurations": [{"Id": "all", "QueueArn": "<events_arn>", "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}}]}'
! InvalidArgument: Unable to validate the following destination configurations
$ aws sqs set-queue-attributes --queue-url <events> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"s3.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<events_arn>\", \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": \"<account>\"}, \"ArnLike\": {\"aws:SourceArn\": \"arn:aws:s3:::<bucket>\"}}}]}"}'
$ aws s3api put-bucket-notification-configuration --bucket <bucket> --notification-configuration '{"QueueConfigurations": [{"Id": "all", "QueueArn": "<events_arn>", "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}}]}'
$ aws sqs receive-message --queue-url <events>
{"Messages": [{"ReceiptHandle": "<test>", ...}]}
$ aws sqs delete-message --queue-url <events> --receipt-handle <test>
$ aws s3api get-bucket-notification-configuration --bucket <bucket>
{"QueueConfigurations": [{"Id": "all", "QueueArn": "<events_arn>", "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}}]}

# What does not match is not told
$ aws s3api put-object --bucket <bucket> --key out/a --body text:hello
$ aws sqs receive-message --queue-url <events>
{}
$ aws s3api put-object --bucket <bucket> --key 'in/a b' --body text:hello
$ clock +1s
$ aws sqs receive-message --queue-url <events>
{"Messages": [{"ReceiptHandle": "<created>", ...}]}
$ aws sqs delete-message --queue-url <events> --receipt-handle <created>
$ aws s3api delete-object --bucket <bucket> --key 'in/a b'
$ clock +1s
$ aws sqs receive-message --queue-url <events>
{"Messages": [{"ReceiptHandle": "<removed>", ...}]}
$ aws sqs delete-message --queue-url <events> --receipt-handle <removed>

# Of what was not there, nothing is told
$ aws s3api delete-object --bucket <bucket> --key 'in/a b'
$ clock +1s
$ aws sqs receive-message --queue-url <events>
{}

# Functions are told when they are there and let S3 call them
$ aws s3api put-bucket-notification-configuration --bucket <bucket> --notification-configuration '{"LambdaFunctionConfigurations": [{"LambdaFunctionArn": "arn:aws:lambda:<region>:<account>:function:f", "Events": ["s3:ObjectCreated:*"]}]}'
! InvalidArgument

# What S3 here never tells of is refused by name
$ aws s3api put-bucket-notification-configuration --bucket <bucket> --notification-configuration '{"QueueConfigurations": [{"QueueArn": "<events_arn>", "Events": ["s3:Replication:OperationMissedThreshold"]}]}'
! NotImplemented

# A rule's deletions are told of as such
$ aws s3api put-bucket-notification-configuration --bucket <bucket> --notification-configuration '{"QueueConfigurations": [{"QueueArn": "<events_arn>", "Events": ["s3:LifecycleExpiration:*"]}]}'
$ aws sqs purge-queue --queue-url <events>
$ clock +61s
$ aws s3api put-bucket-lifecycle-configuration --bucket <bucket> --lifecycle-configuration '{"Rules": [{"ID": "end", "Status": "Enabled", "Filter": {"Prefix": "out/"}, "Expiration": {"Days": 1}}]}'
$ clock +3d
$ aws s3api get-object --bucket <bucket> --key out/a out.txt
! NoSuchKey: The specified key does not exist.
$ aws sqs receive-message --queue-url <events>
{"Messages": [{"ReceiptHandle": "<_>", ...}]}
$ aws s3api delete-bucket-lifecycle --bucket <bucket>
