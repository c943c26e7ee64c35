# One key in two Regions, and one that is in its own alone          (KMS-6, KMS-7, S97)
$ in us-east-1
$ aws kms create-key --multi-region
{"KeyMetadata": {"KeyId": "<key>", "Arn": "<arn>", "MultiRegion": true, ...}}
$ aws kms replicate-key --key-id <key> --replica-region eu-west-1
{"ReplicaKeyMetadata": {"KeyId": "<key>", ...}, ...}
$ aws kms encrypt --key-id <key> --plaintext aGVsbG8=
{"CiphertextBlob": "<everywhere>", ...}
$ aws kms create-key
{"KeyMetadata": {"KeyId": "<alone>", "Arn": "<own>", ...}}
$ aws kms encrypt --key-id <alone> --plaintext aGVsbG8=
{"CiphertextBlob": "<here>", ...}

# Elsewhere only the one opens.
$ in eu-west-1
$ aws kms decrypt --ciphertext-blob <everywhere>
{"Plaintext": "aGVsbG8=", ...}
$ aws kms decrypt --ciphertext-blob <here>
! AccessDeniedException
$ aws kms describe-key --key-id <alone>
! NotFoundException
$ in us-east-1
$ aws kms update-primary-region --key-id <key> --primary-region eu-west-1
$ in eu-west-1
$ aws kms describe-key --key-id <key>
{"KeyMetadata": {"MultiRegionConfiguration": {"MultiRegionKeyType": "PRIMARY", ...}, ...}}
