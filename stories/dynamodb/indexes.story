# An index is made while items are written, and has those with its key          (S55, DDB-3)
$ aws dynamodb create-table --table-name players --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=name,AttributeType=S --key-schema AttributeName=name,KeyType=HASH
{"TableDescription": {"TableStatus": "CREATING", ...}}
$ clock +2s
$ aws dynamodb put-item --table-name players --item '{"name": {"S": "ann"}, "team": {"S": "red"}, "points": {"N": "10"}}'
$ aws dynamodb put-item --table-name players --item '{"name": {"S": "bob"}, "points": {"N": "20"}}'
$ aws dynamodb update-table --table-name players --attribute-definitions AttributeName=team,AttributeType=S AttributeName=points,AttributeType=N --global-secondary-index-updates '[{"Create": {"IndexName": "by-team", "KeySchema": [{"AttributeName": "team", "KeyType": "HASH"}, {"AttributeName": "points", "KeyType": "RANGE"}], "Projection": {"ProjectionType": "KEYS_ONLY"}}}]'
{"TableDescription": {"TableStatus": "UPDATING", ...}}
$ aws dynamodb put-item --table-name players --item '{"name": {"S": "cid"}, "team": {"S": "red"}, "points": {"N": "9"}}'
$ clock +2s
$ aws dynamodb query --table-name players --index-name by-team --key-condition-expression 'team = :t' --expression-attribute-values '{":t": {"S": "red"}}'
{"Items": [{"name": {"S": "cid"}, "points": {"N": "9"}, "team": {"S": "red"}}, {"name": {"S": "ann"}, "points": {"N": "10"}, "team": {"S": "red"}}], "Count": 2, "ScannedCount": 2}

# Keys of several attributes are asked for from the left          (DDB-3)
$ aws dynamodb create-table --table-name matches --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S AttributeName=cup,AttributeType=S AttributeName=land,AttributeType=S AttributeName=round,AttributeType=N AttributeName=place,AttributeType=S --key-schema AttributeName=id,KeyType=HASH --global-secondary-indexes '[{"IndexName": "by-cup", "KeySchema": [{"AttributeName": "cup", "KeyType": "HASH"}, {"AttributeName": "land", "KeyType": "HASH"}, {"AttributeName": "round", "KeyType": "RANGE"}, {"AttributeName": "place", "KeyType": "RANGE"}], "Projection": {"ProjectionType": "KEYS_ONLY"}}]'
$ clock +2s
$ aws dynamodb put-item --table-name matches --item '{"id": {"S": "1"}, "cup": {"S": "w"}, "land": {"S": "kr"}, "round": {"N": "2"}, "place": {"S": "busan"}}'
$ aws dynamodb put-item --table-name matches --item '{"id": {"S": "2"}, "cup": {"S": "w"}, "land": {"S": "kr"}, "round": {"N": "10"}, "place": {"S": "seoul"}}'
$ aws dynamodb put-item --table-name matches --item '{"id": {"S": "3"}, "cup": {"S": "w"}, "land": {"S": "kr"}, "round": {"N": "2"}}'
$ aws dynamodb query --table-name matches --index-name by-cup --key-condition-expression 'cup = :c AND land = :l AND #r >= :r' --expression-attribute-names '{"#r": "round"}' --expression-attribute-values '{":c": {"S": "w"}, ":l": {"S": "kr"}, ":r": {"N": "2"}}' --projection-expression id
{"Items": [{"id": {"S": "1"}}, {"id": {"S": "2"}}], "Count": 2, "ScannedCount": 2}
$ aws dynamodb query --table-name matches --index-name by-cup --key-condition-expression 'cup = :c AND land = :l AND #r = :r AND begins_with(place, :p)' --expression-attribute-names '{"#r": "round"}' --expression-attribute-values '{":c": {"S": "w"}, ":l": {"S": "kr"}, ":r": {"N": "2"}, ":p": {"S": "bu"}}' --select COUNT
{"Count": 1, "ScannedCount": 1}
$ aws dynamodb query --table-name matches --index-name by-cup --key-condition-expression 'cup = :c' --expression-attribute-values '{":c": {"S": "w"}}'
! ValidationException: Query condition missed key schema element: land
