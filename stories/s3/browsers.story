# What browsers may do with a bucket: its website and other origins          (S3-8, S44)
$ let bucket = site-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api get-bucket-website --bucket <bucket>
! NoSuchWebsiteConfiguration: The specified bucket does not have a website configuration
$ aws s3api put-bucket-website --bucket <bucket> --website-configuration '{"ErrorDocument": {"Key": "error.html"}}'
! InvalidArgument: A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty
$ aws s3api put-bucket-website --bucket <bucket> --website-configuration '{"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "error.html"}, "RoutingRules": [{"Condition": {"KeyPrefixEquals": "docs/"}, "Redirect": {"ReplaceKeyPrefixWith": "documents/"}}]}'
$ aws s3api get-bucket-website --bucket <bucket>
{"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "error.html"}, "RoutingRules": [{"Condition": {"KeyPrefixEquals": "docs/"}, "Redirect": {"ReplaceKeyPrefixWith": "documents/"}}]}
$ aws s3api put-object --bucket <bucket> --key old --website-redirect-location /new
$ aws s3api head-object --bucket <bucket> --key old
{"WebsiteRedirectLocation": "/new", ...}
$ aws s3api put-object --bucket <bucket> --key old --website-redirect-location new
! InvalidRedirectLocation
$ aws s3api delete-bucket-website --bucket <bucket>

$ aws s3api put-bucket-cors --bucket <bucket> --cors-configuration '{"CORSRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["PATCH"]}]}'
! InvalidRequest: Found unsupported HTTP method in CORS config. Unsupported method is PATCH
$ aws s3api put-bucket-cors --bucket <bucket> --cors-configuration '{"CORSRules": [{"AllowedOrigins": ["https://*.example"], "AllowedMethods": ["GET"], "MaxAgeSeconds": 60}]}'
$ aws s3api get-bucket-cors --bucket <bucket>
{"CORSRules": [{"AllowedOrigins": ["https://*.example"], "AllowedMethods": ["GET"], "MaxAgeSeconds": 60}]}
$ aws s3api delete-bucket-cors --bucket <bucket>
$ aws s3api get-bucket-cors --bucket <bucket>
! NoSuchCORSConfiguration
