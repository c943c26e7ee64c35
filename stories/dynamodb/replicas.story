# A table in two Regions: what is written in one is read in the other   (S97, S125, DDB-10)
$ aws dynamodb create-table --table-name orders --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH
$ clock +2s
$ aws dynamodb put-item --table-name orders --item '{"id": {"S": "1"}, "total": {"N": "10"}}'
$ aws dynamodb update-table --table-name orders --replica-updates '[{"Create": {"RegionName": "sa-east-1"}}]'
{"TableDescription": {"TableName": "orders", "TableStatus": "UPDATING", ...}}
$ clock +5s
$ aws dynamodb describe-table --table-name orders
{"Table": {"TableStatus": "ACTIVE", "GlobalTableVersion": "2019.11.21", "Replicas": [{"RegionName": "sa-east-1", "ReplicaStatus": "ACTIVE"}], ...}}
$ aws dynamodb get-item --region sa-east-1 --table-name orders --key '{"id": {"S": "1"}}'
{"Item": {"id": {"S": "1"}, "total": {"N": "10"}}}
$ aws dynamodb put-item --region sa-east-1 --table-name orders --item '{"id": {"S": "1"}, "total": {"N": "0"}}'
$ clock +1s
# What is spoilt in one is spoilt in the other.
$ aws dynamodb get-item --table-name orders --key '{"id": {"S": "1"}}'
{"Item": {"id": {"S": "1"}, "total": {"N": "0"}}}
$ aws dynamodb delete-table --table-name orders
! ValidationException
$ aws dynamodb update-table --table-name orders --replica-updates '[{"Delete": {"RegionName": "sa-east-1"}}]'
$ clock +5s
$ aws dynamodb describe-table --region sa-east-1 --table-name orders
! ResourceNotFoundException
$ aws dynamodb delete-table --table-name orders
