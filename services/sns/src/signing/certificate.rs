//! The certificate of the key, as AWS's has it: for `sns.amazonaws.com`.

use haneul_pipeline::AwsError;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_RSA_SHA256, date_time_ymd,
};

pub fn make(private: &[u8]) -> Result<String, AwsError> {
    let der = private.into();
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_RSA_SHA256);
    let pair = pair.map_err(AwsError::internal)?;
    let names = vec!["sns.amazonaws.com".to_owned()];
    let mut params = CertificateParams::new(names).map_err(AwsError::internal)?;
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, "sns.amazonaws.com");
    // The cloud's clock goes far in both directions.
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2099, 12, 31);
    let certificate = params.self_signed(&pair).map_err(AwsError::internal)?;
    Ok(certificate.pem())
}
