resource "aws_s3_bucket" "from" {
  bucket        = "tf-logged"
  force_destroy = true
}

resource "aws_s3_bucket" "logs" {
  bucket        = "tf-logs"
  force_destroy = true
}

data "aws_iam_policy_document" "deliver" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.logs.arn}/*"]
    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }
  }
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = data.aws_iam_policy_document.deliver.json
}

resource "aws_s3_bucket_logging" "from" {
  bucket        = aws_s3_bucket.from.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "log/"

  target_object_key_format {
    partitioned_prefix {
      partition_date_source = "EventTime"
    }
  }
}
