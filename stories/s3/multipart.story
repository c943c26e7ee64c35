# An object is uploaded in parts and appears when it is complete          (S3-3, S43)
$ let bucket = parts-<account>
$ aws s3api create-bucket --bucket <bucket> --create-bucket-configuration LocationConstraint=<region>
$ aws s3api create-multipart-upload --bucket <bucket> --key large
{"Bucket": "<bucket>", "Key": "large", "UploadId": "<upload>", ...}
$ aws s3api upload-part --bucket <bucket> --key large --upload-id <upload> --part-number 1 --body text:<fill:5242880>
{"ETag": "<one>", ...}
$ aws s3api upload-part --bucket <bucket> --key large --upload-id <upload> --part-number 2 --body text:end
{"ETag": "<two>", ...}
$ aws s3api list-parts --bucket <bucket> --key large --upload-id <upload>
{"Parts": [{"PartNumber": 1, "Size": 5242880, "ETag": "<one>", ...}, {"PartNumber": 2, "Size": 3, "ETag": "<two>", ...}], ...}
$ aws s3api get-object --bucket <bucket> --key large out.txt
! NoSuchKey
$ aws s3api complete-multipart-upload --bucket <bucket> --key large --upload-id <upload> --multipart-upload '{"Parts": [{"PartNumber": 1, "ETag": "wrong"}]}'
! InvalidPart
$ aws s3api complete-multipart-upload --bucket <bucket> --key large --upload-id <upload> --multipart-upload '{"Parts": [{"PartNumber": 1, "ETag": <one>}, {"PartNumber": 2, "ETag": <two>}]}'
{"Bucket": "<bucket>", "Key": "large", "ETag": "\"<_>-2\"", ...}
$ aws s3api head-object --bucket <bucket> --key large
{"ContentLength": 5242883, ...}
$ aws s3api get-object --bucket <bucket> --key large --range bytes=5242878- out.txt
{"Body": "xxend", ...}
$ aws s3api list-multipart-uploads --bucket <bucket>
{...}
