# A query finds patterns, takes in another query, asks an index and makes a table          (CWL-1)
$ aws logs create-log-group --log-group-name /app/orders
$ aws logs create-log-stream --log-group-name /app/orders --log-stream-name one
$ aws logs create-log-group --log-group-name /app/payments
$ aws logs create-log-stream --log-group-name /app/payments --log-stream-name one
$ aws logs put-index-policy --log-group-identifier /app/orders --policy-document '{"Fields": ["user"]}'
{"indexPolicy": {"policyDocument": "{\"Fields\": [\"user\"]}", "source": "LOG_GROUP", ...}}
$ aws logs describe-field-indexes --log-group-identifiers /app/orders --index-categories CUSTOM
{"fieldIndexes": [{"fieldIndexName": "user", "type": "FIELD_INDEX", "indexCategory": "CUSTOM", ...}]}
$ aws logs describe-log-streams --log-group-name /app/orders
{"logStreams": [{"creationTime": "<now>", ...}]}
$ aws logs put-log-events --log-group-name /app/orders --log-stream-name one --log-events '[{"timestamp": <now>, "message": "{\"id\": 7, \"user\": \"u1\"}"}, {"timestamp": <now>, "message": "{\"id\": 8, \"user\": \"u2\"}"}]'
$ aws logs put-log-events --log-group-name /app/payments --log-stream-name one --log-events '[{"timestamp": <now>, "message": "{\"id\": 7, \"paid\": 5}"}]'

# Both lines are of one pattern.
$ aws logs start-query --log-group-name /app/orders --start-time 0 --end-time <now> --query-string 'pattern @message'
{"queryId": "<patterns>"}
$ clock +1s
$ aws logs get-query-results --query-id <patterns>
{"status": "Complete", "results": [[{"field": "@pattern", "value": "<_>"}, {"field": "@ratio", "value": "1"}, {"field": "@sampleCount", "value": "2"}]], ...}

# Only the group that is indexed is asked, whatever groups the query is of.
$ aws logs start-query --start-time 0 --end-time <now> --query-string "SOURCE logGroups(namePrefix: ['/app']) | filterIndex user in ['u1', 'u2'] | filter id in (SOURCE '/app/payments' | fields id) | display id, user"
{"queryId": "<found>"}
$ clock +1s
$ aws logs get-query-results --query-id <found>
{"status": "Complete", "results": [[{"field": "id", "value": "7"}, {"field": "user", "value": "u1"}, {"field": "@ptr", "value": "<_>"}]], ...}
$ aws logs list-log-groups-for-query --query-id <found>
{"logGroupIdentifiers": ["arn:aws:logs:<region>:<account>:log-group:/app/orders"]}

# What it found becomes a table, in which others look values up.
$ aws logs create-lookup-table --lookup-table-name users --query-id <found>
{"lookupTableArn": "<table>", "createdAt": "<_>"}
$ aws logs describe-lookup-tables
{"lookupTables": [{"lookupTableArn": "<table>", "tableFields": ["id", "user"], "recordsCount": 1, ...}]}
$ aws logs start-query --log-group-name /app/payments --start-time 0 --end-time <now> --query-string 'lookup users id OUTPUT user | display user, paid'
{"queryId": "<looked>"}
$ clock +1s
$ aws logs get-query-results --query-id <looked>
{"status": "Complete", "results": [[{"field": "user", "value": "u1"}, {"field": "paid", "value": "5"}, {"field": "@ptr", "value": "<_>"}]], ...}
$ aws logs delete-lookup-table --lookup-table-arn <table>
$ aws logs get-lookup-table --lookup-table-arn <table>
! ResourceNotFoundException
$ aws logs start-query --log-group-name /app/orders --start-time 0 --end-time <now> --query-string 'pattern @message | diff yesterday'
! MalformedQueryException: unexpected symbol found yesterday at line 1 and position 25

# Whoever asks must be allowed to for each group that is meant, however it is named.
$ aws iam create-user --user-name luna
$ aws iam put-user-policy --user-name luna --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "logs:StartQuery", "Resource": "arn:aws:logs:*:*:log-group:/app/orders:*"}}'
$ aws iam create-access-key --user-name luna
{"AccessKey": {"AccessKeyId": "<key>", "SecretAccessKey": "<secret>", ...}}
$ profile luna <key> <secret>
$ as luna
$ aws logs start-query --start-time 0 --end-time <now> --query-string "SOURCE logGroups(namePrefix: ['/app/o'])"
$ aws logs start-query --start-time 0 --end-time <now> --query-string "SOURCE logGroups(namePrefix: ['/app'])"
! AccessDeniedException
$ aws logs start-query --log-group-name /app/orders --start-time 0 --end-time <now> --query-string "filter id in (SOURCE '/app/payments' | fields id)"
! AccessDeniedException
$ aws logs start-query --log-group-name /app/orders --start-time 0 --end-time <now> --query-string "join left=o right=p where o.id=p.id (SOURCE '/app/payments')"
! AccessDeniedException
