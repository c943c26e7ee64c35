"""A private root with its certificate, a certificate that waits, and an imported one."""

import subprocess


def test_acm(stack, cloud):
    pca, acm = cloud.client("acm-pca"), cloud.client("acm")
    there = stack("acm.tf")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "own.key", "-out", "own.pem",
         "-days", "300", "-subj", "/CN=tf-own.example.com"],
        cwd=there.directory,
        check=True,
        capture_output=True,
    )

    def check():
        (shown,) = [
            shown
            for shown in pca.list_certificate_authorities()["CertificateAuthorities"]
            if shown["CertificateAuthorityConfiguration"]["Subject"].get("CommonName") == "tf.example.com"
        ]
        assert shown["Status"] == "ACTIVE"
        listed = acm.list_certificates()["CertificateSummaryList"]
        found = {summary["DomainName"]: summary["Type"] for summary in listed}
        assert found["tf.example.com"] == "AMAZON_ISSUED"
        assert found["tf-own.example.com"] == "IMPORTED"

    there.whole_life(check)
