//! The record that proves a domain: always the same for an account and a domain.

use sha2::{Digest, Sha256};

pub fn of(account: &str, domain: &str) -> (String, String) {
    let digest = hex::encode(Sha256::digest(format!("{account} {domain}")));
    let (name, rest) = digest.split_at(32);
    let zone = Sha256::digest(account.as_bytes());
    let zone: String = zone[..10]
        .iter()
        .map(|byte| char::from(b'a' + byte % 26))
        .collect();
    (
        format!("_{name}.{domain}."),
        format!("_{rest}.{zone}.acm-validations.aws."),
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_domain_has_its_own() {
        let (name, value) = super::of("111122223333", "example.com");
        assert!(name.starts_with('_') && name.ends_with(".example.com."));
        assert!(value.ends_with(".acm-validations.aws."));
        assert_eq!(
            super::of("111122223333", "example.com"),
            (name.clone(), value)
        );
        assert_ne!(super::of("444455556666", "example.com").0, name);
    }
}
