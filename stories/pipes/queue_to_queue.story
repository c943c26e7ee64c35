# A pipe brings what matches from one queue to another, and what cannot arrive comes back          (SQS-8)
$ aws sqs create-queue --queue-name orders --attributes VisibilityTimeout=30
{"QueueUrl": "<orders>"}
$ aws sqs create-queue --queue-name large
{"QueueUrl": "<large>"}
$ aws iam create-role --role-name pipe --assume-role-policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"pipes.amazonaws.com"},"Action":"sts:AssumeRole"}}'
{"Role": {"Arn": "<role>", ...}}
$ aws iam put-role-policy --role-name pipe --policy-name p --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sqs:ReceiveMessage","sqs:DeleteMessage","sqs:GetQueueAttributes"],"Resource":"*"}}'
$ aws pipes create-pipe --name large --source arn:aws:sqs:<region>:<account>:orders --target arn:aws:sqs:<region>:<account>:large --role-arn <role> --source-parameters '{"FilterCriteria":{"Filters":[{"Pattern":"{\"body\":{\"total\":[{\"numeric\":[\">\",100]}]}}"}]}}' --target-parameters '{"InputTemplate":"{\"order\": <$.body.id>, \"by\": \"<aws.pipes.pipe-name>\"}"}'
{"Name": "large", "CurrentState": "CREATING", "DesiredState": "RUNNING", ...}
$ clock +2s
$ aws pipes describe-pipe --name large
{"CurrentState": "RUNNING", "Arn": "arn:aws:pipes:<region>:<account>:pipe/large", ...}

# The role may not send yet: the small order is gone, the large one comes back.
$ aws sqs send-message --queue-url <orders> --message-body '{"id":"small","total":7}'
$ aws sqs send-message --queue-url <orders> --message-body '{"id":"big","total":700}'
$ clock +5s
$ aws sqs get-queue-attributes --queue-url <orders> --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible
{"Attributes": {"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "1"}}
$ aws iam put-role-policy --role-name pipe --policy-name p --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}'
$ clock +40s
$ aws sqs receive-message --queue-url <large>
{"Messages": [{"Body": "{\"order\": \"big\", \"by\": \"large\"}", ...}]}
$ aws sqs get-queue-attributes --queue-url <orders> --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible
{"Attributes": {"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "0"}}

# A pipe that was stopped leaves everything where it is.
$ aws pipes stop-pipe --name large
{"CurrentState": "STOPPING", "DesiredState": "STOPPED", ...}
$ clock +2s
$ aws sqs send-message --queue-url <orders> --message-body '{"id":"later","total":800}'
$ clock +1m
$ aws sqs get-queue-attributes --queue-url <orders> --attribute-names ApproximateNumberOfMessages
{"Attributes": {"ApproximateNumberOfMessages": "1"}}
$ aws pipes delete-pipe --name large
$ clock +2s
$ aws pipes describe-pipe --name large
! NotFoundException: Pipe large does not exist.
