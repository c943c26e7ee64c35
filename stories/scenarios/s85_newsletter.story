# A newsletter: everybody gets all, or each what it picks          (S85, SNS-9, SNS-10)
$ aws sns create-topic --name newsletter
{"TopicArn": "<topic>"}
$ aws sqs create-queue --queue-name all
{"QueueUrl": "<all>"}
$ aws sqs create-queue --queue-name coupons
{"QueueUrl": "<coupons>"}
$ aws sqs set-queue-attributes --queue-url <all> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": \"<account>\"}}}]}"}'
$ aws sqs set-queue-attributes --queue-url <coupons> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": \"<account>\"}}}]}"}'
$ aws sns subscribe --topic-arn <topic> --protocol sqs --notification-endpoint arn:aws:sqs:<region>:<account>:all --attributes RawMessageDelivery=true
$ aws sns subscribe --topic-arn <topic> --protocol sqs --notification-endpoint arn:aws:sqs:<region>:<account>:coupons --attributes '{"RawMessageDelivery": "true", "FilterPolicy": "{\"kind\": [\"coupon\"]}"}'
{"SubscriptionArn": "<filtered>"}

# Whoever is written to is asked first
$ aws sns subscribe --topic-arn <topic> --protocol email --notification-endpoint ann@example.com
{"SubscriptionArn": "pending confirmation"}
$ aws sns list-subscriptions-by-topic --topic-arn <topic>
{"Subscriptions": [...]}
$ aws sns confirm-subscription --topic-arn <topic> --token 0000
! InvalidParameter: Invalid parameter: Token
$ aws sns subscribe --topic-arn <topic> --protocol lambda --notification-endpoint arn:aws:lambda:<region>:<account>:function:f
{"SubscriptionArn": "<function>"}
$ aws sns subscribe --topic-arn <topic> --protocol firehose --notification-endpoint arn:aws:firehose:<region>:<account>:deliverystream/d
! InvalidParameter: Invalid parameter: Attributes Reason: SubscriptionRoleArn is required for Firehose subscriptions
$ aws sns publish --topic-arn <topic> --message half-off --message-attributes '{"kind": {"DataType": "String", "StringValue": "coupon"}}'
$ aws sns publish --topic-arn <topic> --message roasting --message-attributes '{"kind": {"DataType": "String", "StringValue": "trivia"}}'
$ clock +1s
$ aws sqs receive-message --queue-url <coupons> --max-number-of-messages 10
{"Messages": [{"Body": "half-off", ...}]}
$ aws sqs receive-message --queue-url <all> --max-number-of-messages 10
{"Messages": [{"Body": "<_>", ...}, {"Body": "<_>", ...}]}

# Who is no longer subscribed gets nothing
$ aws sns unsubscribe --subscription-arn <filtered>
$ aws sns publish --topic-arn <topic> --message again --message-attributes '{"kind": {"DataType": "String", "StringValue": "coupon"}}'
$ clock +31s
$ aws sqs receive-message --queue-url <all> --max-number-of-messages 10
{"Messages": [{"Body": "<_>", ...}, {"Body": "<_>", ...}, {"Body": "<_>", ...}]}
