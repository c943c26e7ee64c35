# A key in use: who may use it, and what is under it          (KMS-1, KMS-4, KMS-5, KMS-9, KMS-10, S96)
$ aws kms create-key
{"KeyMetadata": {"KeyId": "<key>", "Arn": "<arn>", ...}}
$ aws iam create-user --user-name reader
$ aws iam put-user-policy --user-name reader --policy-name s3 --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
$ aws iam create-access-key --user-name reader
{"AccessKey": {"AccessKeyId": "<id>", "SecretAccessKey": "<secret>", ...}}
$ profile reader <id> <secret>
$ let bucket = sealed-<account>-<region>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <bucket> --key k --body text:secret --server-side-encryption aws:kms --ssekms-key-id <arn>
{"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "<arn>", ...}
$ aws s3api get-object --bucket <bucket> --key k out.txt
{"Body": "secret", "SSEKMSKeyId": "<arn>", ...}

# S3 lets the reader in; the key does not.
$ as reader
$ aws s3api get-object --bucket <bucket> --key k out.txt
! AccessDenied
$ as root
$ aws kms create-grant --key-id <key> --grantee-principal arn:aws:iam::<account>:user/reader --operations Decrypt
{"GrantId": "<grant>", ...}
$ as reader
$ aws s3api get-object --bucket <bucket> --key k out.txt
{"Body": "secret", ...}
$ as root

# The key off, nobody reads.
$ aws kms disable-key --key-id <key>
$ aws s3api get-object --bucket <bucket> --key k out.txt
! KMS.DisabledException
$ aws kms enable-key --key-id <key>
$ aws s3api get-object --bucket <bucket> --key k out.txt
{"Body": "secret", ...}

# The key of AWS's is listed, and nobody's to delete.
$ aws s3api put-object --bucket <bucket> --key other --body text:x --server-side-encryption aws:kms
{"SSEKMSKeyId": "<own>", ...}
$ aws kms describe-key --key-id alias/aws/s3
{"KeyMetadata": {"Arn": "<own>", "KeyManager": "AWS", ...}}
$ aws kms schedule-key-deletion --key-id <own>
! AccessDeniedException
