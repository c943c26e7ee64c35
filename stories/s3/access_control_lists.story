# One object is public by its list, once lists have a say          (S3-10, S43)
$ let bucket = lists-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <bucket> --key closed --body text:closed

# New buckets know no lists, and let nothing be public.
$ aws s3api put-object --bucket <bucket> --key open --body text:open --acl public-read
! AccessControlListNotSupported: The bucket does not allow ACLs
$ aws s3api put-bucket-ownership-controls --bucket <bucket> --ownership-controls '{"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}'
$ aws s3api put-object --bucket <bucket> --key open --body text:open --acl public-read
! AccessDenied: Access Denied
$ aws s3api delete-public-access-block --bucket <bucket>
$ aws s3api put-object --bucket <bucket> --key open --body text:open --acl public-read
$ aws s3api get-object-acl --bucket <bucket> --key open
{"Owner": {"ID": "<me>"}, "Grants": [{"Grantee": {"ID": "<me>", "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}, {"Grantee": {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}, "Permission": "READ"}]}
$ aws s3api get-object --bucket <bucket> --key open out.txt --no-sign-request
{"Body": "open", ...}
$ aws s3api get-object --bucket <bucket> --key closed out.txt --no-sign-request
! AccessDenied: Access Denied
$ aws s3api list-objects-v2 --bucket <bucket> --no-sign-request
! AccessDenied: Access Denied

# Ignored lists say nothing.
$ aws s3api put-public-access-block --bucket <bucket> --public-access-block-configuration IgnorePublicAcls=true
$ aws s3api get-object --bucket <bucket> --key open out.txt --no-sign-request
! AccessDenied: Access Denied
$ aws s3api delete-public-access-block --bucket <bucket>

# What another account writes is its own, unless it hands it over.
$ account other
$ aws s3api put-bucket-policy --bucket <bucket> --policy '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "<other>"}, "Action": ["s3:PutObject", "s3:GetObject"], "Resource": "arn:aws:s3:::<bucket>/*"}}'
$ aws s3api put-object --bucket <bucket> --key theirs --body text:theirs --profile other
$ aws s3api get-object --bucket <bucket> --key theirs out.txt
! AccessDenied
$ aws s3api get-object --bucket <bucket> --key theirs out.txt --profile other
{"Body": "theirs", ...}
$ aws s3api put-object --bucket <bucket> --key theirs --body text:ours --acl bucket-owner-full-control --profile other
$ aws s3api get-object --bucket <bucket> --key theirs out.txt
{"Body": "ours", ...}
$ aws s3api delete-object --bucket <bucket> --key theirs
