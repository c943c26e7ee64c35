# S3 is let in for one bucket of one account, and for no other          (POL-2, S43)
$ let bucket = trusted-<account>
$ let other = untrusted-<account>
$ let queue = arn:aws:sqs:<region>:<account>:deputy
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api create-bucket --bucket <other> --create-bucket-configuration LocationConstraint=<region>
$ aws sqs create-queue --queue-name deputy
{"QueueUrl": "<url>"}
$ aws sqs set-queue-attributes --queue-url <url> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"s3.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<queue>\", \"Condition\": {\"ArnEquals\": {\"aws:SourceArn\": \"arn:aws:s3:::<bucket>\"}}}]}"}'
$ aws s3api put-bucket-notification-configuration --bucket <other> --notification-configuration '{"QueueConfigurations": [{"QueueArn": "<queue>", "Events": ["s3:ObjectCreated:*"]}]}'
! InvalidArgument: Unable to validate the following destination configurations
$ aws s3api put-bucket-notification-configuration --bucket <bucket> --notification-configuration '{"QueueConfigurations": [{"QueueArn": "<queue>", "Events": ["s3:ObjectCreated:*"]}]}'
$ aws sqs receive-message --queue-url <url>
{"Messages": [{"ReceiptHandle": "<test>", ...}]}
$ aws sqs delete-message --queue-url <url> --receipt-handle <test>

# Configured without being tried out, the other bucket's events still do not come in
$ aws s3api put-bucket-notification-configuration --bucket <other> --skip-destination-validation --notification-configuration '{"QueueConfigurations": [{"QueueArn": "<queue>", "Events": ["s3:ObjectCreated:*"]}]}'
$ aws s3api put-object --bucket <other> --key stranger --body text:hello
$ clock +10s
$ aws sqs receive-message --queue-url <url>
{}

# The right account does not help, when the policy asks for another
$ aws sqs set-queue-attributes --queue-url <url> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"s3.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<queue>\", \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": \"999999999999\"}}}]}"}'
$ aws s3api put-object --bucket <bucket> --key friend --body text:hello
$ clock +10s
$ aws sqs receive-message --queue-url <url>
{}

# What waited comes in, both of them, when the account is the right one
$ aws sqs set-queue-attributes --queue-url <url> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"s3.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<queue>\", \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": \"<account>\"}}}]}"}'
$ clock +1h
$ aws sqs receive-message --queue-url <url> --max-number-of-messages 10
{"Messages": [{"ReceiptHandle": "<one>", ...}, {"ReceiptHandle": "<two>", ...}]}
