# The management account's trail tells of every member, and none of them can stop it          (S20, CLT-1, CLT-4, ORG-1, ROOT-1)
$ aws organizations create-organization
{"Organization": {"Id": "<org>", ...}}
$ aws organizations create-account --account-name dev --email dev-<account>@example.com
{"CreateAccountStatus": {"Id": "<request>", ...}}
$ clock +10s
$ aws organizations describe-create-account-status --create-account-request-id <request>
{"CreateAccountStatus": {"State": "SUCCEEDED", "AccountId": "<dev>", ...}}
$ let logs = org-logs-<account>
$ aws s3api create-bucket --bucket <logs> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-bucket-policy --bucket <logs> --policy '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::<logs>/AWSLogs/<org>/*", "Condition": {"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:<region>:<account>:trail/all"}}}]}'

# Organizations has to trust CloudTrail first.
$ aws cloudtrail create-trail --name all --s3-bucket-name <logs> --is-organization-trail
! CloudTrailAccessNotEnabledException: The request could not be processed because your organization hasn't enabled CloudTrail service access. Enable service access for CloudTrail, and then try again.
$ aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com
$ aws cloudtrail create-trail --name all --s3-bucket-name <logs> --is-organization-trail --is-multi-region-trail
{"IsOrganizationTrail": true, "TrailARN": "<trail>", ...}
$ aws cloudtrail start-logging --name all

# The member sees it. Not even its root user changes it.
$ profile dev-root <dev> any
$ as dev-root
$ aws cloudtrail list-trails
{"Trails": [{"TrailARN": "<trail>", "Name": "all", "HomeRegion": "<region>"}]}
$ aws cloudtrail get-trail-status --name <trail>
{"IsLogging": true, ...}
$ aws cloudtrail stop-logging --name <trail>
! NotOrganizationMasterAccountException
$ aws cloudtrail delete-trail --name <trail>
! NotOrganizationMasterAccountException
$ aws sqs create-queue --queue-name theirs
{"QueueUrl": "<_>"}

# What it did lies in the management account's bucket.
$ clock +6m
$ as root
$ aws s3api list-objects-v2 --bucket <logs> --prefix AWSLogs/<org>/<dev>/CloudTrail/<region>/
{"KeyCount": 1, ...}
$ aws cloudtrail get-trail-status --name all
{"IsLogging": true, "LatestDeliveryTime": "<_>", ...}
