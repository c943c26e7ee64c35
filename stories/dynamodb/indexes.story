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
