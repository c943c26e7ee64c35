# A user is made, shown, renamed, tagged and taken away          (IAM-5, IAM-6)
$ aws iam create-user --user-name ann --path /people/ --tags Key=team,Value=blue
{"User": {"Path": "/people/", "UserName": "ann", "UserId": "<id>", "Arn": "arn:aws:iam::<account>:user/people/ann", "CreateDate": "<made>", "Tags": [{"Key": "team", "Value": "blue"}]}}
$ aws iam create-user --user-name ANN
! EntityAlreadyExists: User with name ANN already exists.
$ aws iam get-user --user-name ann
{"User": {"UserName": "ann", "UserId": "<id>", "CreateDate": "<made>", ...}}
$ aws iam update-user --user-name ann --new-user-name anna
$ aws iam get-user --user-name ann
! NoSuchEntity: The user with name ann cannot be found.
$ aws iam get-user --user-name anna
{"User": {"UserName": "anna", "UserId": "<id>", "Arn": "arn:aws:iam::<account>:user/people/anna", ...}}
$ aws iam create-access-key --user-name anna
{"AccessKey": {"AccessKeyId": "<key>", ...}}
$ aws iam delete-user --user-name anna
! DeleteConflict: Cannot delete entity, must delete access keys first.
$ aws iam delete-access-key --user-name anna --access-key-id <key>
$ aws iam delete-user --user-name anna
$ aws iam list-users
{"Users": []}
