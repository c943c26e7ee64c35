//! Records under a key of KMS: each as its data key sealed it, which producers need leave of KMS for,
//! and those who read it again.

use crate::record::pack::{Form, Record};
use crate::record::read::Seen;
use crate::stream::Found;
use bytes::Bytes;
use haneul_pipeline::data_key::{self, KeyUse, Sealed};
use haneul_pipeline::{AwsError, Cx};
use jiff::SignedDuration;

const VIA: &str = "kinesis.amazonaws.com";
/// How long a data key is used again.
const REUSE: SignedDuration = SignedDuration::from_mins(5);

/// What KMS says, as Kinesis passes it on.
pub fn of_kms(error: AwsError) -> AwsError {
    data_key::passed_on(error, "KMS", "Exception")
}

/// Whether there is such a key, and it can be used.
pub fn check_key(cx: &mut Cx, key: &str) -> Result<(), AwsError> {
    let by = KeyUse {
        via: VIA,
        region: cx.region(),
        key,
        context: Vec::new(),
        caller: None,
    };
    let shown = cx.describe_key(&by).map_err(of_kms)?;
    match shown.str("KeyState") {
        Some("Enabled") => Ok(()),
        Some("Disabled") => {
            Err(AwsError::new("KMSDisabledException", format!("{key} is disabled.")).status(400))
        }
        _ => Err(AwsError::new(
            "KMSInvalidStateException",
            format!("{key} cannot be used in the state that it is in."),
        )
        .status(400)),
    }
}

/// The form of the rows, and the record as it is kept.
pub fn seal(cx: &mut Cx, found: &Found, record: &Record) -> Result<Record, AwsError> {
    let Some(key) = &found.stream.key else {
        return Ok(record.clone());
    };
    let by = KeyUse {
        via: VIA,
        region: cx.region(),
        key,
        context: vec![("aws:kinesis:arn".to_owned(), found.address.arn(cx))],
        caller: None,
    };
    let sealed = cx.seal_under(&by, REUSE, &record.data).map_err(of_kms)?;
    let data = serde_json::to_vec(&Text::of(&sealed)).map_err(AwsError::internal)?;
    let mut row = (data.len() as u32).to_be_bytes().to_vec();
    row.extend_from_slice(&data);
    row.extend_from_slice(&sealed.bytes);
    Ok(Record {
        key: record.key.clone(),
        data: row.into(),
    })
}

/// Opens what lies under a key, for whoever reads it.
pub fn open(cx: &mut Cx, seen: &mut [Seen]) -> Result<(), AwsError> {
    let region = cx.region();
    for one in seen.iter_mut().filter(|one| one.form == Form::Sealed) {
        let sealed = read(&one.record.data);
        let sealed = sealed.ok_or_else(|| AwsError::internal("a sealed record of another form"))?;
        let opened = cx.open_sealed(VIA, region, &sealed, REUSE);
        one.record.data = opened.map_err(of_kms)?.into();
    }
    Ok(())
}

fn read(row: &Bytes) -> Option<Sealed> {
    let (length, rest) = row.split_first_chunk::<4>()?;
    let length = u32::from_be_bytes(*length) as usize;
    let head: Text = serde_json::from_slice(rest.get(..length)?).ok()?;
    head.with(row.slice(4 + length..))
}

/// What is beside the sealed bytes.
#[derive(serde::Serialize, serde::Deserialize)]
struct Text {
    key: String,
    wrapped: String,
    context: Vec<(String, String)>,
}

impl Text {
    fn of(sealed: &Sealed) -> Text {
        use base64::prelude::{BASE64_STANDARD, Engine};
        Text {
            key: sealed.key.clone(),
            wrapped: BASE64_STANDARD.encode(&sealed.wrapped),
            context: sealed.context.clone(),
        }
    }

    fn with(self, bytes: Bytes) -> Option<Sealed> {
        use base64::prelude::{BASE64_STANDARD, Engine};
        Some(Sealed {
            wrapped: BASE64_STANDARD.decode(self.wrapped).ok()?.into(),
            key: self.key,
            context: self.context,
            bytes,
        })
    }
}
