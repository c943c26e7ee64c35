# Intelligent-Tiering follows reads, and its class stays          (S46, S3C-7, S3C-8; tiers in an inventory are tested beside the service, charges come with billing)
$ let bucket = clever-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-bucket-intelligent-tiering-configuration --bucket <bucket> --id cold --intelligent-tiering-configuration '{"Id": "cold", "Status": "Enabled", "Tierings": [{"AccessTier": "ARCHIVE_ACCESS", "Days": 1}]}'
! InvalidArgument: Days specified in ARCHIVE_ACCESS tier should not be less than 90.
$ aws s3api put-bucket-intelligent-tiering-configuration --bucket <bucket> --id cold --intelligent-tiering-configuration '{"Id": "cold", "Status": "Enabled", "Tierings": [{"AccessTier": "ARCHIVE_ACCESS", "Days": 90}]}'
$ aws s3api put-object --bucket <bucket> --key read --body text:<fill:131072> --storage-class INTELLIGENT_TIERING
$ aws s3api put-object --bucket <bucket> --key unread --body text:<fill:131072> --storage-class INTELLIGENT_TIERING
$ aws s3api put-object --bucket <bucket> --key small --body text:hello --storage-class INTELLIGENT_TIERING
$ clock +1440h
$ aws s3api get-object --bucket <bucket> --key read out.txt
{"StorageClass": "INTELLIGENT_TIERING", ...}
$ clock +744h
$ aws s3api get-object --bucket <bucket> --key read out.txt
{"StorageClass": "INTELLIGENT_TIERING", ...}
$ aws s3api get-object --bucket <bucket> --key small out.txt
{"Body": "hello", "StorageClass": "INTELLIGENT_TIERING", ...}
$ aws s3api head-object --bucket <bucket> --key unread
{"StorageClass": "INTELLIGENT_TIERING", "ArchiveStatus": "ARCHIVE_ACCESS", ...}
$ aws s3api get-object --bucket <bucket> --key unread out.txt
! InvalidObjectState: The operation is not valid for the object's access tier

# A restore moves it back to where every object begins; nothing expires.
$ aws s3api restore-object --bucket <bucket> --key unread --restore-request '{"Days": 1}'
! InvalidArgument
$ aws s3api restore-object --bucket <bucket> --key unread --restore-request '{"GlacierJobParameters": {"Tier": "Expedited"}}'
$ clock +5m
$ aws s3api get-object --bucket <bucket> --key unread out.txt
{"StorageClass": "INTELLIGENT_TIERING", ...}
