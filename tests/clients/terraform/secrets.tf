resource "aws_kms_key" "secrets" {
  description             = "tf-secrets"
  deletion_window_in_days = 7
}

resource "aws_secretsmanager_secret" "db" {
  name                    = "tf/db"
  description             = "of the database"
  kms_key_id              = aws_kms_key.secrets.arn
  recovery_window_in_days = 0

  replica {
    region = "eu-west-1"
  }
}

resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = aws_secretsmanager_secret.db.id
  secret_string = jsonencode({ username = "shop", password = "hunter2" })
}

resource "aws_secretsmanager_secret_policy" "db" {
  secret_arn = aws_secretsmanager_secret.db.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "read"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::444455556666:root" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}

data "aws_secretsmanager_secret_version" "db" {
  secret_id  = aws_secretsmanager_secret.db.id
  depends_on = [aws_secretsmanager_secret_version.db]
}

resource "aws_ssm_parameter" "url" {
  name        = "/tf/url"
  description = "where the shop is"
  type        = "String"
  value       = "http://a"
}

resource "aws_ssm_parameter" "password" {
  name   = "/tf/password"
  type   = "SecureString"
  key_id = aws_kms_key.secrets.key_id
  value  = jsondecode(data.aws_secretsmanager_secret_version.db.secret_string).password
}

resource "aws_ssm_parameter" "hosts" {
  name            = "/tf/hosts"
  type            = "StringList"
  tier            = "Advanced"
  value           = "a,b"
  allowed_pattern = "[a-z,]+"
}

data "aws_ssm_parameters_by_path" "all" {
  path       = "/tf"
  depends_on = [aws_ssm_parameter.url, aws_ssm_parameter.password, aws_ssm_parameter.hosts]
}
