# Lines go into a stream of a group and are found again          (CWL-1)
$ aws logs create-log-group --log-group-name /app/web
$ aws logs create-log-stream --log-group-name /app/web --log-stream-name one
$ aws logs describe-log-groups --log-group-name-prefix /app
{"logGroups": [{"logGroupName": "/app/web", "arn": "arn:aws:logs:<region>:<account>:log-group:/app/web:*", "logGroupClass": "STANDARD", ...}]}
$ aws logs put-metric-filter --log-group-name /app/web --filter-name errors --filter-pattern ERROR --metric-transformations metricName=errors,metricNamespace=App,metricValue=1
$ aws logs describe-metric-filters --log-group-name /app/web
{"metricFilters": [{"filterName": "errors", "filterPattern": "ERROR", "logGroupName": "/app/web", ...}]}
$ aws logs get-log-events --log-group-name /app/web --log-stream-name one
{"events": [], "nextForwardToken": "<_>", "nextBackwardToken": "<_>"}

# How long lines are kept is one of AWS's numbers of days.
$ aws logs put-retention-policy --log-group-name /app/web --retention-in-days 7
$ aws logs put-retention-policy --log-group-name /app/web --retention-in-days 8
! InvalidParameterException
$ aws logs describe-log-groups
{"logGroups": [{"retentionInDays": 7, "metricFilterCount": 1, ...}]}

# A protected group stays.
$ aws logs put-log-group-deletion-protection --log-group-identifier /app/web --deletion-protection-enabled
$ aws logs delete-log-group --log-group-name /app/web
! ValidationException
$ aws logs put-log-group-deletion-protection --log-group-identifier /app/web --no-deletion-protection-enabled
$ aws logs delete-log-group --log-group-name /app/web
$ aws logs describe-log-streams --log-group-name /app/web
! ResourceNotFoundException: The specified log group does not exist.
