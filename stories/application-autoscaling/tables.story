# Capacity of a table stays between its bounds by itself              (S55, DDB-3)
$ aws dynamodb create-table --table-name orders --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5
$ clock +5s
$ aws application-autoscaling register-scalable-target --service-namespace dynamodb --resource-id table/orders --scalable-dimension dynamodb:table:WriteCapacityUnits --min-capacity 10 --max-capacity 40
{"ScalableTargetARN": "<target>"}
$ clock +10s
$ aws dynamodb describe-table --table-name orders
{"Table": {"ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 10, ...}, ...}}
$ aws application-autoscaling describe-scaling-activities --service-namespace dynamodb
{"ScalingActivities": [{"StatusCode": "Successful", "Description": "Setting write capacity units to 10.", "Cause": "minimum capacity was set to 10", ...}]}
$ aws application-autoscaling put-scaling-policy --service-namespace dynamodb --resource-id table/orders --scalable-dimension dynamodb:table:WriteCapacityUnits --policy-name follow --policy-type TargetTrackingScaling --target-tracking-scaling-policy-configuration '{"TargetValue": 70.0, "PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBWriteCapacityUtilization"}}'
$ aws application-autoscaling put-scheduled-action --service-namespace dynamodb --resource-id table/orders --scalable-dimension dynamodb:table:WriteCapacityUnits --scheduled-action-name busy --schedule 'rate(1 hour)' --scalable-target-action MinCapacity=30
$ clock +3700s
$ aws dynamodb describe-table --table-name orders
{"Table": {"ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 30, ...}, ...}}
$ aws application-autoscaling deregister-scalable-target --service-namespace dynamodb --resource-id table/orders --scalable-dimension dynamodb:table:WriteCapacityUnits
$ aws application-autoscaling describe-scaling-policies --service-namespace dynamodb
{"ScalingPolicies": [], ...}
