# One publish puts one copy into every queue; a queue without a policy gets none          (S86, SNS-1, SNS-6, SQS-15)
$ aws sns create-topic --name news
{"TopicArn": "<topic>"}
$ aws sqs create-queue --queue-name one
{"QueueUrl": "<one>"}
$ aws sqs create-queue --queue-name two
{"QueueUrl": "<two>"}
$ aws sqs create-queue --queue-name shut
{"QueueUrl": "<shut>"}
$ aws sqs set-queue-attributes --queue-url <one> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"*\", \"Condition\": {\"ArnEquals\": {\"aws:SourceArn\": \"<topic>\"}}}]}"}'
$ aws sqs set-queue-attributes --queue-url <two> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"*\", \"Condition\": {\"ArnEquals\": {\"aws:SourceArn\": \"<topic>\"}}}]}"}'
$ aws sns subscribe --topic-arn <topic> --protocol sqs --notification-endpoint arn:aws:sqs:<region>:<account>:one --attributes RawMessageDelivery=true
$ aws sns subscribe --topic-arn <topic> --protocol sqs --notification-endpoint arn:aws:sqs:<region>:<account>:two
$ aws sns subscribe --topic-arn <topic> --protocol sqs --notification-endpoint arn:aws:sqs:<region>:<account>:shut
$ aws sns publish --topic-arn <topic> --message hello
{"MessageId": "<_>"}
$ clock +1s
$ aws sqs receive-message --queue-url <one>
{"Messages": [{"Body": "hello", ...}]}
$ aws sqs receive-message --queue-url <two>
{"Messages": [{"Body": "<_>", ...}]}
$ aws sqs receive-message --queue-url <shut>
{}

# Opened later, it does not get what was refused, only what comes from then on
$ aws sqs set-queue-attributes --queue-url <shut> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"*\", \"Condition\": {\"ArnEquals\": {\"aws:SourceArn\": \"<topic>\"}}}]}"}'
$ clock +1h
$ aws sqs receive-message --queue-url <shut>
{}
$ aws sns publish --topic-arn <topic> --message again
$ clock +1s
$ aws sqs receive-message --queue-url <shut>
{"Messages": [{"Body": "<_>", ...}]}

# A bucket tells the topic, and so the queues; nothing lets it yet
$ let bucket = telling-topics-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-bucket-notification-configuration --bucket <bucket> --notification-configuration '{"TopicConfigurations": [{"Id": "t", "TopicArn": "<topic>", "Events": ["s3:ObjectCreated:*"]}]}'
! InvalidArgument: Unable to validate the following destination configurations
$ aws sns set-topic-attributes --topic-arn <topic> --attribute-name Policy --attribute-value '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "SNS:Publish", "Resource": "<topic>", "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::<bucket>"}}}]}'
$ aws sqs purge-queue --queue-url <one>
$ clock +61s
$ aws s3api put-bucket-notification-configuration --bucket <bucket> --notification-configuration '{"TopicConfigurations": [{"Id": "t", "TopicArn": "<topic>", "Events": ["s3:ObjectCreated:*"]}]}'
$ aws s3api get-bucket-notification-configuration --bucket <bucket>
{"TopicConfigurations": [{"Id": "t", "TopicArn": "<topic>", "Events": ["s3:ObjectCreated:*"]}]}
$ clock +1s
$ aws sqs receive-message --queue-url <one>
{"Messages": [{"ReceiptHandle": "<test>", ...}]}
$ aws sqs delete-message --queue-url <one> --receipt-handle <test>
$ aws s3api put-object --bucket <bucket> --key a --body text:hello
$ clock +1s
$ aws sqs receive-message --queue-url <one>
{"Messages": [{"ReceiptHandle": "<_>", ...}]}
