# A queue is told when a restore is asked for, when it is done, and when its copy goes          (S3-7, S47)
$ let bucket = restoring-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws sqs create-queue --queue-name restores
{"QueueUrl": "<restores>"}
$ let restores_arn = arn:aws:sqs:<region>:<account>:restores
$ aws sqs set-queue-attributes --queue-url <restores> --attributes '{"VisibilityTimeout": "0", "Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"s3.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"<restores_arn>\", \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": \"<account>\"}}}]}"}'
$ aws s3api put-bucket-notification-configuration --bucket <bucket> --notification-configuration '{"QueueConfigurations": [{"QueueArn": "<restores_arn>", "Events": ["s3:ObjectRestore:Completed", "s3:ObjectRestore:Delete"]}]}'
$ aws sqs receive-message --queue-url <restores>
{"Messages": [{"ReceiptHandle": "<test>", ...}]}
$ aws sqs delete-message --queue-url <restores> --receipt-handle <test>
$ aws s3api put-object --bucket <bucket> --key kept --body text:hello --storage-class GLACIER
$ aws s3api restore-object --bucket <bucket> --key kept --restore-request '{"Days": 1, "GlacierJobParameters": {"Tier": "Standard"}}'
$ clock +4h
$ aws sqs receive-message --queue-url <restores>
{}
$ clock +61m
$ aws sqs receive-message --queue-url <restores>
{"Messages": [{"ReceiptHandle": "<done>", ...}]}
$ aws sqs delete-message --queue-url <restores> --receipt-handle <done>
$ clock +3d
$ aws sqs receive-message --queue-url <restores>
{"Messages": [{"ReceiptHandle": "<over>", ...}]}
$ aws sqs delete-message --queue-url <restores> --receipt-handle <over>

# Of an object that is gone nothing is told
$ aws s3api restore-object --bucket <bucket> --key kept --restore-request '{"Days": 1, "GlacierJobParameters": {"Tier": "Expedited"}}'
$ aws s3api delete-object --bucket <bucket> --key kept
$ clock +1h
$ aws sqs receive-message --queue-url <restores>
{}
$ aws s3api delete-bucket --bucket <bucket>
$ aws sqs delete-queue --queue-url <restores>
