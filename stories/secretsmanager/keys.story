# With its key disabled a secret cannot be read, and who has no right to it reads nothing          (SEC-2, SEC-3, S99)
$ aws kms create-key
{"KeyMetadata": {"KeyId": "<key>", ...}}
$ aws secretsmanager create-secret --name db --secret-string hunter2 --kms-key-id <key> --client-request-token 00000000-0000-4000-8000-000000000001
$ aws kms disable-key --key-id <key>
$ aws secretsmanager get-secret-value --secret-id db
! DecryptionFailure
$ aws kms enable-key --key-id <key>
$ aws secretsmanager get-secret-value --secret-id db
{"SecretString": "hunter2", ...}
$ aws iam create-user --user-name luna
$ aws iam create-access-key --user-name luna
{"AccessKey": {"AccessKeyId": "<id>", "SecretAccessKey": "<secret>", ...}}
$ profile luna <id> <secret>
$ as luna
$ aws secretsmanager get-secret-value --secret-id db
! AccessDeniedException
$ as root
$ aws iam put-user-policy --user-name luna --policy-name read --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}'
$ as luna
# The secret lets her in, its key does not yet.
$ aws secretsmanager get-secret-value --secret-id db
! AccessDeniedException: Access to KMS is not allowed
$ as root
$ aws iam put-user-policy --user-name luna --policy-name decrypt --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {"kms:ViaService": "secretsmanager.<region>.amazonaws.com"}}}]}'
$ as luna
$ aws secretsmanager get-secret-value --secret-id db
{"SecretString": "hunter2", ...}
# An own key of the account needs no leave.
$ as root
$ aws secretsmanager create-secret --name other --secret-string swordfish --client-request-token 00000000-0000-4000-8000-000000000002
$ as luna
$ aws secretsmanager get-secret-value --secret-id other
{"SecretString": "swordfish", ...}
