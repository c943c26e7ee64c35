# One key in two Regions, and one that is in its own alone          (KMS-6, KMS-7, S97)
$ in us-east-1
$ aws kms create-key --multi-region
{"KeyMetadata": {"KeyId": "<key>", "Arn": "<arn>", "MultiRegion": true, ...}}
$ aws kms replicate-key --key-id <key> --replica-region eu-west-1
{"ReplicaKeyMetadata": {"KeyId": "<key>", ...}, ...}
$ aws kms create-key
{"KeyMetadata": {"KeyId": "<alone>", "Arn": "<own>", ...}}

# Elsewhere only the one is known.
$ in eu-west-1
$ aws kms encrypt --key-id <key> --plaintext hello
{"KeyId": "<_>", ...}
$ aws kms describe-key --key-id <alone>
! NotFoundException
$ in us-east-1
$ aws kms update-primary-region --key-id <key> --primary-region eu-west-1
$ in eu-west-1
$ aws kms describe-key --key-id <key>
{"KeyMetadata": {"MultiRegionConfiguration": {"MultiRegionKeyType": "PRIMARY", ...}, ...}}
