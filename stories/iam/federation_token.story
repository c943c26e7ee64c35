# A user gives somebody a part of its own rights, for a while          (STS-1)
$ let mine = federated-<account>
$ aws s3api create-bucket --bucket <mine> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <mine> --key open.txt --body text:open
$ aws iam create-user --user-name Broker
$ aws iam create-access-key --user-name Broker
{"AccessKey": {"AccessKeyId": "<key>", "SecretAccessKey": "<secret>", ...}}
$ profile broker <key> <secret>
$ aws iam put-user-policy --user-name Broker --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:GetFederationToken", "Resource": "arn:aws:sts::<account>:federated-user/B*"}, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}'
$ as broker
$ aws sts get-federation-token --name Eve
! AccessDenied
$ aws sts get-federation-token --name Bob --duration-seconds 900 --policy '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
{"Credentials": {"AccessKeyId": "<bob-key>", "SecretAccessKey": "<bob-secret>", "SessionToken": "<bob-token>", ...}, "FederatedUser": {"FederatedUserId": "<account>:Bob", "Arn": "arn:aws:sts::<account>:federated-user/Bob"}, ...}
$ profile bob <bob-key> <bob-secret> <bob-token>

# Bob has what both the broker and the session allow.
$ as bob
$ aws sts get-caller-identity
{"UserId": "<account>:Bob", "Account": "<account>", "Arn": "arn:aws:sts::<account>:federated-user/Bob"}
$ aws s3api get-object --bucket <mine> --key open.txt out.txt
{"Body": "open", ...}
$ aws s3api put-object --bucket <mine> --key new.txt --body text:new
! AccessDenied
$ aws iam list-users
! InvalidClientTokenId
$ aws sts get-session-token
! AccessDenied: Cannot call GetSessionToken with session credentials

# What the broker loses, Bob loses.
$ as root
$ aws iam put-user-policy --user-name Broker --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}'
$ as bob
$ aws s3api get-object --bucket <mine> --key open.txt out.txt
! AccessDenied

# And the quarter of an hour ends.
$ clock +15m
$ aws s3api get-object --bucket <mine> --key open.txt out.txt
! ExpiredToken
