resource "aws_appconfig_application" "shop" {
  name        = "tf-shop"
  description = "what the shop reads"
  tags        = { team = "shop" }
}

resource "aws_appconfig_environment" "prod" {
  application_id = aws_appconfig_application.shop.id
  name           = "prod"

  monitor {
    alarm_arn = aws_cloudwatch_metric_alarm.errors.arn
  }
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "tf-shop-errors"
  namespace           = "Shop"
  metric_name         = "Errors"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanThreshold"
}

resource "aws_appconfig_configuration_profile" "limits" {
  application_id = aws_appconfig_application.shop.id
  name           = "limits"
  location_uri   = "hosted"

  validator {
    type    = "JSON_SCHEMA"
    content = jsonencode({ type = "object", required = ["most"] })
  }
}

resource "aws_appconfig_hosted_configuration_version" "limits" {
  application_id           = aws_appconfig_application.shop.id
  configuration_profile_id = aws_appconfig_configuration_profile.limits.configuration_profile_id
  description              = "the first"
  content_type             = "application/json"
  content                  = jsonencode({ most = 7 })
}

resource "aws_appconfig_deployment_strategy" "quick" {
  name                           = "tf-quick"
  deployment_duration_in_minutes = 0
  final_bake_time_in_minutes     = 0
  growth_factor                  = 100
  replicate_to                   = "NONE"
}

resource "aws_appconfig_deployment" "limits" {
  application_id           = aws_appconfig_application.shop.id
  environment_id           = aws_appconfig_environment.prod.environment_id
  configuration_profile_id = aws_appconfig_configuration_profile.limits.configuration_profile_id
  configuration_version    = aws_appconfig_hosted_configuration_version.limits.version_number
  deployment_strategy_id   = aws_appconfig_deployment_strategy.quick.id
  tags                     = { team = "shop" }
  depends_on               = [aws_appconfig_extension_association.told]
}

resource "aws_sns_topic" "told" {
  name = "tf-told"
}

resource "aws_iam_role" "tells" {
  name = "tf-tells"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "appconfig.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "tells" {
  role = aws_iam_role.tells.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = aws_sns_topic.told.arn }]
  })
}

resource "aws_appconfig_extension" "told" {
  name = "tf-told"
  action_point {
    point = "ON_DEPLOYMENT_COMPLETE"
    action {
      name     = "tell"
      uri      = aws_sns_topic.told.arn
      role_arn = aws_iam_role.tells.arn
    }
  }
}

resource "aws_appconfig_extension_association" "told" {
  extension_arn = aws_appconfig_extension.told.arn
  resource_arn  = aws_appconfig_application.shop.arn
  depends_on    = [aws_iam_role_policy.tells]
}
