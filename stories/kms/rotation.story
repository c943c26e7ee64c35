# A key turns over under the same name, is switched off, and goes          (KMS-3, KMS-10, S96)
$ aws kms create-key
{"KeyMetadata": {"KeyId": "<key>", "Arn": "<arn>", "KeyState": "Enabled", "KeyManager": "CUSTOMER", ...}}
$ aws kms encrypt --key-id <key> --plaintext hello
{"CiphertextBlob": "<_>", "KeyId": "<arn>", "EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}
$ aws kms enable-key-rotation --key-id <key> --rotation-period-in-days 89
! ValidationException
$ aws kms enable-key-rotation --key-id <key> --rotation-period-in-days 2560
$ aws kms enable-key-rotation --key-id <key> --rotation-period-in-days 365
$ clock +366d
$ aws kms list-key-rotations --key-id <key>
{"Rotations": [{"RotationType": "AUTOMATIC", ...}]}
$ aws kms rotate-key-on-demand --key-id <key>
{"KeyId": "<arn>"}
$ clock +2m
$ aws kms list-key-rotations --key-id <key>
{"Rotations": [{"RotationType": "AUTOMATIC", ...}, {"RotationType": "ON_DEMAND", ...}], ...}
$ aws kms encrypt --key-id <key> --plaintext hello
{"KeyId": "<arn>", ...}

# Disabled it does nothing; deleted it is gone for good.
$ aws kms disable-key --key-id <key>
$ aws kms encrypt --key-id <key> --plaintext hello
! DisabledException: <arn> is disabled.
$ aws kms enable-key --key-id <key>
$ aws kms schedule-key-deletion --key-id <key> --pending-window-in-days 7
{"KeyId": "<arn>", "KeyState": "PendingDeletion", ...}
$ aws kms encrypt --key-id <key> --plaintext hello
! KMSInvalidStateException: <arn> is pending deletion.
$ clock +6d
$ aws kms cancel-key-deletion --key-id <key>
{"KeyId": "<arn>"}
$ aws kms enable-key --key-id <key>
$ aws kms encrypt --key-id <key> --plaintext hello
{"KeyId": "<arn>", ...}
$ aws kms schedule-key-deletion --key-id <key> --pending-window-in-days 7
$ clock +8d
$ aws kms encrypt --key-id <key> --plaintext hello
! NotFoundException: Key '<arn>' does not exist
