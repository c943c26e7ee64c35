resource "aws_iam_user" "user" {
  name          = "tf-forced"
  force_destroy = true
}
