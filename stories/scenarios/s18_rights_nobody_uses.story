# Rights that nobody uses are found          (S18, IAM-3)
$ aws iam create-user --user-name Dan
{"User": {"Arn": "<dan>", ...}}
$ aws iam create-role --role-name worker --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "<dan>"}, "Action": "sts:AssumeRole"}}'
{"Role": {"Arn": "<role>", ...}}
$ aws iam put-role-policy --role-name worker --policy-name wide --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:*", "ec2:*"], "Resource": "*"}}'
$ aws iam put-user-policy --user-name Dan --policy-name take --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}'
$ aws iam create-access-key --user-name Dan
{"AccessKey": {"AccessKeyId": "<key>", "SecretAccessKey": "<secret>", ...}}
$ profile dan <key> <secret>
$ aws iam get-role --role-name worker
{"Role": {"RoleLastUsed": {}, ...}}
$ aws sts assume-role --role-arn <role> --role-session-name day --profile dan
{"Credentials": {"AccessKeyId": "<k>", "SecretAccessKey": "<s>", "SessionToken": "<t>", ...}, ...}
$ profile worker <k> <s> <t>

# All that the role does is listing buckets.
$ aws s3api list-buckets --profile worker
$ aws iam generate-service-last-accessed-details --arn <role>
{"JobId": "<job>"}
$ aws iam list-policies-granting-service-access --arn <role> --service-namespaces s3 ec2 sqs
{"PoliciesGrantingServiceAccess": [{"ServiceNamespace": "s3", "Policies": [{"PolicyName": "wide", "PolicyType": "INLINE", "EntityType": "ROLE", "EntityName": "worker"}]}, {"ServiceNamespace": "ec2", "Policies": [{"PolicyName": "wide", ...}]}, {"ServiceNamespace": "sqs", "Policies": []}], "IsTruncated": false}

# What is left is not more than what was used.
$ aws iam put-role-policy --role-name worker --policy-name wide --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}}'
$ aws iam simulate-principal-policy --policy-source-arn <role> --action-names s3:ListAllMyBuckets s3:GetObject ec2:RunInstances
{"EvaluationResults": [{"EvalActionName": "s3:ListAllMyBuckets", "EvalResourceName": "*", "EvalDecision": "allowed", "MatchedStatements": [{"SourcePolicyId": "role_worker_wide", "SourcePolicyType": "role", "StartPosition": {"Line": 1, "Column": 40}, "EndPosition": {"Line": 1, "Column": 108}}], "MissingContextValues": [], ...}, {"EvalDecision": "implicitDeny", ...}, {"EvalDecision": "implicitDeny", ...}], ...}
$ aws iam get-context-keys-for-principal-policy --policy-source-arn <role>
{"ContextKeyNames": []}
