# Corrupted data: back within the hour, with less than 15 minutes of loss          (S56, DDB-11)
$ aws dynamodb create-table --table-name orders --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH
$ clock +2s
$ aws dynamodb describe-continuous-backups --table-name orders
{"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}}
$ aws dynamodb update-continuous-backups --table-name orders --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=36
! ValidationException
$ aws dynamodb update-continuous-backups --table-name orders --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=35
{"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": 35, ...}}}
$ clock +1m
$ aws dynamodb put-item --table-name orders --item '{"id": {"S": "1"}, "total": {"N": "10"}}'
$ clock +1m
$ aws dynamodb put-item --table-name orders --item '{"id": {"S": "2"}, "total": {"N": "20"}}'
$ clock +5m2s
$ aws dynamodb describe-continuous-backups --table-name orders
{"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": {"LatestRestorableDateTime": "<good>", ...}, ...}}

# The damage: every item is written over, or gone.
$ aws dynamodb put-item --table-name orders --item '{"id": {"S": "1"}, "total": {"N": "0"}}'
$ aws dynamodb delete-item --table-name orders --key '{"id": {"S": "2"}}'
$ aws dynamodb put-item --table-name orders --item '{"id": {"S": "3"}, "total": {"N": "0"}}'

# A new table with all of it as it was before.
$ aws dynamodb restore-table-to-point-in-time --source-table-name orders --target-table-name orders-again --restore-date-time <good>
{"TableDescription": {"TableName": "orders-again", "TableStatus": "CREATING", "RestoreSummary": {"RestoreInProgress": true, ...}, ...}}
$ aws dynamodb get-item --table-name orders-again --key '{"id": {"S": "1"}}'
! ResourceNotFoundException: Requested resource not found
$ clock +1m
$ aws dynamodb describe-table --table-name orders-again
{"Table": {"TableStatus": "ACTIVE", "ItemCount": 2, "RestoreSummary": {"RestoreInProgress": false, ...}, ...}}
$ aws dynamodb get-item --table-name orders-again --key '{"id": {"S": "1"}}'
{"Item": {"id": {"S": "1"}, "total": {"N": "10"}}}
$ aws dynamodb get-item --table-name orders-again --key '{"id": {"S": "2"}}'
{"Item": {"id": {"S": "2"}, "total": {"N": "20"}}}
$ aws dynamodb get-item --table-name orders-again --key '{"id": {"S": "3"}}'
{}

# Neither before it was switched on, nor in the future.
$ aws dynamodb restore-table-to-point-in-time --source-table-name orders --target-table-name never --restore-date-time 2020-01-01T00:00:00Z
! InvalidRestoreTimeException
$ aws dynamodb restore-table-to-point-in-time --source-table-name orders --target-table-name never --restore-date-time 2199-01-01T00:00:00Z
! InvalidRestoreTimeException
