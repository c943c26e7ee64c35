# Root delegates: SuperUser manages people, a group opens doors for Luna          (S11, IAM-1, IAM-5, IAM-8, IAM-12; queues stand for the VPC until EC2 exists)
$ aws iam create-user --user-name SuperUser
{"User": {"Path": "/", "UserName": "SuperUser", "UserId": "<_>", "Arn": "arn:aws:iam::<account>:user/SuperUser", "CreateDate": "<_>"}}
$ aws iam attach-user-policy --user-name SuperUser --policy-arn arn:aws:iam::aws:policy/IAMFullAccess
$ aws iam create-access-key --user-name SuperUser
{"AccessKey": {"UserName": "SuperUser", "AccessKeyId": "<super-key>", "Status": "Active", "SecretAccessKey": "<super-secret>", "CreateDate": "<_>"}}
$ profile super <super-key> <super-secret>
$ as super
$ aws iam create-group --group-name QueueAdmin
{"Group": {"Path": "/", "GroupName": "QueueAdmin", "GroupId": "<_>", "Arn": "arn:aws:iam::<account>:group/QueueAdmin", "CreateDate": "<_>"}}
$ aws iam attach-group-policy --group-name QueueAdmin --policy-arn arn:aws:iam::aws:policy/AmazonSQSFullAccess
$ aws iam create-user --user-name Luna
$ aws iam create-access-key --user-name Luna
{"AccessKey": {"AccessKeyId": "<luna-key>", "SecretAccessKey": "<luna-secret>", ...}}
$ profile luna <luna-key> <luna-secret>

# Before she is a member Luna can do nothing; SuperUser itself has only IAM.
$ aws sqs create-queue --queue-name hers --profile luna
! AccessDenied: User: arn:aws:iam::<account>:user/Luna is not authorized to perform: sqs:createqueue on resource: arn:aws:sqs:<region>:<account>:hers because no identity-based policy allows the sqs:createqueue action
$ aws sqs create-queue --queue-name mine
! AccessDenied
$ aws iam add-user-to-group --group-name QueueAdmin --user-name Luna
$ aws sqs create-queue --queue-name hers --profile luna
{"QueueUrl": "<hers>"}
$ aws iam list-users --profile luna
! AccessDenied: User: arn:aws:iam::<account>:user/Luna is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::<account>:user/ because no identity-based policy allows the iam:ListUsers action
$ aws s3api list-buckets --profile luna
! AccessDenied
$ aws sts get-caller-identity --profile luna
{"UserId": "<_>", "Account": "<account>", "Arn": "arn:aws:iam::<account>:user/Luna"}
