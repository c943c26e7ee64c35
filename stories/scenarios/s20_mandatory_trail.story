# Developers with root power cannot stop the trail their organisation demands          (S20, ORG-9 to ORG-11, CLT-1, ROOT-1)
$ aws organizations create-organization
$ aws organizations list-roots
{"Roots": [{"Id": "<root>", ...}]}
$ aws organizations enable-policy-type --root-id <root> --policy-type SERVICE_CONTROL_POLICY
$ aws organizations create-organizational-unit --parent-id <root> --name Developers
{"OrganizationalUnit": {"Id": "<developers>", ...}}
$ aws organizations create-account --account-name dev --email dev-<account>@example.com
{"CreateAccountStatus": {"Id": "<request>", ...}}
$ clock +10s
$ aws organizations describe-create-account-status --create-account-request-id <request>
{"CreateAccountStatus": {"State": "SUCCEEDED", "AccountId": "<dev>", ...}}
$ aws organizations move-account --account-id <dev> --source-parent-id <root> --destination-parent-id <developers>

# The developer's account, with a trail and somebody with all rights.
$ profile dev-root <dev> any
$ as dev-root
$ let logs = trail-logs-<dev>
$ aws s3api create-bucket --bucket <logs> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-bucket-policy --bucket <logs> --policy '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:GetBucketAcl", "Resource": "arn:aws:s3:::<logs>"}, {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::<logs>/AWSLogs/<dev>/*"}]}'
$ aws cloudtrail create-trail --name company --s3-bucket-name <logs>
{"Name": "company", ...}
$ aws cloudtrail start-logging --name company
$ aws iam create-user --user-name Dana
$ aws iam attach-user-policy --user-name Dana --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
$ aws iam create-access-key --user-name Dana
{"AccessKey": {"AccessKeyId": "<key>", "SecretAccessKey": "<secret>", ...}}
$ profile dana <key> <secret>

# Rejected: a policy on the developer's own user. Root of the account takes it off.
$ aws iam put-user-policy --user-name Dana --policy-name keep --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*"}}'
$ aws cloudtrail stop-logging --name company --profile dana
! AccessDeniedException: User: arn:aws:iam::<dev>:user/Dana is not authorized to perform: cloudtrail:StopLogging on resource: arn:aws:cloudtrail:<region>:<dev>:trail/company with an explicit deny in an identity-based policy
$ aws iam delete-user-policy --user-name Dana --policy-name keep
$ aws cloudtrail stop-logging --name company --profile dana
$ aws cloudtrail start-logging --name company

# Rejected: a policy on the root user. There is no such target.
$ aws iam attach-user-policy --user-name root --policy-arn arn:aws:iam::aws:policy/AWSDenyAll
! NoSuchEntity

# The organisation's denial binds root and administrators alike, and nothing else.
$ as root
$ aws organizations create-policy --name keep-trail --description keep --type SERVICE_CONTROL_POLICY --content '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors"], "Resource": "*"}}'
{"Policy": {"PolicySummary": {"Id": "<keep>", ...}, ...}}
$ aws organizations attach-policy --policy-id <keep> --target-id <developers>
$ as dev-root
$ aws cloudtrail stop-logging --name company
! AccessDeniedException: User: arn:aws:iam::<dev>:root is not authorized to perform: cloudtrail:StopLogging on resource: arn:aws:cloudtrail:<region>:<dev>:trail/company with an explicit deny in a service control policy
$ aws cloudtrail stop-logging --name company --profile dana
! AccessDeniedException: User: arn:aws:iam::<dev>:user/Dana is not authorized to perform: cloudtrail:StopLogging on resource: arn:aws:cloudtrail:<region>:<dev>:trail/company with an explicit deny in a service control policy
$ aws cloudtrail delete-trail --name company
! AccessDeniedException
$ aws cloudtrail get-trail-status --name company
{"IsLogging": true, ...}
$ aws sqs create-queue --queue-name own
{"QueueUrl": "<_>"}
$ aws organizations detach-policy --policy-id <keep> --target-id <developers>
! AccessDeniedException: You don't have permissions to access this resource.

# The management account is not limited.
$ as root
$ aws organizations attach-policy --policy-id <keep> --target-id <root>
$ let mine = trail-logs-<account>
$ aws s3api create-bucket --bucket <mine> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-bucket-policy --bucket <mine> --policy '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:GetBucketAcl", "Resource": "arn:aws:s3:::<mine>"}, {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::<mine>/AWSLogs/<account>/*"}]}'
$ aws cloudtrail create-trail --name mine --s3-bucket-name <mine>
$ aws cloudtrail start-logging --name mine
$ aws cloudtrail stop-logging --name mine
$ aws cloudtrail delete-trail --name mine
