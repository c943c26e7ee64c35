resource "aws_sqs_queue" "orders" {
  name = "tf-orders"
}

resource "aws_sqs_queue" "large" {
  name                        = "tf-large.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
}

resource "aws_sqs_queue" "dead" {
  name = "tf-dead"
}

resource "aws_kinesis_stream" "clicks" {
  name        = "tf-piped"
  shard_count = 1
}

resource "aws_iam_role" "pipe" {
  name = "tf-pipe"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "pipes.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "pipe" {
  role = aws_iam_role.pipe.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sqs:*", "kinesis:*"]
      Resource = "*"
    }]
  })
}

resource "aws_pipes_pipe" "plain" {
  depends_on = [aws_iam_role_policy.pipe]
  name       = "tf-plain"
  role_arn   = aws_iam_role.pipe.arn
  source     = aws_sqs_queue.orders.arn
  target     = aws_sqs_queue.dead.arn
}

resource "aws_pipes_pipe" "large" {
  depends_on    = [aws_iam_role_policy.pipe]
  name          = "tf-large"
  description   = "large orders"
  role_arn      = aws_iam_role.pipe.arn
  source        = aws_sqs_queue.orders.arn
  target        = aws_sqs_queue.large.arn
  desired_state = "STOPPED"

  source_parameters {
    filter_criteria {
      filter {
        pattern = jsonencode({ body = { total = [{ numeric = [">", 100] }] } })
      }
    }

    sqs_queue_parameters {
      batch_size                         = 5
      maximum_batching_window_in_seconds = 20
    }
  }

  target_parameters {
    input_template = "{\"order\": <$.body.id>}"

    sqs_queue_parameters {
      message_group_id = "$.body.customer"
    }
  }

  tags = {
    purpose = "orders"
  }
}

resource "aws_pipes_pipe" "clicks" {
  depends_on = [aws_iam_role_policy.pipe]
  name       = "tf-clicks"
  role_arn   = aws_iam_role.pipe.arn
  source     = aws_kinesis_stream.clicks.arn
  target     = aws_sqs_queue.dead.arn

  source_parameters {
    kinesis_stream_parameters {
      starting_position             = "LATEST"
      batch_size                    = 10
      maximum_retry_attempts        = 3
      maximum_record_age_in_seconds = 3600

      dead_letter_config {
        arn = aws_sqs_queue.dead.arn
      }
    }
  }
}
