# An organisation, its root, nested units and what they inherit          (S19, ORG-1 to ORG-8; queues stand for EC2 until it exists)
$ aws organizations describe-organization
! AWSOrganizationsNotInUseException: Your account is not a member of an organization.
$ aws organizations create-organization --feature-set ALL
{"Organization": {"Id": "<org>", "Arn": "arn:aws:organizations::<account>:organization/<org>", "FeatureSet": "ALL", "MasterAccountArn": "arn:aws:organizations::<account>:account/<org>/<account>", "MasterAccountId": "<account>", "MasterAccountEmail": "<_>", "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]}}
$ aws organizations create-organization
! AlreadyInOrganizationException: The AWS account is already a member of an organization.
$ aws organizations list-roots
{"Roots": [{"Id": "<root>", "Arn": "arn:aws:organizations::<account>:root/<org>/<root>", "Name": "Root", "PolicyTypes": []}]}
$ aws organizations create-organizational-unit --parent-id <root> --name Prod
{"OrganizationalUnit": {"Id": "<prod>", "Name": "Prod", ...}}
$ aws organizations create-organizational-unit --parent-id <prod> --name HR
{"OrganizationalUnit": {"Id": "<hr>", "Name": "HR", "Path": "<org>/<root>/<prod>/<hr>/", ...}}
$ aws organizations create-organizational-unit --parent-id <root> --name Dev
{"OrganizationalUnit": {"Id": "<dev>", "Name": "Dev", ...}}
$ aws organizations create-organizational-unit --parent-id <root> --name Dev
! DuplicateOrganizationalUnitException

# Two accounts, which take a moment.
$ aws organizations create-account --account-name people --email people-<account>@example.com
{"CreateAccountStatus": {"Id": "<first>", "State": "IN_PROGRESS", "AccountName": "people", "RequestedTimestamp": "<_>"}}
$ aws organizations create-account --account-name builders --email builders-<account>@example.com
{"CreateAccountStatus": {"Id": "<second>", "State": "IN_PROGRESS", ...}}
$ clock +10s
$ aws organizations describe-create-account-status --create-account-request-id <first>
{"CreateAccountStatus": {"Id": "<first>", "State": "SUCCEEDED", "AccountId": "<people>", ...}}
$ aws organizations describe-create-account-status --create-account-request-id <second>
{"CreateAccountStatus": {"Id": "<second>", "State": "SUCCEEDED", "AccountId": "<builders>", ...}}
$ aws organizations move-account --account-id <people> --source-parent-id <root> --destination-parent-id <hr>
$ aws organizations move-account --account-id <builders> --source-parent-id <root> --destination-parent-id <dev>
$ aws organizations list-accounts-for-parent --parent-id <hr>
{"Accounts": [{"Id": "<people>", "Name": "people", "Email": "people-<account>@example.com", "Status": "ACTIVE", "JoinedMethod": "CREATED", ...}]}

# Somebody of the management account reaches the new accounts by the role they came with.
$ aws iam create-user --user-name Ada
$ aws iam attach-user-policy --user-name Ada --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
$ aws iam create-access-key --user-name Ada
{"AccessKey": {"AccessKeyId": "<ada-key>", "SecretAccessKey": "<ada-secret>", ...}}
$ profile ada <ada-key> <ada-secret>
$ aws sts assume-role --role-arn arn:aws:iam::<people>:role/OrganizationAccountAccessRole --role-session-name ada --profile ada
{"Credentials": {"AccessKeyId": "<pk>", "SecretAccessKey": "<ps>", "SessionToken": "<pt>", ...}, ...}
$ profile people-admin <pk> <ps> <pt>
$ aws sts assume-role --role-arn arn:aws:iam::<builders>:role/OrganizationAccountAccessRole --role-session-name ada --profile ada
{"Credentials": {"AccessKeyId": "<bk>", "SecretAccessKey": "<bs>", "SessionToken": "<bt>", ...}, ...}
$ profile builders-admin <bk> <bs> <bt>
$ aws sqs create-queue --queue-name mine --profile people-admin
{"QueueUrl": "<_>"}

# A denial attached to Prod binds HR below it, even for its administrator, and Dev beside it not.
$ aws organizations enable-policy-type --root-id <root> --policy-type SERVICE_CONTROL_POLICY
{"Root": {"Id": "<root>", "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}], ...}}
$ aws organizations list-policies-for-target --target-id <people> --filter SERVICE_CONTROL_POLICY
{"Policies": [{"Id": "p-FullAWSAccess", "Arn": "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess", "Name": "FullAWSAccess", "Description": "Allows access to every operation", "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": true}]}
$ aws organizations create-policy --name no-queues --description no --type SERVICE_CONTROL_POLICY --content '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}}'
{"Policy": {"PolicySummary": {"Id": "<no-queues>", "AwsManaged": false, ...}, ...}}
$ aws organizations attach-policy --policy-id <no-queues> --target-id <prod>
$ aws sqs list-queues --profile people-admin
! AccessDenied: User: arn:aws:sts::<people>:assumed-role/OrganizationAccountAccessRole/ada is not authorized to perform: sqs:listqueues on resource: arn:aws:sqs:<region>:<people>: with an explicit deny in a service control policy
$ aws s3api list-buckets --profile people-admin
{"Buckets": [], "Owner": {"ID": "<_>"}}
$ aws sqs create-queue --queue-name theirs --profile builders-admin
{"QueueUrl": "<_>"}

# Moved out of HR the account is free at once.
$ aws organizations move-account --account-id <people> --source-parent-id <hr> --destination-parent-id <dev>
$ aws sqs list-queues --profile people-admin
{"QueueUrls": ["<_>"]}

# Attached to the root it binds every member, and the management account not.
$ aws organizations attach-policy --policy-id <no-queues> --target-id <root>
$ aws sqs list-queues --profile people-admin
! AccessDenied
$ aws sqs list-queues --profile builders-admin
! AccessDenied
$ aws sqs create-queue --queue-name free
{"QueueUrl": "<free>"}
$ aws sqs list-queues --profile ada
{"QueueUrls": ["<free>"]}
$ aws organizations detach-policy --policy-id <no-queues> --target-id <root>

# That policies of the organisation allow something gives nobody anything.
$ aws iam create-user --user-name Bo --profile builders-admin
$ aws iam create-access-key --user-name Bo --profile builders-admin
{"AccessKey": {"AccessKeyId": "<bo-key>", "SecretAccessKey": "<bo-secret>", ...}}
$ profile bo <bo-key> <bo-secret>
$ aws sqs list-queues --profile bo
! AccessDenied: User: arn:aws:iam::<builders>:user/Bo is not authorized to perform: sqs:listqueues on resource: arn:aws:sqs:<region>:<builders>: because no identity-based policy allows the sqs:listqueues action
