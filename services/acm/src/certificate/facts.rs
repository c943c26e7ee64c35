//! What a certificate's body says, in AWS's words.

use haneul_certificate::{CERTIFICATE, Facts, read, read_all};
use haneul_pipeline::AwsError;

/// Purposes by their object identifiers.
const PURPOSES: [(&str, &str); 10] = [
    ("1.3.6.1.5.5.7.3.1", "TLS_WEB_SERVER_AUTHENTICATION"),
    ("1.3.6.1.5.5.7.3.2", "TLS_WEB_CLIENT_AUTHENTICATION"),
    ("1.3.6.1.5.5.7.3.3", "CODE_SIGNING"),
    ("1.3.6.1.5.5.7.3.4", "EMAIL_PROTECTION"),
    ("1.3.6.1.5.5.7.3.5", "IPSEC_END_SYSTEM"),
    ("1.3.6.1.5.5.7.3.6", "IPSEC_TUNNEL"),
    ("1.3.6.1.5.5.7.3.7", "IPSEC_USER"),
    ("1.3.6.1.5.5.7.3.8", "TIME_STAMPING"),
    ("1.3.6.1.5.5.7.3.9", "OCSP_SIGNING"),
    ("2.5.29.37.0", "ANY"),
];

pub fn read_body(pem: &str) -> Result<Facts, AwsError> {
    let blocks = read_all(pem.as_bytes(), CERTIFICATE).map_err(AwsError::internal)?;
    let first = blocks
        .first()
        .ok_or_else(|| AwsError::internal("no certificate"))?;
    read(first).map_err(AwsError::internal)
}

pub fn usages(facts: &Facts) -> Vec<String> {
    let Some(usage) = &facts.usage else {
        return vec!["ANY".to_owned()];
    };
    let all = [
        (usage.digital_signature(), "DIGITAL_SIGNATURE"),
        (usage.non_repudiation(), "NON_REPUDIATION"),
        (usage.key_encipherment(), "KEY_ENCIPHERMENT"),
        (usage.data_encipherment(), "DATA_ENCIPHERMENT"),
        (usage.key_agreement(), "KEY_AGREEMENT"),
        (usage.key_cert_sign(), "CERTIFICATE_SIGNING"),
        (usage.crl_sign(), "CRL_SIGNING"),
        (usage.encipher_only(), "ENCIPHER_ONLY"),
        (usage.decipher_only(), "DECIPHER_ONLY"),
    ];
    let all = all.into_iter().filter(|(said, _)| *said);
    all.map(|(_, name)| name.to_owned()).collect()
}

/// Names with object identifiers.
pub fn extended_usages(facts: &Facts) -> Vec<(String, String)> {
    let purposes = facts.purposes.iter().map(|oid| {
        let oid = oid.to_string();
        let known = PURPOSES.iter().find(|(known, _)| *known == oid);
        (known.map_or("CUSTOM", |(_, name)| name).to_owned(), oid)
    });
    let purposes: Vec<_> = purposes.collect();
    match purposes.is_empty() {
        true => vec![("NONE".to_owned(), String::new())],
        false => purposes,
    }
}
