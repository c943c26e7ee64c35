# A role with wide rights uses one action; what it needs is found, and so is an open bucket          (S18, IAM-3, IAA-1; it writes where S18 reads, since a killed node may lose the record of a look)
$ let bucket = photos-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws iam create-user --user-name ann
$ aws iam put-user-policy --user-name ann --policy-name take --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}'
$ aws iam create-access-key --user-name ann
{"AccessKey": {"AccessKeyId": "<ann-key>", "SecretAccessKey": "<ann-secret>", ...}}
$ profile ann <ann-key> <ann-secret>
$ aws iam create-role --role-name worker --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"<account>"},"Action":"sts:AssumeRole"}]}'
{"Role": {"Arn": "<role>", ...}}
$ aws iam put-role-policy --role-name worker --policy-name wide --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*","ec2:*"],"Resource":"*"}]}'
$ aws sts assume-role --role-arn <role> --role-session-name work --profile ann
{"Credentials": {"AccessKeyId": "<key>", "SecretAccessKey": "<secret>", "SessionToken": "<token>", ...}, ...}
$ profile worker <key> <secret> <token>
$ aws s3api put-object --bucket <bucket> --key a.jpg --body text:hello --profile worker
$ clock +1d

# Of all it may do the role needs one action.
$ aws accessanalyzer start-policy-generation --policy-generation-details '{"principalArn":"<role>"}'
{"jobId": "<job>"}
$ aws accessanalyzer get-generated-policy --job-id <job>
{"jobDetails": {"jobId": "<job>", "status": "SUCCEEDED", ...}, "generatedPolicyResult": {"properties": {"isComplete": true, "principalArn": "<role>"}, "generatedPolicies": [{"policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"SupportedServiceSid0\",\"Effect\":\"Allow\",\"Action\":[\"s3:PutObject\"],\"Resource\":[\"*\"]}]}"}]}}

# A bucket that everybody may read is found, and found again to be shut.
$ aws s3api delete-public-access-block --bucket <bucket>
$ aws s3api put-bucket-policy --bucket <bucket> --policy '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::<bucket>/*"}]}'
$ aws accessanalyzer create-analyzer --analyzer-name watch --type ACCOUNT
{"arn": "<analyzer>"}
$ aws accessanalyzer list-findings --analyzer-arn <analyzer> --filter '{"isPublic":{"eq":["true"]}}'
{"findings": [{"id": "<finding>", "principal": {"AWS": "*"}, "action": ["s3:GetObject"], "resource": "arn:aws:s3:::<bucket>", "isPublic": true, "resourceType": "AWS::S3::Bucket", "resourceOwnerAccount": "<account>", "status": "ACTIVE", "sources": [{"type": "POLICY"}], ...}]}
$ aws s3api delete-bucket-policy --bucket <bucket>
$ clock +6m
$ aws accessanalyzer get-finding --analyzer-arn <analyzer> --id <finding>
{"finding": {"id": "<finding>", "status": "RESOLVED", ...}}
$ aws accessanalyzer delete-analyzer --analyzer-name watch
