resource "aws_cloudwatch_event_bus" "seen" {
  name = "tf-seen"
}

resource "aws_schemas_registry" "mine" {
  name        = "tf-mine"
  description = "what the shop says"
}

resource "aws_schemas_schema" "order" {
  name          = "shop@Order"
  registry_name = aws_schemas_registry.mine.name
  type          = "OpenApi3"
  description   = "an order"
  content = jsonencode({
    openapi    = "3.0.0"
    info       = { version = "1.0.0", title = "Order" }
    paths      = {}
    components = { schemas = { Order = { type = "object", properties = { id = { type = "string" } } } } }
  })
}

resource "aws_schemas_discoverer" "seen" {
  source_arn  = aws_cloudwatch_event_bus.seen.arn
  description = "all that is seen"
}

resource "aws_schemas_registry_policy" "mine" {
  registry_name = aws_schemas_registry.mine.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "read"
      Effect    = "Allow"
      Principal = { AWS = "111122223333" }
      Action    = ["schemas:DescribeSchema"]
      Resource  = aws_schemas_registry.mine.arn
    }]
  })
}
