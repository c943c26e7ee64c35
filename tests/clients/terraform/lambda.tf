data "aws_caller_identity" "me" {}

resource "aws_iam_role" "run" {
  name = "tf-run"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.run.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_cloudwatch_log_group" "run" {
  name              = "/aws/lambda/tf-run"
  retention_in_days = 7
}

resource "aws_sqs_queue" "failed" {
  name = "tf-run-failed"
}

resource "aws_lambda_layer_version" "lib" {
  layer_name          = "tf-lib"
  filename            = "code.zip"
  source_code_hash    = filebase64sha256("code.zip")
  compatible_runtimes = ["python3.12", "python3.11"]
  description         = "what functions share"
}

resource "aws_lambda_function" "run" {
  function_name                  = "tf-run"
  role                           = aws_iam_role.run.arn
  runtime                        = "python3.12"
  handler                        = "a.handler"
  filename                       = "code.zip"
  source_code_hash               = filebase64sha256("code.zip")
  publish                        = true
  timeout                        = 20
  memory_size                    = 256
  layers                         = [aws_lambda_layer_version.lib.arn]
  reserved_concurrent_executions = 10
  tags                           = { team = "web" }

  environment {
    variables = { STAGE = "test" }
  }

  ephemeral_storage {
    size = 1024
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.failed.arn
  }

  logging_config {
    log_format            = "JSON"
    application_log_level = "INFO"
    system_log_level      = "WARN"
  }

  depends_on = [aws_cloudwatch_log_group.run]
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.run.function_name
  function_version = aws_lambda_function.run.version
}

resource "aws_lambda_permission" "bucket" {
  statement_id   = "bucket"
  function_name  = aws_lambda_function.run.function_name
  qualifier      = aws_lambda_alias.live.name
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_arn     = "arn:aws:s3:::tf-run"
  source_account = data.aws_caller_identity.me.account_id
}

resource "aws_lambda_permission" "secrets" {
  function_name = aws_lambda_function.run.function_name
  action        = "lambda:InvokeFunction"
  principal     = "secretsmanager.amazonaws.com"
}

resource "aws_lambda_function_url" "live" {
  function_name      = aws_lambda_function.run.function_name
  qualifier          = aws_lambda_alias.live.name
  authorization_type = "AWS_IAM"

  cors {
    allow_origins = ["https://example.com"]
    allow_methods = ["GET", "POST"]
    max_age       = 60
  }
}

resource "aws_lambda_function_event_invoke_config" "run" {
  function_name                = aws_lambda_function.run.function_name
  maximum_retry_attempts       = 1
  maximum_event_age_in_seconds = 120

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed.arn
    }
  }
}

resource "aws_lambda_provisioned_concurrency_config" "live" {
  function_name                     = aws_lambda_function.run.function_name
  qualifier                         = aws_lambda_alias.live.name
  provisioned_concurrent_executions = 1
}

resource "aws_lambda_function_recursion_config" "run" {
  function_name  = aws_lambda_function.run.function_name
  recursive_loop = "Allow"
}

data "aws_lambda_function" "run" {
  function_name = aws_lambda_function.run.function_name
  qualifier     = aws_lambda_alias.live.name
}

resource "aws_secretsmanager_secret" "rotated" {
  name                    = "tf/rotated"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "rotated" {
  secret_id     = aws_secretsmanager_secret.rotated.id
  secret_string = "first"
}

resource "aws_secretsmanager_secret_rotation" "rotated" {
  secret_id           = aws_secretsmanager_secret.rotated.id
  rotation_lambda_arn = aws_lambda_function.run.arn
  rotate_immediately  = false

  rotation_rules {
    automatically_after_days = 30
  }

  depends_on = [aws_lambda_permission.secrets, aws_secretsmanager_secret_version.rotated]
}
