resource "aws_dynamodb_table" "orders" {
  name         = "tf-orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "customer"
  range_key    = "number"

  attribute {
    name = "customer"
    type = "S"
  }

  attribute {
    name = "number"
    type = "N"
  }

  attribute {
    name = "state"
    type = "S"
  }

  attribute {
    name = "due"
    type = "S"
  }

  local_secondary_index {
    name            = "by-due"
    range_key       = "due"
    projection_type = "KEYS_ONLY"
  }

  global_secondary_index {
    name               = "by-state"
    hash_key           = "state"
    range_key          = "due"
    projection_type    = "INCLUDE"
    non_key_attributes = ["total"]
  }

  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"

  ttl {
    attribute_name = "until"
    enabled        = true
  }

  tags = {
    purpose = "orders"
  }
}

resource "aws_dynamodb_table" "scores" {
  name           = "tf-scores"
  read_capacity  = 5
  write_capacity = 5
  hash_key       = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table_item" "first" {
  table_name = aws_dynamodb_table.scores.name
  hash_key   = aws_dynamodb_table.scores.hash_key
  item       = jsonencode({ id = { S = "first" }, points = { N = "10" } })
}
