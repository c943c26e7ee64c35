# A listing goes through keys in order, folds them at a delimiter, and comes in pages          (S3-4, S43)
$ let bucket = listed-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <bucket> --key b.txt --body text:1
$ aws s3api put-object --bucket <bucket> --key a/1.txt --body text:2
$ aws s3api put-object --bucket <bucket> --key a/2.txt --body text:3
$ aws s3api list-objects-v2 --bucket <bucket>
{"Contents": [{"Key": "a/1.txt", "Size": 1, "StorageClass": "STANDARD", ...}, {"Key": "a/2.txt", ...}, {"Key": "b.txt", ...}], ...}
$ aws s3api list-objects-v2 --bucket <bucket> --delimiter /
{"Contents": [{"Key": "b.txt", ...}], "CommonPrefixes": [{"Prefix": "a/"}], ...}
$ aws s3api list-objects-v2 --bucket <bucket> --prefix a/
{"Contents": [{"Key": "a/1.txt", ...}, {"Key": "a/2.txt", ...}], ...}
$ aws s3api list-objects-v2 --bucket <bucket> --no-paginate --max-keys 2
{"IsTruncated": true, "KeyCount": 2, "Contents": [{"Key": "a/1.txt", ...}, {"Key": "a/2.txt", ...}], "NextContinuationToken": "<token>", ...}
$ aws s3api list-objects-v2 --bucket <bucket> --no-paginate --max-keys 2 --continuation-token <token>
{"IsTruncated": false, "KeyCount": 1, "Contents": [{"Key": "b.txt", ...}], ...}
$ aws s3api delete-objects --bucket <bucket> --delete 'Objects=[{Key=a/1.txt},{Key=nope}]'
{"Deleted": [{"Key": "a/1.txt"}, {"Key": "nope"}]}
$ aws s3api delete-bucket --bucket <bucket>
! BucketNotEmpty: The bucket you tried to delete is not empty
