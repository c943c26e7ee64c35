# AdministratorAccess in its JSON form          (S12, POL-1)
$ aws iam get-policy --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
{"Policy": {"PolicyName": "AdministratorAccess", "Arn": "arn:aws:iam::aws:policy/AdministratorAccess", "DefaultVersionId": "<version>", "IsAttachable": true, ...}}
$ aws iam get-policy-version --policy-arn arn:aws:iam::aws:policy/AdministratorAccess --version-id <version>
{"PolicyVersion": {"Document": "<_>", "VersionId": "<version>", "IsDefaultVersion": true, ...}}
$ aws iam create-user --user-name Ada
$ aws iam create-access-key --user-name Ada
{"AccessKey": {"AccessKeyId": "<key>", "SecretAccessKey": "<secret>", ...}}
$ profile ada <key> <secret>
$ aws sqs list-queues --profile ada
! AccessDenied
$ aws iam attach-user-policy --user-name Ada --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
$ aws sqs create-queue --queue-name anything --profile ada
{"QueueUrl": "<anything>"}
$ aws iam list-users --profile ada
{"Users": [{"UserName": "Ada", ...}]}

# Detaching takes it away at once.
$ aws iam detach-user-policy --user-name Ada --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
$ aws iam list-users --profile ada
! AccessDenied
