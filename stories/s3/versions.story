# Old versions stay, deleting leaves a marker, and removing it restores          (S3-11, STO-3, S43)
$ let bucket = kept-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <bucket> --key a.txt --body text:before
$ aws s3api put-bucket-versioning --bucket <bucket> --versioning-configuration Status=Enabled
$ aws s3api get-bucket-versioning --bucket <bucket>
{"Status": "Enabled"}
$ aws s3api put-object --bucket <bucket> --key a.txt --body text:one
{"VersionId": "<one>", ...}
$ aws s3api put-object --bucket <bucket> --key a.txt --body text:two
{"VersionId": "<two>", ...}
$ aws s3api get-object --bucket <bucket> --key a.txt out.txt
{"Body": "two", "VersionId": "<two>", ...}
$ aws s3api get-object --bucket <bucket> --key a.txt --version-id <one> out.txt
{"Body": "one", "VersionId": "<one>", ...}
$ aws s3api get-object --bucket <bucket> --key a.txt --version-id null out.txt
{"Body": "before", "VersionId": "null", ...}
$ aws s3api delete-object --bucket <bucket> --key a.txt
{"DeleteMarker": true, "VersionId": "<marker>"}
$ aws s3api get-object --bucket <bucket> --key a.txt out.txt
! NoSuchKey: The specified key does not exist.
$ aws s3api get-object --bucket <bucket> --key a.txt --version-id <marker> out.txt
! MethodNotAllowed: The specified method is not allowed against this resource.
$ aws s3api list-object-versions --bucket <bucket>
{"Versions": [{"VersionId": "<two>", "IsLatest": false, ...}, {"VersionId": "<one>", ...}, {"VersionId": "null", ...}], "DeleteMarkers": [{"VersionId": "<marker>", "IsLatest": true, ...}], ...}
$ aws s3api delete-object --bucket <bucket> --key a.txt --version-id <marker>
{"DeleteMarker": true, "VersionId": "<marker>"}
$ aws s3api get-object --bucket <bucket> --key a.txt out.txt
{"Body": "two", "VersionId": "<two>", ...}
$ aws s3api delete-bucket --bucket <bucket>
! BucketNotEmpty: The bucket you tried to delete is not empty
