# Rights are limited by a second factor and by the time of day          (S16, IAM-2, MFA-3, MFA-5, MFA-7, MFA-8; limits by address are in the tests with real clients)
$ aws iam create-user --user-name Luna
$ aws iam put-user-policy --user-name Luna --policy-name work --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sqs:*", "sts:*"], "Resource": "*"}, {"Effect": "Deny", "NotAction": "sts:*", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}'
$ aws iam create-access-key --user-name Luna
{"AccessKey": {"AccessKeyId": "<key>", "SecretAccessKey": "<secret>", ...}}
$ profile luna <key> <secret>
$ aws sqs list-queues --profile luna
! AccessDenied

# She gets a device, and it takes two of its codes to enable it.
$ aws iam create-virtual-mfa-device --virtual-mfa-device-name Luna --outfile out.txt --bootstrap-method Base32StringSeed
{"VirtualMFADevice": {"SerialNumber": "arn:aws:iam::<account>:mfa/Luna"}, "Body": "<seed>"}
$ let device = arn:aws:iam::<account>:mfa/Luna
$ code before = <seed> -1
$ code now = <seed>
$ aws iam enable-mfa-device --user-name Luna --serial-number <device> --authentication-code1 <now> --authentication-code2 <now>
! InvalidAuthenticationCode: Authentication code for device is not valid.
$ aws iam enable-mfa-device --user-name Luna --serial-number <device> --authentication-code1 <before> --authentication-code2 <now>
$ aws iam list-mfa-devices --user-name Luna
{"MFADevices": [{"UserName": "Luna", "SerialNumber": "<device>", "EnableDate": "<_>"}]}

# A code is good once, for a little while, and only for her.
$ aws sts get-session-token --serial-number <device> --token-code <now> --profile luna
! AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code.
$ clock +30s
$ code fresh = <seed>
$ aws sts get-session-token --serial-number <device> --token-code <fresh>
! AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.
$ clock +120s
$ aws sts get-session-token --serial-number <device> --token-code <fresh> --profile luna
! AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code.
$ code fresh-again = <seed>
$ aws sts get-session-token --serial-number <device> --token-code <fresh-again> --profile luna
{"Credentials": {"AccessKeyId": "<k>", "SecretAccessKey": "<s>", "SessionToken": "<t>", "Expiration": "<_>"}, ...}
$ aws sts get-session-token --serial-number <device> --token-code <fresh-again> --profile luna
! AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code.
$ profile shown <k> <s> <t>
$ aws sqs create-queue --queue-name orders --profile shown
{"QueueUrl": "<orders>"}
$ aws sqs list-queues --profile luna
! AccessDenied

# The second factor may have to be fresh.
$ aws iam put-user-policy --user-name Luna --policy-name fresh --policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "sqs:DeleteQueue", "Resource": "*", "Condition": {"NumericGreaterThan": {"aws:MultiFactorAuthAge": "300"}}}}'
$ clock +301s
$ aws sqs delete-queue --queue-url <orders> --profile shown
! AccessDenied
$ aws sqs list-queues --profile shown
{"QueueUrls": ["<orders>"]}

# A role may ask for it, too.
$ aws iam create-role --role-name Vault --assume-role-policy-document '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<account>:user/Luna"}, "Action": "sts:AssumeRole", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}'
{"Role": {"Arn": "<vault>", ...}}
$ aws sts assume-role --role-arn <vault> --role-session-name xx --profile luna
! AccessDenied
$ code fourth = <seed>
$ aws sts assume-role --role-arn <vault> --role-session-name xx --serial-number <device> --token-code <fourth> --profile luna
{"AssumedRoleUser": {...}, ...}

# A device that is taken off says nothing any more.
$ clock +60s
$ aws iam deactivate-mfa-device --user-name Luna --serial-number <device>
$ code last = <seed>
$ aws sts get-session-token --serial-number <device> --token-code <last> --profile luna
! AccessDenied
$ aws iam delete-virtual-mfa-device --serial-number <device>
