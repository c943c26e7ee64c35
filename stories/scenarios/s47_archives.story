# Archives give back what they keep in their own time          (S47, S3C-10, S3C-11, S3C-12, S3C-13, GLC-1; the price list comes with its service)
$ let bucket = archive-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <bucket> --key instant --body text:hello --storage-class GLACIER_IR
$ aws s3api put-object --bucket <bucket> --key flexible --body text:hello --storage-class GLACIER
$ aws s3api put-object --bucket <bucket> --key deep --body text:hello --storage-class DEEP_ARCHIVE
$ aws s3api get-object --bucket <bucket> --key instant out.txt
{"Body": "hello", "StorageClass": "GLACIER_IR", ...}
$ aws s3api get-object --bucket <bucket> --key flexible out.txt
! InvalidObjectState: The operation is not valid for the object's storage class
$ aws s3api get-object --bucket <bucket> --key deep out.txt
! InvalidObjectState: The operation is not valid for the object's storage class

# Flexible retrieval: within five minutes, within five hours, within twelve.
$ aws s3api restore-object --bucket <bucket> --key flexible --restore-request '{"Days": 1, "GlacierJobParameters": {"Tier": "Expedited"}}'
$ aws s3api restore-object --bucket <bucket> --key flexible --restore-request '{"Days": 1, "GlacierJobParameters": {"Tier": "Expedited"}}'
! RestoreAlreadyInProgress: Object restore is already in progress
$ aws s3api head-object --bucket <bucket> --key flexible
{"StorageClass": "GLACIER", "Restore": "ongoing-request=\"true\"", ...}
$ clock +5m
$ aws s3api get-object --bucket <bucket> --key flexible out.txt
{"Body": "hello", "Restore": "<until>", ...}
$ aws s3api list-objects-v2 --bucket <bucket> --prefix flexible --optional-object-attributes RestoreStatus
{"Contents": [{"Key": "flexible", "RestoreStatus": {"IsRestoreInProgress": false, "RestoreExpiryDate": "<_>"}, ...}], ...}
$ clock +48h
$ aws s3api get-object --bucket <bucket> --key flexible out.txt
! InvalidObjectState: The operation is not valid for the object's storage class
$ aws s3api restore-object --bucket <bucket> --key flexible --restore-request '{"Days": 1, "GlacierJobParameters": {"Tier": "Standard"}}'
$ clock +5h
$ aws s3api get-object --bucket <bucket> --key flexible out.txt
{"Body": "hello", ...}
$ clock +48h
$ aws s3api restore-object --bucket <bucket> --key flexible --restore-request '{"Days": 1, "GlacierJobParameters": {"Tier": "Bulk"}}'
$ clock +5h
$ aws s3api get-object --bucket <bucket> --key flexible out.txt
! InvalidObjectState: The operation is not valid for the object's storage class
$ clock +7h
$ aws s3api get-object --bucket <bucket> --key flexible out.txt
{"Body": "hello", ...}

# The deepest archive: within twelve hours, and nothing quicker.
$ aws s3api restore-object --bucket <bucket> --key deep --restore-request '{"Days": 1, "GlacierJobParameters": {"Tier": "Expedited"}}'
! InvalidArgument
$ aws s3api restore-object --bucket <bucket> --key deep --restore-request '{"Days": 1, "GlacierJobParameters": {"Tier": "Standard"}}'
$ clock +11h
$ aws s3api get-object --bucket <bucket> --key deep out.txt
! InvalidObjectState: The operation is not valid for the object's storage class
$ clock +1h
$ aws s3api get-object --bucket <bucket> --key deep out.txt
{"Body": "hello", "StorageClass": "DEEP_ARCHIVE", ...}
