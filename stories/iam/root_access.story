# One task as the root user of a member: its keys looked at, a locked bucket opened          (IAM, STS, ORG)
$ aws iam list-organizations-features
! OrganizationNotFoundException
$ aws organizations create-organization --feature-set ALL
{"Organization": {"Id": "<org>", ...}}
$ aws organizations create-account --account-name shop --email shop-<account>@example.com
{"CreateAccountStatus": {"Id": "<asked>", ...}}
$ clock +10s
$ aws organizations describe-create-account-status --create-account-request-id <asked>
{"CreateAccountStatus": {"State": "SUCCEEDED", "AccountId": "<shop>", ...}}
$ aws iam enable-organizations-root-sessions
! ServiceAccessNotEnabledException
$ aws organizations enable-aws-service-access --service-principal iam.amazonaws.com
$ aws iam enable-organizations-root-credentials-management
{"OrganizationId": "<org>", "EnabledFeatures": ["RootCredentialsManagement"]}

# Root users cannot; Ada, who administers the management account, can.
$ aws sts assume-root --target-principal <shop> --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials
! AccessDenied: AssumeRoot cannot be called with root user credentials.
$ aws iam create-user --user-name Ada
$ aws iam attach-user-policy --user-name Ada --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
$ aws iam create-access-key --user-name Ada
{"AccessKey": {"AccessKeyId": "<ada-key>", "SecretAccessKey": "<ada-secret>", ...}}
$ profile ada <ada-key> <ada-secret>
$ aws sts assume-root --target-principal <shop> --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy --profile ada
! AccessDenied: User: arn:aws:iam::<account>:user/Ada is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::<shop>:root
$ aws iam enable-organizations-root-sessions
{"OrganizationId": "<org>", "EnabledFeatures": ["RootCredentialsManagement", "RootSessions"]}

# The shop has a bucket that nobody gets at.
$ profile shop <shop> any
$ aws s3api create-bucket --bucket locked-<shop> --create-bucket-configuration LocationConstraint=<region> --profile shop
{"Location": "<_>", ...}
$ aws s3api put-bucket-policy --bucket locked-<shop> --policy '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::locked-<shop>", "arn:aws:s3:::locked-<shop>/*"]}}' --profile shop
$ aws s3api list-objects-v2 --bucket locked-<shop> --profile shop
! AccessDenied

# Who looks at the root user's keys takes none away; that is a task of its own.
$ aws sts assume-root --target-principal <shop> --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials --duration-seconds 600 --profile ada
{"Credentials": {"AccessKeyId": "<ak>", "SecretAccessKey": "<as>", "SessionToken": "<at>", "Expiration": "<_>"}, ...}
$ profile auditor <ak> <as> <at>
$ aws sts get-caller-identity --profile auditor
{"UserId": "<shop>", "Account": "<shop>", "Arn": "arn:aws:iam::<shop>:root"}
$ aws iam list-access-keys --profile auditor
{"AccessKeyMetadata": [], ...}
$ aws iam get-login-profile --profile auditor
! NoSuchEntity
$ aws iam delete-access-key --access-key-id AKIAIOSFODNN7EXAMPLE --profile auditor
! AccessDenied
$ aws iam list-users --profile auditor
! AccessDenied
$ aws sts assume-root --target-principal <shop> --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials --profile ada
{"Credentials": {"AccessKeyId": "<dk>", "SecretAccessKey": "<ds>", "SessionToken": "<dt>", "Expiration": "<_>"}, ...}
$ profile remover <dk> <ds> <dt>
$ aws iam delete-access-key --access-key-id AKIAIOSFODNN7EXAMPLE --profile remover
! NoSuchEntity

# The bucket is unlocked; the session does nothing else, and ends.
$ aws sts assume-root --target-principal <shop> --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy --profile ada
{"Credentials": {"AccessKeyId": "<uk>", "SecretAccessKey": "<us>", "SessionToken": "<ut>", "Expiration": "<_>"}, ...}
$ profile opener <uk> <us> <ut>
$ aws s3api delete-bucket --bucket locked-<shop> --profile opener
! AccessDenied
$ aws s3api delete-bucket-policy --bucket locked-<shop> --profile opener
$ aws s3api delete-bucket --bucket locked-<shop> --profile shop
$ clock +15m
$ aws s3api list-buckets --profile opener
! ExpiredToken
