//! An authority as it is described.

use super::row::Authority;
use crate::place::Place;
use crate::said;
use crate::shapes::CertificateAuthority;
use haneul_pipeline::{AwsError, Cx};

pub fn show(cx: &Cx, place: &Place, row: Authority) -> Result<CertificateAuthority, AwsError> {
    let facts = row.facts()?;
    let configuration = said::tell("CertificateAuthorityConfiguration", &row.configuration)?;
    Ok(CertificateAuthority {
        arn: Some(place.arn(cx)),
        owner_account: Some(place.account.clone()),
        created_at: Some(row.created),
        last_state_change_at: Some(row.changed),
        r#type: Some(row.kind.clone()),
        serial: facts.as_ref().map(|facts| decimal(&facts.serial)),
        status: Some(row.status(cx.now())?.to_owned()),
        not_before: facts.as_ref().map(|facts| facts.from),
        not_after: facts.as_ref().map(|facts| facts.until),
        failure_reason: None,
        certificate_authority_configuration: Some(configuration),
        revocation_configuration: Some(super::configuration::revocation(&row)?),
        restorable_until: row.deleted.map(|(_, until)| until),
        key_storage_security_standard: Some(row.standard),
        usage_mode: Some(row.usage),
    })
}

/// Serial numbers of authorities are shown as numbers.
fn decimal(bytes: &[u8]) -> String {
    let mut digits = vec![0u8];
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) * 256;
            *digit = (carry % 10) as u8;
            carry /= 10;
        }
        while carry > 0 {
            digits.push((carry % 10) as u8);
            carry /= 10;
        }
    }
    digits
        .iter()
        .rev()
        .map(|digit| char::from(b'0' + digit))
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn serials_as_numbers() {
        for (bytes, wanted) in [
            (vec![0u8], "0"),
            (vec![255], "255"),
            (vec![1, 0], "256"),
            (vec![1, 0, 0, 0, 0, 0, 0, 0, 0], "18446744073709551616"),
        ] {
            assert_eq!(super::decimal(&bytes), wanted);
        }
    }
}
