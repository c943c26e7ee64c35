# A copy brings its metadata and tags along          (S3-2)
$ let bucket = copied-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <bucket> --key from --body text:hello --metadata a=b --tagging team=blue
$ aws s3api copy-object --bucket <bucket> --key to --copy-source <bucket>/from
{"CopyObjectResult": {"ETag": "\"5d41402abc4b2a76b9719d911017c592\"", ...}, ...}
$ aws s3api get-object --bucket <bucket> --key to out.txt
{"Body": "hello", "Metadata": {"a": "b"}, ...}
$ aws s3api get-object-tagging --bucket <bucket> --key to
{"TagSet": [{"Key": "team", "Value": "blue"}], ...}
$ aws s3api put-object-tagging --bucket <bucket> --key to --tagging 'TagSet=[{Key=team,Value=red}]'
$ aws s3api get-object-tagging --bucket <bucket> --key to
{"TagSet": [{"Key": "team", "Value": "red"}], ...}
$ aws s3api delete-object-tagging --bucket <bucket> --key to
$ aws s3api get-object-tagging --bucket <bucket> --key to
{"TagSet": [], ...}
$ aws s3api get-bucket-tagging --bucket <bucket>
! NoSuchTagSet: The TagSet does not exist
$ aws s3api put-bucket-tagging --bucket <bucket> --tagging 'TagSet=[{Key=team,Value=red}]'
$ aws s3api get-bucket-tagging --bucket <bucket>
{"TagSet": [{"Key": "team", "Value": "red"}]}
