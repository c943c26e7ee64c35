resource "aws_sns_topic" "news" {
  name              = "tf-news"
  display_name      = "The news"
  signature_version = 2

  delivery_policy = jsonencode({
    http = {
      defaultHealthyRetryPolicy = {
        minDelayTarget     = 20
        maxDelayTarget     = 20
        numRetries         = 3
        numMaxDelayRetries = 0
        numNoDelayRetries  = 0
        numMinDelayRetries = 0
        backoffFunction    = "linear"
      }
      disableSubscriptionOverrides = false
    }
  })

  tags = {
    purpose = "news"
  }
}

resource "aws_sns_topic" "orders" {
  name                        = "tf-orders.fifo"
  fifo_topic                  = true
  content_based_deduplication = true
  fifo_throughput_scope       = "MessageGroup"
}

resource "aws_sqs_queue" "news" {
  name = "tf-sns-news"
}

resource "aws_sqs_queue" "dead" {
  name = "tf-sns-dead"
}

resource "aws_sqs_queue" "orders" {
  name       = "tf-sns-orders.fifo"
  fifo_queue = true
}

data "aws_iam_policy_document" "publish" {
  statement {
    sid       = "partner"
    actions   = ["SNS:Publish"]
    resources = [aws_sns_topic.news.arn]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::444455556666:root"]
    }
  }
}

resource "aws_sns_topic_policy" "news" {
  arn    = aws_sns_topic.news.arn
  policy = data.aws_iam_policy_document.publish.json
}

resource "aws_sns_topic_subscription" "news" {
  topic_arn           = aws_sns_topic.news.arn
  protocol            = "sqs"
  endpoint            = aws_sqs_queue.news.arn
  filter_policy       = jsonencode({ kind = ["coupon", { prefix = "sale" }] })
  filter_policy_scope = "MessageAttributes"
  redrive_policy      = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn })
}

resource "aws_sns_topic_subscription" "orders" {
  topic_arn            = aws_sns_topic.orders.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.orders.arn
  raw_message_delivery = true
}

resource "aws_sns_platform_application" "game" {
  name                = "tf-game"
  platform            = "GCM"
  platform_credential = "secret"
}

resource "aws_sns_sms_preferences" "all" {
  default_sms_type = "Transactional"
}
