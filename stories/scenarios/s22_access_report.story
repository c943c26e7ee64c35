# A report of who has which credentials          (S22, CMP-2; the inventory of assets comes with Config)
$ aws iam create-user --user-name Ann
$ aws iam create-access-key --user-name Ann
{"AccessKey": {"AccessKeyId": "<_>", ...}}
$ aws iam get-credential-report
! ReportNotPresent
$ aws iam generate-credential-report
{"State": "STARTED", ...}
$ clock +1m
$ aws iam generate-credential-report
{"State": "COMPLETE"}
$ aws iam get-credential-report
{"Content": "<_>", "ReportFormat": "text/csv", "GeneratedTime": "<_>"}
$ clock +5h
$ aws iam get-credential-report
! ReportExpired
