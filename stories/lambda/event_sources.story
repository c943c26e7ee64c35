# A queue that a function reads, and only what it asks for          (LAM-3)
$ aws iam create-role --role-name reader --assume-role-policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}'
{"Role": {"Arn": "<role>", ...}}
$ aws lambda create-function --function-name reader --runtime python3.12 --handler a.handler --role <role> --timeout 20 --zip-file 'zip:a.py=def handler(event, context): return event'
{"FunctionArn": "<function>", ...}
$ aws sqs create-queue --queue-name orders --attributes VisibilityTimeout=10
{"QueueUrl": "<orders>"}
$ let queue = arn:aws:sqs:<region>:<account>:orders
$ clock +1s
$ aws lambda create-event-source-mapping --function-name reader --event-source-arn <queue>
! InvalidParameterValueException: The provided execution role does not have permissions to call ReceiveMessage on SQS
$ aws iam put-role-policy --role-name reader --policy-name queues --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sqs:ReceiveMessage","sqs:DeleteMessage","sqs:GetQueueAttributes"],"Resource":"*"}}'
$ aws lambda create-event-source-mapping --function-name reader --event-source-arn <queue>
! InvalidParameterValueException: Queue visibility timeout: 10 seconds is less than Function timeout: 20 seconds
$ aws sqs set-queue-attributes --queue-url <orders> --attributes VisibilityTimeout=30
$ aws lambda create-event-source-mapping --function-name reader --event-source-arn <queue> --filter-criteria '{"Filters":[{"Pattern":"{\"body\":{\"kind\":[\"paid\"]}}"}]}'
{"UUID": "<mapping>", "State": "Creating", "BatchSize": 10, "FunctionArn": "<function>", "EventSourceArn": "<queue>", ...}
$ aws lambda create-event-source-mapping --function-name reader --event-source-arn <queue>
! ResourceConflictException
$ clock +1s
$ aws lambda get-event-source-mapping --uuid <mapping>
{"State": "Enabled", ...}

# What the filter leaves out is gone without a call
$ aws sqs send-message --queue-url <orders> --message-body '{"kind":"free"}'
$ clock +2s
$ aws sqs get-queue-attributes --queue-url <orders> --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible
{"Attributes": {"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "0"}}

# One that is disabled leaves everything where it is
$ aws lambda update-event-source-mapping --uuid <mapping> --no-enabled --batch-size 5
{"State": "Disabling", "BatchSize": 5, ...}
$ aws lambda update-event-source-mapping --uuid <mapping> --enabled
! ResourceInUseException: Cannot update the event source mapping because it is in use.
$ clock +1s
$ aws lambda get-event-source-mapping --uuid <mapping>
{"State": "Disabled", ...}
$ aws sqs send-message --queue-url <orders> --message-body '{"kind":"free"}'
$ clock +2s
$ aws sqs get-queue-attributes --queue-url <orders> --attribute-names ApproximateNumberOfMessages
{"Attributes": {"ApproximateNumberOfMessages": "1"}}
$ aws lambda list-event-source-mappings --function-name reader
{"EventSourceMappings": [{"UUID": "<mapping>", "State": "Disabled", ...}]}
$ aws lambda delete-event-source-mapping --uuid <mapping>
{"State": "Deleting", ...}
$ clock +1s
$ aws lambda get-event-source-mapping --uuid <mapping>
! ResourceNotFoundException
