resource "aws_iam_role" "reader" {
  name = "tf-reader"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "reader" {
  name = "sources"
  role = aws_iam_role.reader.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sqs:*", "kinesis:*", "dynamodb:*"], Resource = "*" }]
  })
}

resource "aws_lambda_function" "reader" {
  function_name    = "tf-reader"
  role             = aws_iam_role.reader.arn
  runtime          = "python3.12"
  handler          = "a.handler"
  filename         = "code.zip"
  source_code_hash = filebase64sha256("code.zip")
  timeout          = 20
  depends_on       = [aws_iam_role_policy.reader]
}

resource "aws_sqs_queue" "orders" {
  name                       = "tf-orders"
  visibility_timeout_seconds = 60
}

resource "aws_sqs_queue" "failed" {
  name = "tf-orders-failed"
}

resource "aws_kinesis_stream" "clicks" {
  name        = "tf-read-clicks"
  shard_count = 1
}

resource "aws_dynamodb_table" "carts" {
  name             = "tf-carts"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_lambda_event_source_mapping" "orders" {
  function_name                      = aws_lambda_function.reader.arn
  event_source_arn                   = aws_sqs_queue.orders.arn
  batch_size                         = 100
  maximum_batching_window_in_seconds = 5
  function_response_types            = ["ReportBatchItemFailures"]
  tags                               = { team = "web" }

  filter_criteria {
    filter {
      pattern = jsonencode({ body = { kind = ["paid"] } })
    }
  }

  scaling_config {
    maximum_concurrency = 4
  }
}

resource "aws_lambda_event_source_mapping" "clicks" {
  function_name                      = aws_lambda_function.reader.function_name
  event_source_arn                   = aws_kinesis_stream.clicks.arn
  starting_position                  = "TRIM_HORIZON"
  parallelization_factor             = 2
  bisect_batch_on_function_error     = true
  maximum_retry_attempts             = 3
  maximum_record_age_in_seconds      = 3600
  maximum_batching_window_in_seconds = 1

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.failed.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "carts" {
  function_name              = aws_lambda_function.reader.function_name
  event_source_arn           = aws_dynamodb_table.carts.stream_arn
  starting_position          = "LATEST"
  tumbling_window_in_seconds = 30
  enabled                    = false
}
