# What is new is copied to another bucket as the role that was passed          (S3-9)
$ let from = origin-<account>
$ let to = replica-<account>
$ aws s3api create-bucket --bucket <from> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api create-bucket --bucket <to> --create-bucket-configuration LocationConstraint=<region>
$ aws iam create-role --role-name copier --assume-role-policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
{"Role": {"Arn": "<role>", ...}}
$ aws iam put-role-policy --role-name copier --policy-name copy --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging", "s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], "Resource": "*"}]}'
$ aws s3api put-bucket-replication --bucket <from> --replication-configuration '{"Role": "<role>", "Rules": [{"Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""}, "DeleteMarkerReplication": {"Status": "Enabled"}, "Destination": {"Bucket": "arn:aws:s3:::<to>"}}]}'
! InvalidRequest: Versioning must be 'Enabled' on the bucket to apply a replication configuration
$ aws s3api put-bucket-versioning --bucket <from> --versioning-configuration Status=Enabled
$ aws s3api put-bucket-replication --bucket <from> --replication-configuration '{"Role": "<role>", "Rules": [{"Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""}, "DeleteMarkerReplication": {"Status": "Enabled"}, "Destination": {"Bucket": "arn:aws:s3:::<to>"}}]}'
! InvalidRequest: Destination bucket must have versioning enabled.
$ aws s3api put-bucket-versioning --bucket <to> --versioning-configuration Status=Enabled
$ aws s3api put-object --bucket <from> --key before --body text:hello
$ aws s3api put-bucket-replication --bucket <from> --replication-configuration '{"Role": "<role>", "Rules": [{"Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""}, "DeleteMarkerReplication": {"Status": "Enabled"}, "Destination": {"Bucket": "arn:aws:s3:::<to>"}}]}'
$ aws s3api put-object --bucket <from> --key k --body text:hello
{"VersionId": "<version>", ...}
$ clock +1m
$ aws s3api head-object --bucket <from> --key k
{"ReplicationStatus": "COMPLETED", ...}
$ aws s3api get-object --bucket <to> --key k out.txt
{"Body": "hello", "ReplicationStatus": "REPLICA", "VersionId": "<version>", ...}
$ aws s3api get-object --bucket <to> --key before out.txt
! NoSuchKey
$ aws s3api delete-object --bucket <from> --key k
$ clock +1m
$ aws s3api get-object --bucket <to> --key k out.txt
! NoSuchKey
