//! What the deliveries of one message have in common: each text is signed once.

use crate::signing::{self, Signer};
use haneul_pipeline::{AwsError, Cx};
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Default)]
pub struct Sheet {
    signer: Option<Arc<Signer>>,
    signatures: HashMap<String, String>,
}

/// A signature with the name of the key it was made by.
pub struct Signed {
    pub signature: String,
    pub key: String,
}

impl Sheet {
    pub fn sign(&mut self, cx: &mut Cx, version: &str, text: String) -> Result<Signed, AwsError> {
        let signer = match &self.signer {
            Some(signer) => signer.clone(),
            None => signing::signer(cx)?,
        };
        self.signer = Some(signer.clone());
        let key = signer.name.clone();
        if let Some(signature) = self.signatures.get(&text) {
            let signature = signature.clone();
            return Ok(Signed { signature, key });
        }
        let signature = signer.sign(version, &text)?;
        self.signatures.insert(text, signature.clone());
        Ok(Signed { signature, key })
    }
}
