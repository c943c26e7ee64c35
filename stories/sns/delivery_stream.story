# A topic fills a bucket by way of a delivery stream, as the role that the subscription names          (SNS-1, FIR-1)
$ let bucket = archive-<account>-<region>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws iam create-role --role-name hose --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "firehose.amazonaws.com"}, "Action": "sts:AssumeRole"}}'
{"Role": {"Arn": "<hose>", ...}}
$ aws iam put-role-policy --role-name hose --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}'
$ aws firehose create-delivery-stream --delivery-stream-name whole --extended-s3-destination-configuration RoleARN=<hose>,BucketARN=arn:aws:s3:::<bucket>,Prefix=whole/,BufferingHints={IntervalInSeconds=60,SizeInMBs=1}
{"DeliveryStreamARN": "<whole>"}
$ aws firehose create-delivery-stream --delivery-stream-name raw --extended-s3-destination-configuration RoleARN=<hose>,BucketARN=arn:aws:s3:::<bucket>,Prefix=raw/,BufferingHints={IntervalInSeconds=60,SizeInMBs=1}
{"DeliveryStreamARN": "<raw>"}
$ clock +2s
$ aws iam create-role --role-name teller --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sts:AssumeRole"}}'
{"Role": {"Arn": "<teller>", ...}}
$ aws iam put-role-policy --role-name teller --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "firehose:PutRecord", "Resource": ["<whole>", "<raw>"]}}'
$ aws sns create-topic --name news
{"TopicArn": "<topic>"}

# The role is needed, and must be the subscriber's to give
$ aws sns subscribe --topic-arn <topic> --protocol firehose --notification-endpoint <whole>
! InvalidParameter: Invalid parameter: Attributes Reason: SubscriptionRoleArn is required for Firehose subscriptions
$ aws sns subscribe --topic-arn <topic> --protocol firehose --notification-endpoint arn:aws:sqs:<region>:<account>:whole --attributes SubscriptionRoleArn=<teller>
! InvalidParameter: Invalid parameter: Firehose endpoint ARN
$ aws iam create-user --user-name luna
$ aws iam put-user-policy --user-name luna --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sns:*", "Resource": "*"}}'
$ aws iam create-access-key --user-name luna
{"AccessKey": {"AccessKeyId": "<key>", "SecretAccessKey": "<secret>", ...}}
$ profile luna <key> <secret>
$ as luna
$ aws sns subscribe --topic-arn <topic> --protocol firehose --notification-endpoint <whole> --attributes SubscriptionRoleArn=<teller>
! AuthorizationError
$ as root
$ aws sns subscribe --topic-arn <topic> --protocol firehose --notification-endpoint <whole> --attributes SubscriptionRoleArn=<teller>
{"SubscriptionArn": "<one>"}
$ aws sns subscribe --topic-arn <topic> --protocol firehose --notification-endpoint <raw> --attributes SubscriptionRoleArn=<teller>,RawMessageDelivery=true
{"SubscriptionArn": "<two>"}
$ aws sns get-subscription-attributes --subscription-arn <two>
{"Attributes": {"Protocol": "firehose", "SubscriptionRoleArn": "<teller>", "RawMessageDelivery": "true", "PendingConfirmation": "false", ...}}

# A line with what SNS knows, or the message alone
$ aws sns publish --topic-arn <topic> --subject first --message hello --message-attributes '{"n": {"DataType": "Number", "StringValue": "1"}}'
{"MessageId": "<id>"}
$ clock +1s
$ aws s3api list-objects-v2 --bucket <bucket>
{"KeyCount": 0, ...}
$ clock +1m
$ aws s3api list-objects-v2 --bucket <bucket> --prefix whole/
{"Contents": [{"Key": "<whole_key>", ...}], ...}
$ aws s3api get-object --bucket <bucket> --key <whole_key> out.txt
{"Body": "{\"Type\":\"Notification\",\"MessageId\":\"<id>\",\"TopicArn\":\"<topic>\",\"Subject\":\"first\",\"Message\":\"hello\",\"Timestamp\":\"<time>\",\"UnsubscribeURL\":\"<url>\",\"MessageAttributes\":{\"n\":{\"Type\":\"Number\",\"Value\":\"1\"}}}\n", ...}
$ aws s3api list-objects-v2 --bucket <bucket> --prefix raw/
{"Contents": [{"Key": "<raw_key>", ...}], ...}
$ aws s3api get-object --bucket <bucket> --key <raw_key> out.txt
{"Body": "hello", ...}

# Without the right, what is published goes to the dead letters of the subscription
$ aws sqs create-queue --queue-name dead
{"QueueUrl": "<dead>"}
$ let dead_arn = arn:aws:sqs:<region>:<account>:dead
$ aws sqs set-queue-attributes --queue-url <dead> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<dead_arn>\"}]}"}'
$ aws sns set-subscription-attributes --subscription-arn <two> --attribute-name RedrivePolicy --attribute-value '{"deadLetterTargetArn": "<dead_arn>"}'
$ aws iam put-role-policy --role-name teller --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "firehose:PutRecord", "Resource": "<whole>"}}'
$ aws sns publish --topic-arn <topic> --message lost
$ clock +1s
$ aws sqs receive-message --queue-url <dead>
{"Messages": [{"Body": "lost", "ReceiptHandle": "<_>", ...}]}

# So it does with a role that does not trust SNS
$ aws iam create-role --role-name stranger --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "sqs.amazonaws.com"}, "Action": "sts:AssumeRole"}}'
{"Role": {"Arn": "<stranger>", ...}}
$ aws iam put-role-policy --role-name stranger --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "firehose:PutRecord", "Resource": "*"}}'
$ aws sns set-subscription-attributes --subscription-arn <two> --attribute-name SubscriptionRoleArn --attribute-value <stranger>
$ aws sns publish --topic-arn <topic> --message mistrusted
$ clock +1s
$ aws sqs receive-message --queue-url <dead>
{"Messages": [{"Body": "mistrusted", "ReceiptHandle": "<_>", ...}]}
