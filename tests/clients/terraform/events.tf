resource "aws_cloudwatch_event_bus" "shop" {
  name = "tf-shop"
}

resource "aws_cloudwatch_event_rule" "orders" {
  name           = "tf-orders"
  description    = "large orders"
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  event_pattern = jsonencode({
    source = ["shop"]
    detail = { total = [{ numeric = [">", 100] }] }
  })
}

resource "aws_cloudwatch_event_rule" "tick" {
  name                = "tf-tick"
  schedule_expression = "rate(5 minutes)"
  state               = "DISABLED"
}

resource "aws_sqs_queue" "orders" {
  name = "tf-orders"
}

resource "aws_sqs_queue" "dead" {
  name = "tf-orders-dead"
}

resource "aws_cloudwatch_event_target" "orders" {
  rule           = aws_cloudwatch_event_rule.orders.name
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  target_id      = "queue"
  arn            = aws_sqs_queue.orders.arn

  input_transformer {
    input_paths    = { total = "$.detail.total" }
    input_template = "{\"total\": <total>}"
  }

  dead_letter_config {
    arn = aws_sqs_queue.dead.arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 10
  }
}

resource "aws_cloudwatch_event_archive" "orders" {
  name             = "tf-orders"
  event_source_arn = aws_cloudwatch_event_bus.shop.arn
  retention_days   = 7
}

resource "aws_iam_role" "clock" {
  name = "tf-clock"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
    }]
  })
}

resource "aws_scheduler_schedule_group" "shop" {
  name = "tf-shop"
}

resource "aws_scheduler_schedule" "daily" {
  name                         = "tf-daily"
  group_name                   = aws_scheduler_schedule_group.shop.name
  schedule_expression          = "cron(0 9 * * ? *)"
  schedule_expression_timezone = "Asia/Seoul"

  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 15
  }

  target {
    arn      = aws_sqs_queue.orders.arn
    role_arn = aws_iam_role.clock.arn
    input    = jsonencode({ report = "daily" })
  }
}

resource "aws_cloudwatch_event_connection" "partner" {
  name               = "tf-partner"
  description        = "who hears of orders"
  authorization_type = "API_KEY"

  auth_parameters {
    api_key {
      key   = "x-key"
      value = "a secret"
    }

    invocation_http_parameters {
      header {
        key   = "x-open"
        value = "open"
      }

      query_string {
        key             = "token"
        value           = "another secret"
        is_value_secret = true
      }
    }
  }
}

resource "aws_cloudwatch_event_connection" "basic" {
  name               = "tf-basic"
  authorization_type = "BASIC"

  auth_parameters {
    basic {
      username = "shop"
      password = "a third secret"
    }
  }
}

resource "aws_cloudwatch_event_api_destination" "partner" {
  name                             = "tf-partner"
  connection_arn                   = aws_cloudwatch_event_connection.partner.arn
  invocation_endpoint              = "https://partner.example.com/orders/*"
  http_method                      = "PUT"
  invocation_rate_limit_per_second = 20
}

resource "aws_iam_role" "caller" {
  name = "tf-caller"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "events.amazonaws.com" }
    }]
  })
}

resource "aws_cloudwatch_event_target" "partner" {
  rule           = aws_cloudwatch_event_rule.orders.name
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  target_id      = "partner"
  arn            = aws_cloudwatch_event_api_destination.partner.arn
  role_arn       = aws_iam_role.caller.arn

  http_target {
    path_parameter_values   = ["$.detail.id"]
    header_parameters       = { "x-from" = "tf" }
    query_string_parameters = { "v" = "1" }
  }
}
