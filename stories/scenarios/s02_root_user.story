# The root user may do everything, and nobody can hold it to a policy of the account          (S02, ACC-10, ROOT-1, ROOT-2; signing in to the console comes with it)
$ let bucket = first-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws iam create-user --user-name first
{"User": {"Arn": "arn:aws:iam::<account>:user/first", ...}}
$ aws iam get-account-summary
{"SummaryMap": {"AccountMFAEnabled": 0, "Users": 1, ...}}
$ aws iam attach-user-policy --user-name root --policy-arn arn:aws:iam::aws:policy/AWSDenyAll
! NoSuchEntity: The user with name root cannot be found.
$ aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=<bucket>
{"Events": [{"EventName": "CreateBucket", "Username": "root", "ReadOnly": "false", "Resources": [{"ResourceType": "AWS::S3::Bucket", "ResourceName": "<bucket>"}], ...}]}
$ aws s3api delete-bucket --bucket <bucket>
