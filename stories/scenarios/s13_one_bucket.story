# A policy for one bucket: list and get, and nothing else          (S13, POL-2, POL-3, POL-4)
$ let mine = awsdoc-example-<account>
$ let other-bucket = other-<account>
$ aws s3api create-bucket --bucket <mine> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api create-bucket --bucket <other-bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <mine> --key open.txt --body text:open
$ aws s3api put-object --bucket <mine> --key closed.txt --body text:closed
$ aws iam create-user --user-name Kay
$ aws iam create-access-key --user-name Kay
{"AccessKey": {"AccessKeyId": "<key>", "SecretAccessKey": "<secret>", ...}}
$ profile kay <key> <secret>
$ aws iam put-user-policy --user-name Kay --policy-name read --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::<mine>"}, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<mine>/*"}]}'
$ as kay
$ aws s3api list-objects-v2 --bucket <mine>
{"Contents": [{"Key": "closed.txt", ...}, {"Key": "open.txt", ...}], ...}
$ aws s3api get-object --bucket <mine> --key open.txt out.txt
{"Body": "open", ...}
$ aws s3api put-object --bucket <mine> --key new.txt --body text:new
! AccessDenied
$ aws s3api delete-object --bucket <mine> --key open.txt
! AccessDenied
$ aws s3api list-objects-v2 --bucket <other-bucket>
! AccessDenied

# A denial beats every permission.
$ as root
$ aws iam put-user-policy --user-name Kay --policy-name not-that --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<mine>/closed.txt"}}'
$ as kay
$ aws s3api get-object --bucket <mine> --key closed.txt out.txt
! AccessDenied
$ aws s3api get-object --bucket <mine> --key open.txt out.txt
{"Body": "open", ...}

# The simulator says the same.
$ as root
$ aws iam simulate-principal-policy --policy-source-arn arn:aws:iam::<account>:user/Kay --action-names s3:GetObject s3:PutObject --resource-arns arn:aws:s3:::<mine>/open.txt arn:aws:s3:::<mine>/closed.txt
{"EvaluationResults": [{"EvalActionName": "s3:GetObject", "EvalDecision": "explicitDeny", "ResourceSpecificResults": [{"EvalResourceName": "arn:aws:s3:::<mine>/open.txt", "EvalResourceDecision": "allowed", ...}, {"EvalResourceName": "arn:aws:s3:::<mine>/closed.txt", "EvalResourceDecision": "explicitDeny", "MatchedStatements": [{"SourcePolicyId": "user_Kay_not-that", ...}], ...}], ...}, {"EvalActionName": "s3:PutObject", "EvalDecision": "implicitDeny", ...}], ...}

# What a policy may look like depends on whose it is.
$ as root
$ aws iam put-user-policy --user-name Kay --policy-name no-resource --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject"}}'
! MalformedPolicyDocument
$ aws iam create-role --role-name taken --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "<account>"}, "Action": "sts:AssumeRole"}}'
{"Role": {"RoleName": "taken", ...}}
