# Orders are taken at once and made once, in order          (S84, SNS-7, SNS-8, SQS-5)
$ aws sqs create-queue --queue-name orders.fifo --attributes FifoQueue=true
{"QueueUrl": "<orders>"}
$ let queue = arn:aws:sqs:<region>:<account>:orders.fifo

# A standard topic cannot stand in front of it
$ aws sns create-topic --name orders
{"TopicArn": "<standard>"}
$ aws sns subscribe --topic-arn <standard> --protocol sqs --notification-endpoint <queue>
! InvalidParameter: Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics
$ aws sns create-topic --name orders.fifo --attributes FifoTopic=true,ContentBasedDeduplication=true
{"TopicArn": "<topic>"}
$ aws sqs set-queue-attributes --queue-url <orders> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<queue>\", \"Condition\": {\"ArnEquals\": {\"aws:SourceArn\": \"<topic>\"}}}]}"}'
$ aws sns subscribe --topic-arn <topic> --protocol sqs --notification-endpoint <queue> --attributes RawMessageDelivery=true
$ aws sns subscribe --topic-arn <topic> --protocol email --notification-endpoint a@example.com
! InvalidParameter: Invalid parameter: Invalid protocol type: email
$ aws sns publish --topic-arn <topic> --message order-1 --message-group-id shop
{"MessageId": "<one>", "SequenceNumber": "<first>"}
$ aws sns publish --topic-arn <topic> --message order-2 --message-group-id shop
$ aws sns publish --topic-arn <topic> --message order-1 --message-group-id shop
{"MessageId": "<one>", "SequenceNumber": "<first>"}
$ aws sns publish --topic-arn <topic> --message order-3 --message-group-id shop
$ clock +1s
$ aws sqs receive-message --queue-url <orders> --max-number-of-messages 10
{"Messages": [{"Body": "order-1", ...}, {"Body": "order-2", ...}, {"Body": "order-3", ...}]}
