# Functions, their versions, aliases and limits          (LAM-1, LAM-7, LAM-8)
$ aws iam create-role --role-name function --assume-role-policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}'
{"Role": {"Arn": "<role>", ...}}
$ aws lambda create-function --function-name hello --runtime python3.12 --handler a.handler --role <role> --timeout 901 --zip-file 'zip:a.py=def handler(event, context): return event'
! ValidationException: 1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900
$ aws lambda create-function --function-name hello --runtime python3.12 --handler a.handler --role <role> --timeout 900 --zip-file 'zip:a.py=def handler(event, context): return event'
{"FunctionName": "hello", "FunctionArn": "<function>", "State": "Pending", "Timeout": 900, "MemorySize": 128, "Version": "$LATEST", ...}
$ aws lambda invoke --function-name hello out.txt
! ResourceConflictException: The operation cannot be performed at this time. The function is currently in the following state: Pending
$ clock +1s
$ aws lambda get-function-configuration --function-name hello
{"State": "Active", "LastUpdateStatus": "Successful", ...}

# A version never changes; an alias leads to one
$ aws lambda publish-version --function-name hello
{"Version": "1", ...}
$ aws lambda update-function-configuration --function-name hello --description changed
{"LastUpdateStatus": "InProgress", ...}
$ aws lambda publish-version --function-name hello
! ResourceConflictException
$ clock +1s
$ aws lambda create-alias --function-name hello --name live --function-version 1
{"AliasArn": "<alias>", "FunctionVersion": "1", ...}
$ aws lambda get-function-configuration --function-name hello --qualifier live
{"Version": "1", "Description": "", ...}
$ aws lambda delete-function --function-name hello --qualifier 1
! ResourceConflictException

# At least a hundred runs are left for the other functions
$ aws lambda put-function-concurrency --function-name hello --reserved-concurrent-executions 901
! InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].
$ aws lambda put-function-concurrency --function-name hello --reserved-concurrent-executions 0
{"ReservedConcurrentExecutions": 0}
$ aws lambda invoke --function-name hello out.txt
! TooManyRequestsException: Rate Exceeded.
$ aws lambda delete-function --function-name hello
$ aws lambda get-function --function-name hello
! ResourceNotFoundException: Function not found: <function>
