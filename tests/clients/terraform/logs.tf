resource "aws_cloudwatch_log_group" "app" {
  name              = "tf-app"
  retention_in_days = 14
  tags = {
    team = "web"
  }
}

resource "aws_cloudwatch_log_stream" "one" {
  name           = "one"
  log_group_name = aws_cloudwatch_log_group.app.name
}

resource "aws_cloudwatch_log_metric_filter" "errors" {
  name           = "errors"
  log_group_name = aws_cloudwatch_log_group.app.name
  pattern        = "{ $.level = \"ERROR\" }"

  metric_transformation {
    name          = "errors"
    namespace     = "App"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_kinesis_stream" "lines" {
  name        = "tf-lines"
  shard_count = 1
}

resource "aws_iam_role" "sender" {
  name = "tf-lines-sender"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "logs.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "sender" {
  name = "put"
  role = aws_iam_role.sender.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "kinesis:PutRecord"
      Resource = aws_kinesis_stream.lines.arn
    }]
  })
}

resource "aws_cloudwatch_log_subscription_filter" "all" {
  name            = "all"
  log_group_name  = aws_cloudwatch_log_group.app.name
  filter_pattern  = ""
  destination_arn = aws_kinesis_stream.lines.arn
  role_arn        = aws_iam_role.sender.arn
  depends_on      = [aws_iam_role_policy.sender]
}

resource "aws_cloudwatch_log_resource_policy" "events" {
  policy_name = "tf-events"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource  = "${aws_cloudwatch_log_group.app.arn}:*"
    }]
  })
}

resource "aws_cloudwatch_query_definition" "slow" {
  name            = "tf/slow"
  log_group_names = [aws_cloudwatch_log_group.app.name]
  query_string    = "fields @timestamp, @message | sort @timestamp desc | limit 20"
}
