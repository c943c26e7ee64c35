# A job does one thing to every object of a list          (S43)
$ let bucket = listed-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <bucket> --key a --body text:hello
$ aws s3api put-object --bucket <bucket> --key list.csv --body text:<bucket>,a
{"ETag": "\"<etag>\"", ...}
$ aws iam create-role --role-name batch --assume-role-policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "batchoperations.s3.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
{"Role": {"Arn": "<role>", ...}}
$ aws iam put-role-policy --role-name batch --policy-name all --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
$ aws s3control create-job --account-id <account> --confirmation-required --operation '{"S3PutObjectTagging": {"TagSet": [{"Key": "t", "Value": "1"}]}}' --report '{"Enabled": false}' --client-request-token once --manifest '{"Spec": {"Format": "S3BatchOperations_CSV_20180820", "Fields": ["Bucket", "Key"]}, "Location": {"ObjectArn": "arn:aws:s3:::<bucket>/list.csv", "ETag": "<etag>"}}' --priority 10 --role-arn <role>
{"JobId": "<job>"}
$ clock +5s
$ aws s3control describe-job --account-id <account> --job-id <job>
{"Job": {"Status": "Suspended", "ProgressSummary": {"TotalNumberOfTasks": 1, "NumberOfTasksSucceeded": 0, "NumberOfTasksFailed": 0, ...}, ...}}
$ aws s3api get-object-tagging --bucket <bucket> --key a
{"TagSet": []}
$ aws s3control update-job-status --account-id <account> --job-id <job> --requested-job-status Ready
{"JobId": "<job>", "Status": "Ready"}
$ clock +5s
$ aws s3control describe-job --account-id <account> --job-id <job>
{"Job": {"Status": "Complete", "ProgressSummary": {"TotalNumberOfTasks": 1, "NumberOfTasksSucceeded": 1, "NumberOfTasksFailed": 0, ...}, ...}}
$ aws s3api get-object-tagging --bucket <bucket> --key a
{"TagSet": [{"Key": "t", "Value": "1"}]}
$ aws s3control update-job-priority --account-id <account> --job-id <job> --priority 1
! JobStatusException
