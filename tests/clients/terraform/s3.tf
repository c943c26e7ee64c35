resource "aws_s3_bucket" "site" {
  bucket        = "tf-site-bucket"
  force_destroy = true

  tags = {
    purpose = "site"
  }
}

resource "aws_s3_bucket_public_access_block" "site" {
  bucket                  = aws_s3_bucket.site.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = false
}

data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.site.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_policy" "site" {
  bucket     = aws_s3_bucket.site.id
  policy     = data.aws_iam_policy_document.read.json
  depends_on = [aws_s3_bucket_public_access_block.site]
}

resource "aws_s3_object" "page" {
  bucket       = aws_s3_bucket.site.id
  key          = "folder/index.html"
  content      = "<h1>hello</h1>"
  content_type = "text/html"
  etag         = md5("<h1>hello</h1>")

  tags = {
    a = "1"
  }
}

data "aws_s3_object" "page" {
  bucket = aws_s3_bucket.site.id
  key    = aws_s3_object.page.key
}

output "type" {
  value = data.aws_s3_object.page.content_type
}
