# A bucket says in which other one its access logs are to be          (S43)
$ let bucket = watched-<account>
$ let logs = access-logs-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api create-bucket --bucket <logs> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api get-bucket-logging --bucket <bucket>
{}
$ aws s3api put-bucket-logging --bucket <bucket> --bucket-logging-status '{"LoggingEnabled": {"TargetBucket": "nowhere-<account>", "TargetPrefix": ""}}'
! InvalidTargetBucketForLogging: The target bucket for logging does not exist
$ aws s3api put-bucket-logging --bucket <bucket> --bucket-logging-status '{"LoggingEnabled": {"TargetBucket": "<logs>", "TargetPrefix": "in/", "TargetObjectKeyFormat": {"PartitionedPrefix": {"PartitionDateSource": "EventTime"}}}}'
$ aws s3api get-bucket-logging --bucket <bucket>
{"LoggingEnabled": {"TargetBucket": "<logs>", "TargetPrefix": "in/", "TargetObjectKeyFormat": {"PartitionedPrefix": {"PartitionDateSource": "EventTime"}}}}

# Where lists count, the group of log delivery must be let in
$ aws s3api put-bucket-ownership-controls --bucket <logs> --ownership-controls '{"Rules": [{"ObjectOwnership": "ObjectWriter"}]}'
$ aws s3api put-bucket-logging --bucket <bucket> --bucket-logging-status '{"LoggingEnabled": {"TargetBucket": "<logs>", "TargetPrefix": ""}}'
! InvalidTargetBucketForLogging: You must give the log-delivery group WRITE and READ_ACP permissions to the target bucket
$ aws s3api put-bucket-acl --bucket <logs> --acl log-delivery-write
$ aws s3api put-bucket-logging --bucket <bucket> --bucket-logging-status '{"LoggingEnabled": {"TargetBucket": "<logs>", "TargetPrefix": ""}}'

# Another account's bucket cannot have them
$ account other
$ let theirs = not-yours-<account>
$ aws s3api create-bucket --bucket <theirs> --create-bucket-configuration LocationConstraint=<region> --profile other
$ aws s3api put-bucket-logging --bucket <bucket> --bucket-logging-status '{"LoggingEnabled": {"TargetBucket": "<theirs>", "TargetPrefix": ""}}'
! InvalidTargetBucketForLogging: The owner for the bucket to be logged and the target bucket must be the same.

# Nobody wants them any more
$ aws s3api put-bucket-logging --bucket <bucket> --bucket-logging-status '{}'
$ aws s3api get-bucket-logging --bucket <bucket>
{}
