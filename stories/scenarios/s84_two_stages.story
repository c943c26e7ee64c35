# Orders are taken at once and made once, in order          (S84, SQS-5; the topic in front comes with SNS)
$ aws sqs create-queue --queue-name orders.fifo --attributes FifoQueue=true,ContentBasedDeduplication=true
{"QueueUrl": "<orders>"}
$ aws sqs send-message --queue-url <orders> --message-body order-1 --message-group-id shop
{"SequenceNumber": "<first>", ...}
$ aws sqs send-message --queue-url <orders> --message-body order-2 --message-group-id shop
$ aws sqs send-message --queue-url <orders> --message-body order-1 --message-group-id shop
{"SequenceNumber": "<first>", ...}
$ aws sqs send-message --queue-url <orders> --message-body order-3 --message-group-id shop
$ aws sqs receive-message --queue-url <orders> --max-number-of-messages 10
{"Messages": [{"Body": "order-1", ...}, {"Body": "order-2", ...}, {"Body": "order-3", ...}]}
