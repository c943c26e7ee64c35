data "aws_caller_identity" "me" {}

resource "aws_kms_key" "mine" {
  description             = "of the shop"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  rotation_period_in_days = 180
}

resource "aws_kms_key" "signing" {
  description              = "signs receipts"
  customer_master_key_spec = "ECC_NIST_P256"
  key_usage                = "SIGN_VERIFY"
  deletion_window_in_days  = 7
}

resource "aws_kms_alias" "mine" {
  name          = "alias/tf-mine"
  target_key_id = aws_kms_key.mine.key_id
}

resource "aws_iam_role" "reader" {
  name = "tf-kms-reader"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_kms_grant" "reader" {
  name              = "tf-reader"
  key_id            = aws_kms_key.mine.key_id
  grantee_principal = aws_iam_role.reader.arn
  operations        = ["Decrypt", "GenerateDataKey"]
  constraints {
    encryption_context_equals = { team = "red" }
  }
}

resource "aws_kms_key_policy" "signing" {
  key_id = aws_kms_key.signing.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "account"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_key" "everywhere" {
  description             = "in several Regions"
  multi_region            = true
  deletion_window_in_days = 7
}

resource "aws_s3_bucket" "sealed" {
  bucket = "tf-sealed-by-kms"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "sealed" {
  bucket = aws_s3_bucket.sealed.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.mine.arn
    }
    bucket_key_enabled = true
  }
}

resource "aws_sqs_queue" "sealed" {
  name                              = "tf-sealed"
  kms_master_key_id                 = aws_kms_alias.mine.name
  kms_data_key_reuse_period_seconds = 600
}

provider "aws" {
  alias  = "there"
  region = "eu-west-1"
}

resource "aws_kms_replica_key" "there" {
  provider                = aws.there
  description             = "the same, elsewhere"
  primary_key_arn         = aws_kms_key.everywhere.arn
  deletion_window_in_days = 7
}
