# An access point is a bucket's name with a policy of its own          (S43)
$ let bucket = shared-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <bucket> --key k --body text:hello
$ aws s3control create-access-point --account-id <account> --name readers --bucket <bucket>
{"AccessPointArn": "<point>", "Alias": "<alias>"}
$ aws s3api get-object --bucket <point> --key k out.txt
{"Body": "hello", ...}
$ aws s3api get-object --bucket <alias> --key k out.txt
{"Body": "hello", ...}
$ aws s3api get-bucket-tagging --bucket <point>
! MethodNotAllowed

# Another account needs the point's word and the bucket's
$ account other
$ aws s3api get-object --bucket <point> --key k out.txt --profile other
! AccessDenied
$ aws s3control put-access-point-policy --account-id <account> --name readers --policy '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "<other>"}, "Action": "s3:GetObject", "Resource": "<point>/object/*"}}'
$ aws s3api get-object --bucket <point> --key k out.txt --profile other
! AccessDenied
$ aws s3api put-bucket-policy --bucket <bucket> --policy '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "*", "Resource": ["arn:aws:s3:::<bucket>", "arn:aws:s3:::<bucket>/*"], "Condition": {"StringEquals": {"s3:DataAccessPointAccount": "<account>"}}}}'
$ aws s3api get-object --bucket <point> --key k out.txt --profile other
{"Body": "hello", ...}
$ aws s3api get-object --bucket <bucket> --key k out.txt --profile other
! AccessDenied
$ aws s3api put-object --bucket <point> --key k --body text:mine --profile other
! AccessDenied

# A bucket stays as long as it has access points
$ aws s3api delete-object --bucket <bucket> --key k
$ aws s3api delete-bucket --bucket <bucket>
! BucketHasAccessPointsAttached
$ aws s3control delete-access-point --account-id <account> --name readers
$ aws s3control get-access-point --account-id <account> --name readers
! NoSuchAccessPoint
$ aws s3api delete-bucket --bucket <bucket>
