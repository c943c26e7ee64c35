# A schedule calls any operation as its role, once or again and again          (S94)
$ aws sqs create-queue --queue-name bells
{"QueueUrl": "<bells>"}
$ aws iam create-role --role-name clock --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"}, "Action": "sts:AssumeRole"}}'
{"Role": {"Arn": "<role>", ...}}
$ aws iam put-role-policy --role-name clock --policy-name bells --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:<region>:<account>:bells"}}'
$ aws scheduler create-schedule-group --name church
{"ScheduleGroupArn": "arn:aws:scheduler:<region>:<account>:schedule-group/church"}

# Of a queue
$ aws scheduler create-schedule --name hourly --group-name church --schedule-expression 'rate(1 hour)' --flexible-time-window '{"Mode": "OFF"}' --target '{"Arn": "arn:aws:sqs:<region>:<account>:bells", "RoleArn": "<role>", "Input": "dong"}'
{"ScheduleArn": "arn:aws:scheduler:<region>:<account>:schedule/church/hourly"}
$ clock +1s
$ aws sqs receive-message --queue-url <bells>
{"Messages": [{"Body": "dong", "ReceiptHandle": "<first>", ...}]}
$ aws sqs delete-message --queue-url <bells> --receipt-handle <first>
$ aws scheduler delete-schedule --name hourly --group-name church
$ clock +2h
$ aws sqs receive-message --queue-url <bells>
{}

# Of any operation
$ aws scheduler create-schedule --name any --schedule-expression 'rate(1 day)' --flexible-time-window '{"Mode": "OFF"}' --target '{"Arn": "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", "RoleArn": "<role>", "Input": "{\"QueueUrl\": \"<bells>\", \"MessageBody\": \"ding\"}"}'
{"ScheduleArn": "<_>"}
$ clock +1s
$ aws sqs receive-message --queue-url <bells>
{"Messages": [{"Body": "ding", "ReceiptHandle": "<second>", ...}]}
$ aws sqs delete-message --queue-url <bells> --receipt-handle <second>

# What is none
$ aws scheduler create-schedule --name bad --schedule-expression 'rate(1)' --flexible-time-window '{"Mode": "OFF"}' --target '{"Arn": "arn:aws:sqs:<region>:<account>:bells", "RoleArn": "<role>"}'
! ValidationException: Invalid Schedule Expression rate(1).
$ aws scheduler create-schedule --name bad --schedule-expression 'rate(1 day)' --flexible-time-window '{"Mode": "OFF"}' --target '{"Arn": "arn:aws:scheduler:::aws-sdk:sqs:receiveMessage", "RoleArn": "<role>"}'
! ValidationException
$ aws scheduler get-schedule --name bad
! ResourceNotFoundException: Schedule bad does not exist.
$ aws scheduler delete-schedule-group --name church
$ aws scheduler get-schedule-group --name church
! ResourceNotFoundException: Schedule group church does not exist.
