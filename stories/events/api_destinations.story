# A connection keeps its secrets to itself, and an API destination that nobody answers fills the dead-letter queue          (EVB-1, S94)
$ aws events create-connection --name partner --authorization-type API_KEY --auth-parameters '{"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "hush"}, "InvocationHttpParameters": {"HeaderParameters": [{"Key": "x-a", "Value": "open"}, {"Key": "x-b", "Value": "hush", "IsValueSecret": true}]}}'
{"ConnectionArn": "<connection>", "ConnectionState": "AUTHORIZED", ...}
$ aws events describe-connection --name partner
{"ConnectionArn": "<connection>", "Name": "partner", "ConnectionState": "AUTHORIZED", "AuthorizationType": "API_KEY", "SecretArn": "<_>", "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "x-key"}, "InvocationHttpParameters": {"HeaderParameters": [{"Key": "x-a", "Value": "open", "IsValueSecret": false}, {"Key": "x-b", "IsValueSecret": true}]}}, ...}
$ aws events create-connection --name partner --authorization-type BASIC --auth-parameters '{"BasicAuthParameters": {"Username": "u", "Password": "p"}}'
! ResourceAlreadyExistsException: Connection partner already exists.
$ aws events create-api-destination --name partner --connection-arn <connection> --http-method PUT --invocation-endpoint http://partner.example.com/
! ValidationException: Parameter InvocationEndpoint is not valid. Reason: The URL must begin with https://.
$ aws events create-api-destination --name partner --connection-arn <connection> --http-method PUT --invocation-endpoint 'http://127.0.0.1:9/orders/*'
{"ApiDestinationArn": "<destination>", "ApiDestinationState": "ACTIVE", ...}

# Its rule tells it as a role
$ aws iam create-role --role-name caller --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"}}'
{"Role": {"Arn": "<caller>", ...}}
$ aws sqs create-queue --queue-name dead
{"QueueUrl": "<dead>"}
$ let dead_arn = arn:aws:sqs:<region>:<account>:dead
$ aws sqs set-queue-attributes --queue-url <dead> --attributes '{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"events.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<dead_arn>\"}]}"}'
$ aws events put-rule --name orders --event-pattern '{"source": ["shop"]}'
$ aws events put-targets --rule orders --targets '[{"Id": "1", "Arn": "<destination>"}]'
! ValidationException: RoleArn is required for target <destination>.
$ aws events put-targets --rule orders --targets '[{"Id": "1", "Arn": "<destination>", "RoleArn": "<caller>", "HttpParameters": {"PathParameterValues": ["$.detail.id"]}, "RetryPolicy": {"MaximumRetryAttempts": 1}, "DeadLetterConfig": {"Arn": "<dead_arn>"}}]'
$ aws events put-events --entries '[{"Source": "shop", "DetailType": "order", "Detail": "{\"id\": 1}"}]'
$ clock +10s
$ aws sqs receive-message --queue-url <dead> --message-attribute-names ERROR_CODE TARGET_ARN
{"Messages": [{"MessageAttributes": {"ERROR_CODE": {"StringValue": "NO_PERMISSIONS", "DataType": "String"}, "TARGET_ARN": {"StringValue": "<destination>", "DataType": "String"}}, "ReceiptHandle": "<first>", ...}]}
$ aws sqs delete-message --queue-url <dead> --receipt-handle <first>

# Allowed, it finds nobody there
$ aws iam put-role-policy --role-name caller --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "events:InvokeApiDestination", "Resource": "<destination>"}}'
$ aws events put-events --entries '[{"Source": "shop", "DetailType": "order", "Detail": "{\"id\": 2}"}]'
$ clock +10s
$ aws sqs receive-message --queue-url <dead> --message-attribute-names ERROR_CODE ERROR_MESSAGE RETRY_ATTEMPTS EXHAUSTED_RETRY_CONDITION
{"Messages": [{"MessageAttributes": {"ERROR_CODE": {"StringValue": "SDK_CLIENT_ERROR", "DataType": "String"}, "ERROR_MESSAGE": {"StringValue": "Unable to invoke ApiDestination endpoint: API destination endpoint cannot be reached.", "DataType": "String"}, "RETRY_ATTEMPTS": {"StringValue": "1", "DataType": "String"}, "EXHAUSTED_RETRY_CONDITION": {"StringValue": "MaximumRetryAttempts", "DataType": "String"}}, "ReceiptHandle": "<_>", ...}]}

# Without what it proves itself with, its destination is no good
$ aws events deauthorize-connection --name partner
{"ConnectionArn": "<connection>", "ConnectionState": "DEAUTHORIZING", ...}
$ clock +1s
$ aws events describe-connection --name partner
{"ConnectionState": "DEAUTHORIZED", ...}
$ aws events describe-api-destination --name partner
{"ApiDestinationArn": "<destination>", "Name": "partner", "ApiDestinationState": "INACTIVE", "ConnectionArn": "<connection>", "InvocationEndpoint": "http://127.0.0.1:9/orders/*", "HttpMethod": "PUT", "InvocationRateLimitPerSecond": 300, ...}
$ aws events delete-api-destination --name partner
$ aws events delete-connection --name partner
{"ConnectionState": "DELETING", ...}
$ clock +1s
$ aws events list-connections
{"Connections": []}
$ aws events create-connection --name private --authorization-type API_KEY --auth-parameters '{"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "hush"}, "ConnectivityParameters": {"ResourceParameters": {"ResourceConfigurationArn": "arn:aws:vpc-lattice:us-east-1:111122223333:resourceconfiguration/rcfg-01234567890123456"}}}'
! NotImplemented
$ aws events create-endpoint --name global --routing-config '{"FailoverConfig": {"Primary": {"HealthCheck": "arn:aws:route53:::healthcheck/1"}, "Secondary": {"Route": "us-west-2"}}}' --event-buses '[{"EventBusArn": "arn:aws:events:us-east-1:111122223333:event-bus/b"}, {"EventBusArn": "arn:aws:events:us-west-2:111122223333:event-bus/b"}]'
! NotImplemented
