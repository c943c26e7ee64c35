resource "aws_kinesis_stream" "clicks" {
  name                = "tf-clicks"
  shard_count         = 2
  retention_period    = 48
  encryption_type     = "KMS"
  kms_key_id          = "alias/aws/kinesis"
  shard_level_metrics = ["IncomingBytes"]

  stream_mode_details {
    stream_mode = "PROVISIONED"
  }

  tags = {
    purpose = "clicks"
  }
}

resource "aws_kinesis_stream" "scores" {
  name = "tf-scores"

  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}

resource "aws_kinesis_stream_consumer" "fan" {
  name       = "tf-fan"
  stream_arn = aws_kinesis_stream.clicks.arn
}

resource "aws_s3_bucket" "lake" {
  bucket = "tf-lake-of-streams"
}

resource "aws_iam_role" "hose" {
  name = "tf-hose"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "firehose.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_kinesis_firehose_delivery_stream" "hose" {
  name        = "tf-hose"
  destination = "extended_s3"

  kinesis_source_configuration {
    kinesis_stream_arn = aws_kinesis_stream.clicks.arn
    role_arn           = aws_iam_role.hose.arn
  }

  extended_s3_configuration {
    role_arn            = aws_iam_role.hose.arn
    bucket_arn          = aws_s3_bucket.lake.arn
    prefix              = "by/!{partitionKeyFromQuery:user}/"
    error_output_prefix = "bad/!{firehose:error-output-type}/"
    buffering_size      = 64
    buffering_interval  = 60
    compression_format  = "GZIP"

    dynamic_partitioning_configuration {
      enabled = true
    }

    processing_configuration {
      enabled = true

      processors {
        type = "MetadataExtraction"
        parameters {
          parameter_name  = "JsonParsingEngine"
          parameter_value = "JQ-1.6"
        }
        parameters {
          parameter_name  = "MetadataExtractionQuery"
          parameter_value = "{user:.user}"
        }
      }
    }
  }
}

resource "aws_kinesis_firehose_delivery_stream" "direct" {
  name        = "tf-direct"
  destination = "extended_s3"

  extended_s3_configuration {
    role_arn   = aws_iam_role.hose.arn
    bucket_arn = aws_s3_bucket.lake.arn
  }

  server_side_encryption {
    enabled = true
  }
}
