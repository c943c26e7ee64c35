# Groups for baristas and cashiers; moving a person moves the rights          (S14, IAM-7, IAM-8, IAM-9; the stock table comes with DynamoDB)
$ aws sqs create-queue --queue-name orders
{"QueueUrl": "<orders>"}
$ aws iam create-group --group-name Barista
$ aws iam create-group --group-name Cashier
$ aws iam put-group-policy --group-name Barista --policy-name make --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"], "Resource": "arn:aws:sqs:<region>:<account>:orders"}}'
$ aws iam put-group-policy --group-name Cashier --policy-name take --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:<region>:<account>:orders"}}'
$ aws iam create-user --user-name Bo
$ aws iam add-user-to-group --group-name Barista --user-name Bo
$ aws iam create-access-key --user-name Bo
{"AccessKey": {"AccessKeyId": "<key>", "SecretAccessKey": "<secret>", ...}}
$ profile bo <key> <secret>
$ aws sqs send-message --queue-url <orders> --message-body latte --profile bo
! AccessDenied
$ aws sqs receive-message --queue-url <orders> --profile bo
{}

# No policy is edited; only the membership changes.
$ aws iam remove-user-from-group --group-name Barista --user-name Bo
$ aws iam add-user-to-group --group-name Cashier --user-name Bo
$ aws iam list-groups-for-user --user-name Bo
{"Groups": [{"GroupName": "Cashier", ...}]}
$ aws sqs receive-message --queue-url <orders> --profile bo
! AccessDenied
$ aws sqs send-message --queue-url <orders> --message-body latte --profile bo
{"MessageId": "<_>", ...}
