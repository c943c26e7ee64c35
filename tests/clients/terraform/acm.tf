resource "aws_acmpca_certificate_authority" "top" {
  type                            = "ROOT"
  permanent_deletion_time_in_days = 7
  certificate_authority_configuration {
    key_algorithm     = "EC_prime256v1"
    signing_algorithm = "SHA256WITHECDSA"
    subject {
      common_name  = "tf.example.com"
      organization = "Haneul"
    }
  }
  tags = { a = "1" }
}

resource "aws_acmpca_certificate" "top" {
  certificate_authority_arn   = aws_acmpca_certificate_authority.top.arn
  certificate_signing_request = aws_acmpca_certificate_authority.top.certificate_signing_request
  signing_algorithm           = "SHA256WITHECDSA"
  template_arn                = "arn:aws:acm-pca:::template/RootCACertificate/V1"
  validity {
    type  = "YEARS"
    value = 1
  }
}

resource "aws_acmpca_certificate_authority_certificate" "top" {
  certificate_authority_arn = aws_acmpca_certificate_authority.top.arn
  certificate               = aws_acmpca_certificate.top.certificate
  certificate_chain         = aws_acmpca_certificate.top.certificate_chain
}

resource "aws_acmpca_permission" "acm" {
  certificate_authority_arn = aws_acmpca_certificate_authority.top.arn
  principal                 = "acm.amazonaws.com"
  actions                   = ["IssueCertificate", "GetCertificate", "ListPermissions"]
}

resource "aws_acm_certificate" "waits" {
  domain_name       = "tf.example.com"
  validation_method = "DNS"
  tags              = { a = "1" }
}

resource "aws_acm_certificate" "imported" {
  certificate_body = file("own.pem")
  private_key      = file("own.key")
}
