# A role is taken for a quarter of an hour          (S15, IAM-10, IAM-11, STS-1; instances and functions come with EC2 and Lambda)
$ aws iam create-user --user-name Bea
{"User": {"Arn": "<bea>", ...}}
$ aws iam put-user-policy --user-name Bea --policy-name a --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"}}'
$ aws iam create-role --role-name b --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "<bea>"}, "Action": "sts:AssumeRole"}}'
{"Role": {"Arn": "<role>", ...}}
$ aws iam put-role-policy --role-name b --policy-name b --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}'
$ aws iam create-access-key --user-name Bea
{"AccessKey": {"AccessKeyId": "<key>", "SecretAccessKey": "<secret>", ...}}
$ profile bea <key> <secret>
$ as bea
$ aws iam list-users
{"Users": [{"UserName": "Bea", ...}]}
$ aws sqs list-queues
! AccessDenied
$ aws sts assume-role --role-arn <role> --role-session-name trial --duration-seconds 900
{"Credentials": {"AccessKeyId": "<k>", "SecretAccessKey": "<s>", "SessionToken": "<t>", "Expiration": "<_>"}, "AssumedRoleUser": {"AssumedRoleId": "<_>:trial", "Arn": "arn:aws:sts::<account>:assumed-role/b/trial"}, ...}
$ profile taken <k> <s> <t>
$ as taken

# Now the role's rights, and not one's own.
$ aws sqs create-queue --queue-name b
{"QueueUrl": "<b>"}
$ aws iam list-users
! AccessDenied
$ aws sts get-caller-identity
{"UserId": "<_>:trial", "Account": "<account>", "Arn": "arn:aws:sts::<account>:assumed-role/b/trial"}
$ clock +899s
$ aws sqs list-queues
{"QueueUrls": ["<b>"]}
$ clock +2s
$ aws sts get-caller-identity
! ExpiredToken: The security token included in the request is expired

# Whom the role does not trust cannot take it.
$ as root
$ aws iam create-user --user-name Cem
$ aws iam create-access-key --user-name Cem
{"AccessKey": {"AccessKeyId": "<cem-key>", "SecretAccessKey": "<cem-secret>", ...}}
$ profile cem <cem-key> <cem-secret>
$ aws sts assume-role --role-arn <role> --role-session-name trial --profile cem
! AccessDenied: User: arn:aws:iam::<account>:user/Cem is not authorized to perform: sts:AssumeRole on resource: <role>
