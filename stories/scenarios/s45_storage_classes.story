# An object is in the class it was put in, and a rule moves it          (S45, S3-4, S3C-1, S3C-2, S3C-3, S3C-6; the loss of an AZ and the price list come with their services)
$ let bucket = classes-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api put-object --bucket <bucket> --key standard --body text:hello
$ aws s3api put-object --bucket <bucket> --key ia --body text:hello --storage-class STANDARD_IA
$ aws s3api put-object --bucket <bucket> --key one --body text:hello --storage-class ONEZONE_IA
$ aws s3api list-objects-v2 --bucket <bucket>
{"Contents": [{"Key": "ia", "StorageClass": "STANDARD_IA", ...}, {"Key": "one", "StorageClass": "ONEZONE_IA", ...}, {"Key": "standard", "StorageClass": "STANDARD", ...}], ...}
$ aws s3api get-object --bucket <bucket> --key ia out.txt
{"Body": "hello", "StorageClass": "STANDARD_IA", ...}
$ aws s3api get-object --bucket <bucket> --key one out.txt
{"Body": "hello", "StorageClass": "ONEZONE_IA", ...}
$ aws s3api get-object-attributes --bucket <bucket> --key standard --object-attributes StorageClass
{"StorageClass": "STANDARD", ...}
$ aws s3api put-object --bucket <bucket> --key k --body text:x --storage-class OUTPOSTS
! InvalidStorageClass: The storage class you specified is not valid

# A copy onto itself changes the class.
$ aws s3api copy-object --bucket <bucket> --key one --copy-source <bucket>/one --storage-class STANDARD_IA
$ aws s3api head-object --bucket <bucket> --key one
{"StorageClass": "STANDARD_IA", ...}

# Infrequent access begins after thirty days, and not for small objects.
$ aws s3api put-bucket-lifecycle-configuration --bucket <bucket> --lifecycle-configuration '{"Rules": [{"ID": "cool", "Status": "Enabled", "Filter": {"Prefix": ""}, "Transitions": [{"Days": 29, "StorageClass": "STANDARD_IA"}]}]}'
! InvalidArgument: 'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'
$ aws s3api put-bucket-lifecycle-configuration --bucket <bucket> --lifecycle-configuration '{"Rules": [{"ID": "cool", "Status": "Enabled", "Filter": {"Prefix": ""}, "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}]}]}'
$ aws s3api put-object --bucket <bucket> --key large --body text:<fill:131072>
$ clock +696h
$ aws s3api get-object-attributes --bucket <bucket> --key large --object-attributes StorageClass
{"StorageClass": "STANDARD", ...}
$ clock +50h
$ aws s3api get-object-attributes --bucket <bucket> --key large --object-attributes StorageClass
{"StorageClass": "STANDARD_IA", ...}
$ aws s3api get-object-attributes --bucket <bucket> --key standard --object-attributes StorageClass
{"StorageClass": "STANDARD", ...}
