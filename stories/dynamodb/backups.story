# A backup is a table of one moment, and outlives it          (S56, DDB-11)
$ aws dynamodb create-table --table-name orders --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH
$ clock +2s
$ aws dynamodb put-item --table-name orders --item '{"id": {"S": "1"}, "total": {"N": "10"}}'
$ aws dynamodb create-backup --table-name orders --backup-name before
{"BackupDetails": {"BackupArn": "<backup>", "BackupName": "before", "BackupStatus": "CREATING", "BackupType": "USER", ...}}
$ aws dynamodb put-item --table-name orders --item '{"id": {"S": "1"}, "total": {"N": "0"}}'
$ aws dynamodb delete-table --table-name orders
! ResourceInUseException
$ clock +5s
$ aws dynamodb describe-backup --backup-arn <backup>
{"BackupDescription": {"BackupDetails": {"BackupStatus": "AVAILABLE", ...}, "SourceTableDetails": {"TableName": "orders", "BillingMode": "PAY_PER_REQUEST", ...}, ...}}
$ aws dynamodb delete-table --table-name orders
$ clock +2s
$ aws dynamodb restore-table-from-backup --target-table-name orders --backup-arn <backup>
{"TableDescription": {"TableStatus": "CREATING", "RestoreSummary": {"SourceBackupArn": "<backup>", "RestoreInProgress": true, ...}, ...}}
$ clock +30s
$ aws dynamodb get-item --table-name orders --key '{"id": {"S": "1"}}'
{"Item": {"id": {"S": "1"}, "total": {"N": "10"}}}
$ aws dynamodb delete-backup --backup-arn <backup>
{"BackupDescription": {"BackupDetails": {"BackupStatus": "DELETED", ...}, ...}}
$ aws dynamodb describe-backup --backup-arn <backup>
! BackupNotFoundException
