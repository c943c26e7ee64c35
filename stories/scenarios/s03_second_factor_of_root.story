# The root user gets a virtual device          (S03, MFA-3, MFA-5, MFA-6, MFA-7; signing in with it comes with the console)
$ aws iam create-virtual-mfa-device --virtual-mfa-device-name root-account-mfa-device --outfile out.txt --bootstrap-method Base32StringSeed
{"VirtualMFADevice": {"SerialNumber": "<device>"}, "Body": "<seed>"}
$ aws iam list-virtual-mfa-devices --assignment-status Unassigned
{"VirtualMFADevices": [{"SerialNumber": "<device>"}]}
$ code before = <seed> -1
$ code now = <seed>
$ code later = <seed> 50
$ aws iam enable-mfa-device --user-name <account> --serial-number <device> --authentication-code1 <before> --authentication-code2 <later>
! InvalidAuthenticationCode
$ aws iam enable-mfa-device --user-name <account> --serial-number <device> --authentication-code1 <before> --authentication-code2 <now>
$ aws iam list-virtual-mfa-devices
{"VirtualMFADevices": [{"SerialNumber": "arn:aws:iam::<account>:mfa/root-account-mfa-device", "User": {"UserId": "<account>", "Arn": "arn:aws:iam::<account>:root", "CreateDate": "<_>"}, "EnableDate": "<_>"}]}
$ aws iam get-account-summary
{"SummaryMap": {"AccountMFAEnabled": 1, "MFADevices": 1, "MFADevicesInUse": 1, ...}}
$ clock +30s
$ code fresh = <seed>
$ aws sts get-session-token --serial-number <device> --token-code <fresh>
{"Credentials": {...}, ...}
$ aws sts get-session-token --serial-number <device> --token-code <fresh>
! AccessDenied
