data "aws_caller_identity" "me" {}

resource "aws_iam_user" "user" {
  name = "tf-user"
  path = "/team/"
}

resource "aws_iam_access_key" "key" {
  user = aws_iam_user.user.name
}

resource "aws_iam_group" "group" {
  name = "tf-group"
}

resource "aws_iam_group_membership" "members" {
  name  = "members"
  group = aws_iam_group.group.name
  users = [aws_iam_user.user.name]
}

data "aws_iam_policy_document" "lists" {
  statement {
    actions   = ["s3:ListAllMyBuckets", "sqs:ListQueues"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "lists" {
  name   = "tf-lists"
  policy = data.aws_iam_policy_document.lists.json
}

resource "aws_iam_group_policy_attachment" "lists" {
  group      = aws_iam_group.group.name
  policy_arn = aws_iam_policy.lists.arn
}

resource "aws_iam_user_policy" "own" {
  name   = "own"
  user   = aws_iam_user.user.name
  policy = data.aws_iam_policy_document.lists.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.me.account_id}:root"]
    }
  }
}

resource "aws_iam_role" "role" {
  name                 = "tf-role"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = 7200
  description          = "made by a test"
}

resource "aws_iam_role_policy" "own" {
  name   = "own"
  role   = aws_iam_role.role.id
  policy = data.aws_iam_policy_document.lists.json
}

resource "aws_iam_role_policy_attachment" "managed" {
  role       = aws_iam_role.role.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_iam_instance_profile" "profile" {
  name = "tf-profile"
  role = aws_iam_role.role.name
}
