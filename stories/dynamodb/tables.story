# A table is a name and a key; its items need not be alike          (S55, DDB-2, DDB-5, DDB-7)
$ aws dynamodb create-table --table-name orders --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH
{"TableDescription": {"TableName": "orders", "TableStatus": "CREATING", ...}}
$ aws dynamodb get-item --table-name orders --key '{"id": {"S": "1"}}'
! ResourceNotFoundException: Requested resource not found
$ clock +2s
$ aws dynamodb describe-table --table-name orders
{"Table": {"TableStatus": "ACTIVE", "ItemCount": 0, ...}}
$ aws dynamodb put-item --table-name orders --item '{"id": {"S": "1"}, "total": {"N": "19.90"}}'
$ aws dynamodb put-item --table-name orders --item '{"id": {"S": "2"}, "address": {"M": {"city": {"S": "Seoul"}, "floors": {"L": [{"N": "1"}, {"N": "2"}]}}}, "gift": {"BOOL": true}}'
$ aws dynamodb get-item --table-name orders --key '{"id": {"S": "1"}}'
{"Item": {"id": {"S": "1"}, "total": {"N": "19.9"}}}

# An inner field is read and changed by its path.
$ aws dynamodb update-item --table-name orders --key '{"id": {"S": "2"}}' --update-expression 'SET address.floors[0] = :n REMOVE gift' --expression-attribute-values '{":n": {"N": "7"}}' --return-values UPDATED_NEW
{"Attributes": {"address": {"M": {"floors": {"L": [{"N": "7"}]}}}}}
$ aws dynamodb get-item --table-name orders --key '{"id": {"S": "2"}}' --projection-expression address.floors[0],address.city,gift
{"Item": {"address": {"M": {"city": {"S": "Seoul"}, "floors": {"L": [{"N": "7"}]}}}}}

# A condition that does not hold changes nothing.
$ aws dynamodb put-item --table-name orders --item '{"id": {"S": "1"}}' --condition-expression 'attribute_not_exists(id)'
! ConditionalCheckFailedException: The conditional request failed

# Items are counted every six hours.
$ clock +6h
$ aws dynamodb describe-table --table-name orders
{"Table": {"ItemCount": 2, ...}}
$ aws dynamodb delete-table --table-name orders
{"TableDescription": {"TableStatus": "DELETING", ...}}
$ clock +2s
$ aws dynamodb describe-table --table-name orders
! ResourceNotFoundException: Requested resource not found: Table: orders not found
