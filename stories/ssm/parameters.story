# Parameters with versions, labels and hierarchies          (SSP-1)
$ aws ssm put-parameter --name /app/url --value http://a --type String
{"Version": 1, "Tier": "Standard"}
$ aws ssm put-parameter --name /app/url --value http://b --type String
! ParameterAlreadyExists
$ aws ssm put-parameter --name /app/url --value http://b --overwrite
{"Version": 2, "Tier": "Standard"}
$ aws ssm label-parameter-version --name /app/url --parameter-version 1 --labels first
{"InvalidLabels": [], "ParameterVersion": 1}
$ aws ssm get-parameter --name /app/url:first
{"Parameter": {"Name": "/app/url", "Value": "http://a", "Version": 1, "Selector": ":first", ...}}
$ aws ssm put-parameter --name /app/db/password --value hunter2 --type SecureString
{"Version": 1, "Tier": "Standard"}
$ aws ssm get-parameter --name /app/db/password
{"Parameter": {"Type": "SecureString", "Value": "<covered>", ...}}
$ aws ssm get-parameter --name /app/db/password --with-decryption
{"Parameter": {"Type": "SecureString", "Value": "hunter2", ...}}
$ aws ssm get-parameters-by-path --path /app
{"Parameters": [{"Name": "/app/url", ...}]}
$ aws ssm get-parameters-by-path --path /app --recursive
{"Parameters": [{"Name": "/app/db/password", ...}, {"Name": "/app/url", ...}]}
$ restart
$ aws ssm get-parameters --names /app/url none
{"Parameters": [{"Name": "/app/url", "Value": "http://b", ...}], "InvalidParameters": ["none"]}
$ aws ssm delete-parameters --names /app/url /app/db/password
{"DeletedParameters": ["/app/url", "/app/db/password"], "InvalidParameters": []}
$ aws ssm get-parameter --name /app/url
! ParameterNotFound
$ aws ssm get-parameter --name /aws/service/global-infrastructure/regions/ap-northeast-2/longName
{"Parameter": {"Value": "Asia Pacific (Seoul)", ...}}
$ aws ssm describe-instance-information
! NotImplemented
