# What is put is what is got, whole or in parts          (S3-1, S3-2, S43)
$ let bucket = photos-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api get-bucket-location --bucket <bucket>
{"LocationConstraint": "<region>"}
$ aws s3api put-object --bucket <bucket> --key a/b/c.txt --body text:hello --content-type text/plain --metadata camera=old
{"ETag": "\"5d41402abc4b2a76b9719d911017c592\"", ...}
$ aws s3api get-object --bucket <bucket> --key a/b/c.txt out.txt
{"Body": "hello", "ContentLength": 5, "ETag": "\"5d41402abc4b2a76b9719d911017c592\"", "ContentType": "text/plain", "Metadata": {"camera": "old"}, ...}
$ aws s3api get-object --bucket <bucket> --key a/b/c.txt --range bytes=1-3 out.txt
{"Body": "ell", "ContentLength": 3, "ContentRange": "bytes 1-3/5", ...}
$ aws s3api get-object --bucket <bucket> --key a/b/c.txt --range bytes=9-12 out.txt
! InvalidRange: The requested range is not satisfiable
$ aws s3api head-object --bucket <bucket> --key a/b/c.txt
{"ContentLength": 5, "Metadata": {"camera": "old"}, ...}
$ aws s3api get-object --bucket <bucket> --key nope out.txt
! NoSuchKey: The specified key does not exist.

# Overwriting puts a whole new object.
$ aws s3api put-object --bucket <bucket> --key a/b/c.txt --body text:bye
$ aws s3api get-object --bucket <bucket> --key a/b/c.txt out.txt
{"Body": "bye", "ContentLength": 3, "Metadata": {}, ...}
$ aws s3api delete-object --bucket <bucket> --key a/b/c.txt
$ aws s3api delete-object --bucket <bucket> --key a/b/c.txt
$ aws s3api get-object --bucket <bucket> --key a/b/c.txt out.txt
! NoSuchKey
$ aws s3api delete-bucket --bucket <bucket>
$ aws s3api list-objects-v2 --bucket <bucket>
! NoSuchBucket: The specified bucket does not exist
