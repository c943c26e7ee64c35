# Capacity is what was provisioned, with a burst, and changes without a pause          (S55, DDB-3)
$ aws dynamodb create-table --table-name scores --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH --provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=1
{"TableDescription": {"TableStatus": "CREATING", ...}}
$ clock +2s
$ aws dynamodb batch-write-item --request-items '{"scores": [{"PutRequest": {"Item": {"id": {"S": "1"}}}}, {"PutRequest": {"Item": {"id": {"S": "2"}}}}, {"PutRequest": {"Item": {"id": {"S": "3"}}}}]}' --return-consumed-capacity TOTAL
{"UnprocessedItems": {"scores": [{"PutRequest": {"Item": {"id": {"S": "3"}}}}]}, "ConsumedCapacity": [{"TableName": "scores", "CapacityUnits": 2.0}]}

# A second later there is another unit.
$ clock +1s
$ aws dynamodb put-item --table-name scores --item '{"id": {"S": "3"}}'

# On demand there is no such limit; items are written while the table changes.
$ aws dynamodb update-table --table-name scores --billing-mode PAY_PER_REQUEST
{"TableDescription": {"TableStatus": "UPDATING", "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST", ...}, ...}}
$ aws dynamodb put-item --table-name scores --item '{"id": {"S": "4"}}'
$ aws dynamodb put-item --table-name scores --item '{"id": {"S": "5"}}'
$ clock +2s
$ aws dynamodb describe-table --table-name scores
{"Table": {"TableStatus": "ACTIVE", ...}}
