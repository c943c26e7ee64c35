# A condition decides whether anything is sent or written          (S3-2)
$ let bucket = conditional-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <bucket> --key a --body text:one
{"ETag": "<one>", ...}
$ aws s3api get-object --bucket <bucket> --key a --if-match <one> out.txt
{"Body": "one", ...}
$ aws s3api get-object --bucket <bucket> --key a --if-match '"other"' out.txt
! PreconditionFailed: At least one of the pre-conditions you specified did not hold
$ aws s3api put-object --bucket <bucket> --key a --body text:two --if-none-match '*'
! PreconditionFailed: At least one of the pre-conditions you specified did not hold
$ aws s3api put-object --bucket <bucket> --key b --body text:two --if-none-match '*'
{"ETag": "<two>", ...}
$ aws s3api put-object --bucket <bucket> --key b --body text:three --if-match <two>
