# A configuration reaches half of its clients, then all of them          (SSA-1, S109)
$ aws appconfig create-application --name shop
{"Id": "<app>", "Name": "shop"}
$ aws appconfig create-environment --application-id <app> --name prod
{"Id": "<env>", "ApplicationId": "<app>", "Name": "prod", "State": "READY_FOR_DEPLOYMENT", "Monitors": []}
$ aws appconfig create-configuration-profile --application-id <app> --name limits --location-uri hosted --validators '[{"Type": "JSON_SCHEMA", "Content": "{\"required\": [\"most\"]}"}]'
{"Id": "<profile>", "Type": "AWS.Freeform", ...}
$ aws appconfig create-hosted-configuration-version --application-id <app> --configuration-profile-id <profile> --content-type application/json --content '{"most": 1}' out.txt
{"VersionNumber": 1, ...}
$ aws appconfig create-hosted-configuration-version --application-id <app> --configuration-profile-id <profile> --content-type application/json --content '{}' out.txt
{"VersionNumber": 2, ...}
$ aws appconfig start-deployment --application-id <app> --environment-id <env> --configuration-profile-id <profile> --deployment-strategy-id AppConfig.AllAtOnce --configuration-version 2
! BadRequestException
$ aws appconfig start-deployment --application-id <app> --environment-id <env> --configuration-profile-id <profile> --deployment-strategy-id AppConfig.Linear50PercentEvery30Seconds --configuration-version 1
{"DeploymentNumber": 1, "State": "DEPLOYING", "PercentageComplete": 1.0, ...}
$ clock +30s
$ aws appconfig get-deployment --application-id <app> --environment-id <env> --deployment-number 1
{"State": "DEPLOYING", "PercentageComplete": 50.0, ...}
$ aws appconfig start-deployment --application-id <app> --environment-id <env> --configuration-profile-id <profile> --deployment-strategy-id AppConfig.AllAtOnce --configuration-version 1
! ConflictException: Deployment number 1 already exists
$ clock +30s
$ aws appconfig get-deployment --application-id <app> --environment-id <env> --deployment-number 1
{"State": "BAKING", "PercentageComplete": 100.0, ...}
$ clock +1m
$ aws appconfig get-environment --application-id <app> --environment-id <env>
{"State": "READY_FOR_DEPLOYMENT", ...}
$ aws appconfigdata start-configuration-session --application-identifier shop --environment-identifier prod --configuration-profile-identifier limits
{"InitialConfigurationToken": "<first>"}
$ aws appconfigdata get-latest-configuration --configuration-token <first> out.txt
{"Configuration": "{\"most\": 1}", "ContentType": "application/json", "NextPollConfigurationToken": "<next>", "NextPollIntervalInSeconds": 60}
$ aws appconfigdata get-latest-configuration --configuration-token <next> out.txt
! BadRequestException: Request too early
$ clock +1m
$ aws appconfigdata get-latest-configuration --configuration-token <next> out.txt
{"NextPollConfigurationToken": "<last>", "NextPollIntervalInSeconds": 60, ...}
$ clock +24h
$ aws appconfigdata get-latest-configuration --configuration-token <last> out.txt
! BadRequestException

# And is taken back
$ aws appconfig stop-deployment --application-id <app> --environment-id <env> --deployment-number 1 --allow-revert
{"State": "REVERTED", ...}
$ aws appconfig get-environment --application-id <app> --environment-id <env>
{"State": "REVERTED", ...}
$ aws appconfig create-experiment-definition --application-identifier <app> --name e --configuration-profile-identifier <profile> --environment-identifier <env> --flag-key f1 --treatments '[{"Weight": 1, "FlagValue": {"Enabled": true}}]' --control '{"Weight": 1, "FlagValue": {"Enabled": false}}' --audience-rule true
! NotImplemented
