# A public certificate waits until its names are proven              (ACM-1, S100)
$ aws acm request-certificate --domain-name www.example.com --validation-method DNS
{"CertificateArn": "<arn>"}
$ aws acm describe-certificate --certificate-arn <arn>
{"Certificate": {"CertificateArn": "<arn>", "Status": "PENDING_VALIDATION", "Type": "AMAZON_ISSUED", "DomainValidationOptions": [{"DomainName": "www.example.com", "ValidationStatus": "PENDING_VALIDATION", "ResourceRecord": {"Name": "<name>", "Type": "CNAME", "Value": "<value>"}, ...}], ...}}
$ aws acm get-certificate --certificate-arn <arn>
! RequestInProgressException
$ clock +73h
$ aws acm describe-certificate --certificate-arn <arn>
{"Certificate": {"Status": "VALIDATION_TIMED_OUT", ...}}
$ aws acm delete-certificate --certificate-arn <arn>
$ aws acm describe-certificate --certificate-arn <arn>
! ResourceNotFoundException

# What nobody does yet has a name
$ aws acm request-certificate --domain-name www.example.com --validation-method HTTP
! NotImplemented
$ aws acm search-certificates
! NotImplemented
