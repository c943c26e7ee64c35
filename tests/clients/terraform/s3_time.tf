resource "aws_s3_bucket" "from" {
  bucket        = "tf-time-from"
  force_destroy = true
}

resource "aws_s3_bucket" "to" {
  bucket        = "tf-time-to"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "both" {
  for_each   = toset(["tf-time-from", "tf-time-to"])
  bucket     = each.value
  depends_on = [aws_s3_bucket.from, aws_s3_bucket.to]
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "from" {
  bucket     = aws_s3_bucket.from.id
  depends_on = [aws_s3_bucket_versioning.both]

  rule {
    id     = "cool"
    status = "Enabled"
    filter {
      and {
        prefix                   = "logs/"
        object_size_greater_than = 1024
      }
    }
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    transition {
      days          = 90
      storage_class = "GLACIER"
    }
    expiration {
      days = 365
    }
    noncurrent_version_expiration {
      noncurrent_days           = 30
      newer_noncurrent_versions = 3
    }
  }

  rule {
    id     = "uploads"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_intelligent_tiering_configuration" "from" {
  bucket = aws_s3_bucket.from.id
  name   = "cold"
  filter {
    prefix = "documents/"
    tags = {
      kind = "old"
    }
  }
  tiering {
    access_tier = "ARCHIVE_ACCESS"
    days        = 90
  }
  tiering {
    access_tier = "DEEP_ARCHIVE_ACCESS"
    days        = 180
  }
}

resource "aws_iam_role" "copier" {
  name = "tf-time-copier"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "s3.amazonaws.com" }
    }]
  })
}

resource "aws_s3_bucket_replication_configuration" "from" {
  bucket     = aws_s3_bucket.from.id
  role       = aws_iam_role.copier.arn
  depends_on = [aws_s3_bucket_versioning.both]

  rule {
    id       = "all"
    priority = 1
    status   = "Enabled"
    filter {
      prefix = ""
    }
    delete_marker_replication {
      status = "Enabled"
    }
    destination {
      bucket        = aws_s3_bucket.to.arn
      storage_class = "STANDARD_IA"
    }
  }
}

resource "aws_s3_bucket_inventory" "from" {
  bucket                   = aws_s3_bucket.from.id
  name                     = "list"
  included_object_versions = "All"
  optional_fields          = ["Size", "StorageClass"]
  schedule {
    frequency = "Daily"
  }
  destination {
    bucket {
      format     = "CSV"
      bucket_arn = aws_s3_bucket.to.arn
      prefix     = "lists"
    }
  }
}
