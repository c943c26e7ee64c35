//! The signature of an S3 browser form. Only the signature: what the policy demands is the caller's to judge.

use jiff::Timestamp;

use crate::algorithm::Algorithm;
use crate::cache::KeyCache;
use crate::credential::{CredentialScope, scope};
use crate::date::parse_amz_date;
use crate::derived::{key_pair, signing_key};
use crate::error::SignatureError;
use crate::sign::Signer;

/// What a form says about its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostClaim {
    pub algorithm: Algorithm,
    pub access_key: String,
    /// `yyyyMMdd`.
    pub scope_date: String,
    pub region: Option<String>,
    pub service: String,
    pub request_date: Timestamp,
    pub session_token: Option<String>,
    /// The policy as it stands in the form: base64 of a JSON document. This is the text that is signed.
    pub policy: String,
    pub signature: String,
}

#[derive(Default)]
struct Fields<'a> {
    policy: Option<&'a str>,
    algorithm: Option<&'a str>,
    credential: Option<&'a str>,
    date: Option<&'a str>,
    signature: Option<&'a str>,
    token: Option<&'a str>,
    v2: bool,
}

impl<'a> Fields<'a> {
    fn read(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Fields<'a> {
        let mut found = Fields::default();
        for (name, value) in fields {
            match name.to_ascii_lowercase().as_str() {
                "policy" => found.policy = Some(value),
                "x-amz-algorithm" => found.algorithm = Some(value),
                "x-amz-credential" => found.credential = Some(value),
                "x-amz-date" => found.date = Some(value),
                "x-amz-signature" => found.signature = Some(value),
                "x-amz-security-token" => found.token = Some(value),
                "awsaccesskeyid" => found.v2 = true,
                _ => {}
            }
        }
        found
    }
}

/// Reads the fields of a form, whatever their capitals. `None` means the form is not signed.
pub fn claim<'a>(
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Option<PostClaim>, SignatureError> {
    let fields = Fields::read(fields);
    let signed = fields
        .algorithm
        .or(fields.credential)
        .or(fields.signature)
        .is_some();
    match fields.policy {
        None if !signed && !fields.v2 => Ok(None),
        _ if fields.v2 && !signed => Err(SignatureError::V2Unsupported),
        _ => read(&fields).map(Some),
    }
}

fn read(fields: &Fields<'_>) -> Result<PostClaim, SignatureError> {
    let want = |value: Option<&str>, name| {
        value
            .map(str::to_owned)
            .ok_or(SignatureError::MissingFormField(name))
    };
    let policy = want(fields.policy, "Policy")?;
    let algorithm = want(fields.algorithm, "X-Amz-Algorithm")?;
    let credential = want(fields.credential, "X-Amz-Credential")?;
    let date = want(fields.date, "X-Amz-Date")?;
    let signature = want(fields.signature, "X-Amz-Signature")?;
    let in_form = |error| SignatureError::InQuery(Box::new(error));
    let Some(algorithm) = Algorithm::from_name(&algorithm) else {
        return Err(in_form(SignatureError::UnsupportedAlgorithm(algorithm)));
    };
    let credential = CredentialScope::parse(algorithm, &credential).map_err(in_form)?;
    let Some(request_date) = parse_amz_date(&date) else {
        return Err(in_form(SignatureError::MalformedDate(date)));
    };
    if !date.starts_with(&credential.date) {
        return Err(in_form(SignatureError::ScopeDateMismatch {
            scope_date: credential.date,
            amz_date: date,
        }));
    }
    Ok(PostClaim {
        algorithm,
        access_key: credential.access_key,
        scope_date: credential.date,
        region: credential.region,
        service: credential.service,
        request_date,
        session_token: fields.token.map(str::to_owned),
        policy,
        signature,
    })
}

impl PostClaim {
    /// `date/region/service/aws4_request`.
    pub fn scope(&self) -> String {
        scope(&self.scope_date, self.region.as_deref(), &self.service)
    }
}

/// Checks the signature with the secret of the claim's access key.
pub fn verify(
    claim: &PostClaim,
    secret: &str,
    cache: Option<&KeyCache>,
) -> Result<(), SignatureError> {
    let key = match claim.algorithm {
        Algorithm::V4 => {
            let region = claim.region.as_deref().unwrap_or_default();
            signing_key(
                cache,
                &claim.access_key,
                secret,
                &claim.scope_date,
                region,
                &claim.service,
            )?
        }
        Algorithm::V4a => key_pair(cache, &claim.access_key, secret)?,
    };
    if key.verify_hex(claim.policy.as_bytes(), &claim.signature) {
        return Ok(());
    }
    Err(SignatureError::Mismatch {
        canonical_request: String::new(),
        string_to_sign: claim.policy.clone(),
        access_key: claim.access_key.clone(),
        signature: claim.signature.clone(),
    })
}

/// Signs a policy already in base64.
pub fn sign(signer: &Signer<'_>, policy: &str) -> Result<String, SignatureError> {
    let amz_date = crate::date::format_amz_date(signer.time);
    Ok(signer.key(&amz_date[..8])?.sign_hex(policy.as_bytes()))
}
