resource "aws_s3_bucket" "copies" {
  bucket        = "tf-copies"
  force_destroy = true
}

resource "aws_s3_object" "original" {
  bucket  = aws_s3_bucket.copies.id
  key     = "folder/original"
  content = "content"
}

resource "aws_s3_object_copy" "copy" {
  bucket = aws_s3_bucket.copies.id
  key    = "copy"
  source = "${aws_s3_bucket.copies.id}/${aws_s3_object.original.key}"
}
