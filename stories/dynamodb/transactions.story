# Several items change together or not at all          (S55)
$ aws dynamodb create-table --table-name purses --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=who,AttributeType=S --key-schema AttributeName=who,KeyType=HASH
{"TableDescription": {"TableStatus": "CREATING", ...}}
$ clock +2s
$ aws dynamodb batch-write-item --request-items '{"purses": [{"PutRequest": {"Item": {"who": {"S": "ann"}, "coins": {"N": "5"}}}}, {"PutRequest": {"Item": {"who": {"S": "bob"}, "coins": {"N": "0"}}}}]}'
{"UnprocessedItems": {}}
$ aws dynamodb transact-write-items --transact-items '[{"Update": {"TableName": "purses", "Key": {"who": {"S": "ann"}}, "UpdateExpression": "SET coins = coins - :n", "ConditionExpression": "coins >= :n", "ExpressionAttributeValues": {":n": {"N": "3"}}}}, {"Update": {"TableName": "purses", "Key": {"who": {"S": "bob"}}, "UpdateExpression": "SET coins = coins + :n", "ExpressionAttributeValues": {":n": {"N": "3"}}}}]'
$ aws dynamodb transact-write-items --transact-items '[{"Update": {"TableName": "purses", "Key": {"who": {"S": "bob"}}, "UpdateExpression": "SET coins = coins + :n", "ExpressionAttributeValues": {":n": {"N": "3"}}}}, {"Update": {"TableName": "purses", "Key": {"who": {"S": "ann"}}, "UpdateExpression": "SET coins = coins - :n", "ConditionExpression": "coins >= :n", "ExpressionAttributeValues": {":n": {"N": "3"}}}}]'
! TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]
$ aws dynamodb transact-get-items --transact-items '[{"Get": {"TableName": "purses", "Key": {"who": {"S": "ann"}}}}, {"Get": {"TableName": "purses", "Key": {"who": {"S": "bob"}}}}]'
{"Responses": [{"Item": {"coins": {"N": "2"}, "who": {"S": "ann"}}}, {"Item": {"coins": {"N": "3"}, "who": {"S": "bob"}}}]}
