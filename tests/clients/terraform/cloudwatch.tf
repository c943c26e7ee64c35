resource "aws_cloudwatch_metric_alarm" "cpu" {
  alarm_name          = "tf-cpu"
  alarm_description   = "too hot"
  namespace           = "Mine"
  metric_name         = "cpu"
  statistic           = "Average"
  period              = 60
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  threshold           = 80
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  dimensions          = { host = "a" }
  tags                = { team = "mine" }
}

resource "aws_cloudwatch_metric_alarm" "rate" {
  alarm_name          = "tf-rate"
  evaluation_periods  = 1
  threshold           = 10
  comparison_operator = "GreaterThanOrEqualToThreshold"

  metric_query {
    id          = "e1"
    expression  = "errors / calls * 100"
    label       = "rate"
    return_data = true
  }

  metric_query {
    id = "errors"
    metric {
      namespace   = "Mine"
      metric_name = "errors"
      period      = 60
      stat        = "Sum"
    }
  }

  metric_query {
    id = "calls"
    metric {
      namespace   = "Mine"
      metric_name = "calls"
      period      = 60
      stat        = "Sum"
    }
  }
}

resource "aws_cloudwatch_composite_alarm" "both" {
  alarm_name = "tf-both"
  alarm_rule = "ALARM(${aws_cloudwatch_metric_alarm.cpu.alarm_name}) OR ALARM(${aws_cloudwatch_metric_alarm.rate.alarm_name})"
}

resource "aws_cloudwatch_dashboard" "board" {
  dashboard_name = "tf-board"
  dashboard_body = jsonencode({
    widgets = [{ type = "text", x = 0, y = 0, width = 6, height = 3, properties = { markdown = "hello" } }]
  })
}
