# A secret has versions, and labels say which is the current one          (SEC-1, S99)
$ aws secretsmanager create-secret --name prod/db --secret-string hunter2 --client-request-token 00000000-0000-4000-8000-000000000001
{"ARN": "<arn>", "Name": "prod/db", "VersionId": "00000000-0000-4000-8000-000000000001"}
$ aws secretsmanager get-secret-value --secret-id prod/db
{"ARN": "<arn>", "Name": "prod/db", "VersionId": "00000000-0000-4000-8000-000000000001", "SecretString": "hunter2", "VersionStages": ["AWSCURRENT"], "CreatedDate": "<_>"}
$ aws secretsmanager put-secret-value --secret-id <arn> --secret-string swordfish --client-request-token 00000000-0000-4000-8000-000000000002
{"ARN": "<arn>", "Name": "prod/db", "VersionId": "00000000-0000-4000-8000-000000000002", "VersionStages": ["AWSCURRENT"]}
$ aws secretsmanager get-secret-value --secret-id prod/db --version-stage AWSPREVIOUS
{"SecretString": "hunter2", ...}
$ aws secretsmanager update-secret-version-stage --secret-id prod/db --version-stage AWSCURRENT --move-to-version-id 00000000-0000-4000-8000-000000000001
! InvalidParameterException: The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version 00000000-0000-4000-8000-000000000002, so you must explicitly reference that version in RemoveFromVersionId.
$ aws secretsmanager update-secret-version-stage --secret-id prod/db --version-stage AWSCURRENT --move-to-version-id 00000000-0000-4000-8000-000000000001 --remove-from-version-id 00000000-0000-4000-8000-000000000002
$ aws secretsmanager describe-secret --secret-id prod/db
{"VersionIdsToStages": {"00000000-0000-4000-8000-000000000001": ["AWSCURRENT"], "00000000-0000-4000-8000-000000000002": ["AWSPREVIOUS"]}, ...}
$ aws secretsmanager rotate-secret --secret-id prod/db --client-request-token 00000000-0000-4000-8000-000000000003
! InvalidRequestException: No Lambda rotation function ARN is associated with this secret.
$ aws secretsmanager rotate-secret --secret-id prod/db --client-request-token 00000000-0000-4000-8000-000000000003 --rotation-lambda-arn arn:aws:lambda:<region>:<account>:function:none
! AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.

# It follows into another Region
$ aws secretsmanager replicate-secret-to-regions --secret-id prod/db --add-replica-regions Region=ca-central-1
{"ARN": "<arn>", "ReplicationStatus": [{"Region": "ca-central-1", "Status": "InSync", ...}]}
$ in ca-central-1
$ aws secretsmanager get-secret-value --secret-id prod/db
{"SecretString": "hunter2", ...}
$ aws secretsmanager stop-replication-to-replica --secret-id prod/db
$ in <region>

# Whoever marks it for deletion has time to think
$ aws secretsmanager delete-secret --secret-id prod/db --recovery-window-in-days 7
{"ARN": "<arn>", "Name": "prod/db", "DeletionDate": "<_>"}
$ aws secretsmanager get-secret-value --secret-id prod/db
! InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.
$ restart
$ aws secretsmanager restore-secret --secret-id prod/db
$ aws secretsmanager get-secret-value --secret-id prod/db
{"SecretString": "hunter2", ...}
$ aws secretsmanager delete-secret --secret-id prod/db --recovery-window-in-days 7
$ clock +168h
$ aws secretsmanager describe-secret --secret-id prod/db
! ResourceNotFoundException: Secrets Manager can't find the specified secret.
