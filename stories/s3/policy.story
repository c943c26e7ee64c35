# A bucket is closed until its policy opens it          (S3-7, POL-2, S13, S43)
$ let bucket = public-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <bucket> --key page --body text:hello
$ aws s3api get-object --bucket <bucket> --key page out.txt --no-sign-request
! AccessDenied: Access Denied

# A new bucket refuses policies that open it to everybody.
$ aws s3api put-bucket-policy --bucket <bucket> --policy '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<bucket>/*"}}'
! AccessDenied
$ aws s3api delete-public-access-block --bucket <bucket>
$ aws s3api put-bucket-policy --bucket <bucket> --policy '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<bucket>/*"}}'
$ aws s3api get-object --bucket <bucket> --key page out.txt --no-sign-request
{"Body": "hello", ...}
$ aws s3api put-object --bucket <bucket> --key page --body text:mine --no-sign-request
! AccessDenied: Access Denied
$ aws s3api delete-bucket-policy --bucket <bucket>
$ aws s3api get-object --bucket <bucket> --key page out.txt --no-sign-request
! AccessDenied: Access Denied

# Another account needs both its own permission and the bucket's.
$ account other
$ aws s3api put-bucket-policy --bucket <bucket> --policy '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "<other>"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<bucket>/*"}}'
$ aws s3api get-object --bucket <bucket> --key page out.txt --profile other
{"Body": "hello", ...}
$ aws s3api list-objects-v2 --bucket <bucket> --profile other
! AccessDenied
