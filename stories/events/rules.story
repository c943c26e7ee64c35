# Events that match a rule reach its target, the others do not          (EVB-1, S94)
$ aws sqs create-queue --queue-name orders
{"QueueUrl": "<orders>"}
$ let orders_arn = arn:aws:sqs:<region>:<account>:orders
$ aws sqs set-queue-attributes --queue-url <orders> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"events.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<orders_arn>\", \"Condition\": {\"ArnEquals\": {\"aws:SourceArn\": \"arn:aws:events:<region>:<account>:rule/shop/large\"}}}]}"}'

# A bus of one's own
$ aws events create-event-bus --name shop
{"EventBusArn": "arn:aws:events:<region>:<account>:event-bus/shop"}
$ aws events put-rule --name large --event-bus-name shop --event-pattern '{"source": ["shop"], "detail": {"total": [{"numeric": [">=", 100]}]}}'
{"RuleArn": "arn:aws:events:<region>:<account>:rule/shop/large"}
$ aws events put-targets --rule large --event-bus-name shop --targets '[{"Id": "queue", "Arn": "<orders_arn>", "InputPath": "$.detail"}]'
{"FailedEntryCount": 0, "FailedEntries": []}
$ aws events put-events --entries '[{"Source": "shop", "DetailType": "order", "Detail": "{\"total\": 250}", "EventBusName": "shop"}, {"Source": "shop", "DetailType": "order", "Detail": "{\"total\": 20}", "EventBusName": "shop"}, {"Source": "shop", "DetailType": "order", "Detail": "{\"total\": 250}"}]'
{"FailedEntryCount": 0, "Entries": [{"EventId": "<_>"}, {"EventId": "<_>"}, {"EventId": "<_>"}]}
$ clock +1s
$ aws sqs receive-message --queue-url <orders> --max-number-of-messages 10
{"Messages": [{"Body": "{\"total\":250}", "ReceiptHandle": "<first>", ...}]}
$ aws sqs delete-message --queue-url <orders> --receipt-handle <first>

# Patterns that are none
$ aws events put-rule --name bad --event-pattern '{"source": "shop"}'
! InvalidEventPatternException
$ aws events put-rule --name bad --event-bus-name nowhere --event-pattern '{"source": ["shop"]}'
! ResourceNotFoundException: Event bus nowhere does not exist.

# A bus with rules stays, and so does a rule with targets
$ aws events delete-event-bus --name shop
! ValidationException
$ aws events delete-rule --name large --event-bus-name shop
! ValidationException: Rule can't be deleted since it has targets.
$ aws events remove-targets --rule large --event-bus-name shop --ids queue
{"FailedEntryCount": 0, "FailedEntries": []}
$ aws events delete-rule --name large --event-bus-name shop
$ aws events delete-event-bus --name shop
$ aws events describe-event-bus --name shop
! ResourceNotFoundException: Event bus shop does not exist.
