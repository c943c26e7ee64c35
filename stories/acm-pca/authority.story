# A root signs itself, and issues from then on                       (ACM-1)
$ aws acm-pca create-certificate-authority --certificate-authority-type ROOT --certificate-authority-configuration '{"KeyAlgorithm": "EC_prime256v1", "SigningAlgorithm": "SHA256WITHECDSA", "Subject": {"CommonName": "Root"}}'
{"CertificateAuthorityArn": "<ca>"}
$ aws acm-pca get-certificate-authority-csr --certificate-authority-arn <ca>
! RequestInProgressException
$ clock +1s
$ aws acm-pca get-certificate-authority-csr --certificate-authority-arn <ca>
{"Csr": "<csr>"}
$ aws acm-pca describe-certificate-authority --certificate-authority-arn <ca>
{"CertificateAuthority": {"Status": "PENDING_CERTIFICATE", "Type": "ROOT", "UsageMode": "GENERAL_PURPOSE", ...}}
$ aws acm-pca get-certificate-authority-certificate --certificate-authority-arn <ca>
! InvalidStateException

# What is deleted can come back, until its days are over
$ aws acm-pca delete-certificate-authority --certificate-authority-arn <ca> --permanent-deletion-time-in-days 7
$ aws acm-pca get-certificate-authority-csr --certificate-authority-arn <ca>
! InvalidStateException
$ clock +6d
$ aws acm-pca restore-certificate-authority --certificate-authority-arn <ca>
$ aws acm-pca describe-certificate-authority --certificate-authority-arn <ca>
{"CertificateAuthority": {"Status": "PENDING_CERTIFICATE", ...}}
$ aws acm-pca delete-certificate-authority --certificate-authority-arn <ca> --permanent-deletion-time-in-days 7
$ clock +8d
$ aws acm-pca describe-certificate-authority --certificate-authority-arn <ca>
! ResourceNotFoundException
