# What is locked stays until its time, whoever asks          (S107)
$ let bucket = locked-<account>
$ aws s3api create-bucket --bucket <bucket> --object-lock-enabled-for-bucket --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object-lock-configuration --bucket <bucket> --object-lock-configuration '{"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30}}}'
$ aws s3api put-object --bucket <bucket> --key log --body text:entry --checksum-algorithm CRC32
{"VersionId": "<entry>", ...}
$ aws s3api delete-object --bucket <bucket> --key log --version-id <entry> --bypass-governance-retention
! AccessDenied: Access Denied because object protected by object lock.
$ aws s3api delete-object --bucket <bucket> --key log
{"DeleteMarker": true, ...}
$ aws s3api get-object --bucket <bucket> --key log --version-id <entry> out.txt
{"Body": "entry", "ObjectLockMode": "COMPLIANCE", ...}
$ aws s3api put-object-legal-hold --bucket <bucket> --key log --version-id <entry> --legal-hold Status=ON
$ clock +31d
$ aws s3api delete-object --bucket <bucket> --key log --version-id <entry>
! AccessDenied: Access Denied because object protected by object lock.
$ aws s3api put-object-legal-hold --bucket <bucket> --key log --version-id <entry> --legal-hold Status=OFF
$ aws s3api delete-object --bucket <bucket> --key log --version-id <entry>
{"VersionId": "<entry>"}
$ aws s3api put-bucket-versioning --bucket <bucket> --versioning-configuration Status=Suspended
! InvalidBucketState
