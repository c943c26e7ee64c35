# Everything else comes from the environment, as `haneul env` prints it.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  default_tags {
    tags = {
      stack = "terraform-test"
    }
  }
}
