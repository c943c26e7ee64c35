# A key turns over, and what it locked before is still unlocked          (KMS-2, KMS-3, S96)
$ aws kms create-key
{"KeyMetadata": {"KeyId": "<key>", "Arn": "<arn>", "KeyState": "Enabled", "KeyManager": "CUSTOMER", ...}}
$ aws kms encrypt --key-id <key> --plaintext aGVsbG8=
{"CiphertextBlob": "<old>", "KeyId": "<arn>", "EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}
$ aws kms enable-key-rotation --key-id <key> --rotation-period-in-days 89
! ValidationException
$ aws kms enable-key-rotation --key-id <key> --rotation-period-in-days 2560
$ aws kms enable-key-rotation --key-id <key> --rotation-period-in-days 365
$ clock +366d
$ aws kms list-key-rotations --key-id <key>
{"Rotations": [{"RotationType": "AUTOMATIC", ...}], "Truncated": false}
$ aws kms rotate-key-on-demand --key-id <key>
{"KeyId": "<arn>"}
$ clock +2m
$ aws kms list-key-rotations --key-id <key>
{"Rotations": [{"RotationType": "AUTOMATIC", ...}, {"RotationType": "ON_DEMAND", ...}], ...}
$ aws kms decrypt --ciphertext-blob <old>
{"Plaintext": "aGVsbG8=", "KeyId": "<arn>", ...}

# Disabled it does nothing; deleted it is gone for good.
$ aws kms disable-key --key-id <key>
$ aws kms decrypt --ciphertext-blob <old>
! DisabledException: <arn> is disabled.
$ aws kms enable-key --key-id <key>
$ aws kms schedule-key-deletion --key-id <key> --pending-window-in-days 7
{"KeyId": "<arn>", "KeyState": "PendingDeletion", ...}
$ aws kms decrypt --ciphertext-blob <old>
! KMSInvalidStateException: <arn> is pending deletion.
$ clock +6d
$ aws kms cancel-key-deletion --key-id <key>
{"KeyId": "<arn>"}
$ aws kms enable-key --key-id <key>
$ aws kms decrypt --ciphertext-blob <old>
{"Plaintext": "aGVsbG8=", ...}
$ aws kms schedule-key-deletion --key-id <key> --pending-window-in-days 7
$ clock +8d
$ aws kms decrypt --ciphertext-blob <old>
! AccessDeniedException
